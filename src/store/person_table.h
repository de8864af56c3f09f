/* The people of the store: tables `person` (recipients and own hosts) and `sender`. */
#ifndef WEIR_STORE_PERSON_TABLE_H
#define WEIR_STORE_PERSON_TABLE_H

#include "base/key_map.h"
#include "store/database.h"
#include "store/person.h"

/* People not yet written. Zeroed is empty and valid. */
struct person_table {
    struct key_map recipients, senders;
};

void person_table_add(struct person_table *table, const struct people *people);
/* Writes all and empties the table. Inside the caller's transaction. */
bool person_table_write(struct person_table *table, struct database *database, struct error *error);
void person_table_free(struct person_table *table);

/* How many that are in `should` are missing in `is`. There may be more: ingest also knows the feed's
 * forwarders
 * (--trust), and one hidden for nothing does no harm. */
bool person_table_missing(struct database *is, struct database *should, uint64_t *count, struct error *error);

/* Adds every recipient and own host, with value 1. */
bool person_table_load(struct database *database, struct key_map *recipients, struct error *error);
bool person_table_has_sender(struct database *database, uint64_t key, bool *found, struct error *error);

#endif
