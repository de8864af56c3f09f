/* The finder's index at rest: a sorted map of 64-bit keys and values in two tables. See index_table.c. */
#ifndef WEIR_STORE_INDEX_TABLE_H
#define WEIR_STORE_INDEX_TABLE_H

#include "base/radix.h"
#include "store/database.h"

struct index_table;

/* The database outlives it. */
struct index_table *index_table_open(struct database *database);
void index_table_close(struct index_table *table);
/* *found: whether there is such a key; only then *value is set. false: failed. */
bool index_table_get(struct index_table *table, uint64_t key, uint64_t *value, bool *found,
                     struct error *error);
/* pairs: rising by key, distinct; they replace what was there. */
bool index_table_put(struct index_table *table, const struct radix_pair *pairs, size_t count,
                     struct error *error);
/* Hands over every pair, in no order. */
bool index_table_visit(struct index_table *table, void (*visit)(void *context, const struct radix_pair *pair),
                       void *context, struct error *error);

#endif
