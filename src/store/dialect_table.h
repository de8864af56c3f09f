/* How each mail is made: a dictionary of lines (mail/making.h), and of what one mail has of them. */
#ifndef WEIR_STORE_DIALECT_TABLE_H
#define WEIR_STORE_DIALECT_TABLE_H

#include "store/database.h"
#include "store/digest.h"

/* Ids that are in the tables; what falls out is tried again. */
#define DIALECT_CACHE 8192
struct dialect_cache {
    int64_t ids[DIALECT_CACHE];
};

/* Sees to it that the tables have the mail's dialect. cache: zeroed at the beginning of a transaction. */
bool dialect_table_add(struct database *database, struct dialect_cache *cache, const struct dialect *dialect,
                       struct error *error);
/* How many lines and dialects do not say what their id says. */
bool dialect_table_verify(struct database *database, uint64_t *wrong, struct error *error);

#endif
