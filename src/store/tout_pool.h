/* What the messages of one part say of instruments, taken together. See tout_pool.c. */
#ifndef WEIR_STORE_TOUT_POOL_H
#define WEIR_STORE_TOUT_POOL_H

#include "base/arena.h"
#include "store/database.h"
#include "store/tout_hot.h"
#include "tout/verdict.h"

/* Points are kept in so many parts of one. */
#define TOUT_FRACTIONS 8
/* The mails of part ?1. Two indexes give them: one on campaign, for those that are of the campaign named like
 * the part, and one of only those that are not. */
#define TOUT_MEMBERS                                                                                         \
    "(SELECT mail FROM assignment WHERE campaign = ?1 AND part = ?1"                                         \
    " UNION ALL SELECT mail FROM assignment WHERE part = ?1 AND campaign <> part)"

/* found: there is such a part and it says something. Memory is the arena's. */
bool tout_pool_read(struct database *database, int64_t part, struct arena *arena, const struct tout_hot *hot,
                    struct tout_pool *pool, bool *found, struct error *error);

#endif
