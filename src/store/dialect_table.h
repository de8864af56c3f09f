/* How each mail is made: a dictionary of lines (mail/making.h), and of what one mail has of them. */
#ifndef WEIR_STORE_DIALECT_TABLE_H
#define WEIR_STORE_DIALECT_TABLE_H

#include "store/database.h"
#include "store/digest.h"

/* Numbers of dialects that came up lately; what falls out is asked of the database. */
#define DIALECT_CACHE 4096
struct dialect_cache {
    struct {
        uint64_t hash;
        int64_t dialect; /* 0 none */
    } entries[DIALECT_CACHE];
};

/* The number of the mail's dialect, a new one if nothing was ever made so; 0 of unreadable mail. cache:
 * zeroed at the beginning of a transaction. */
bool dialect_number(struct database *database, struct dialect_cache *cache, const struct digest *digest,
                    int64_t *dialect, struct error *error);
/* How many lines and dialects do not say what their hash says. */
bool dialect_table_verify(struct database *database, uint64_t *wrong, struct error *error);

#endif
