/* Symbols that many messages tout: a few messages elsewhere that name one are likely to tout it, too. See
 * tout_hot.c. */
#ifndef WEIR_STORE_TOUT_HOT_H
#define WEIR_STORE_TOUT_HOT_H

#include "base/arena.h"
#include "store/database.h"
#include "tout/verdict.h"

struct tout_hot {
    const char **names;
    size_t count;
};

/* Memory is the arena's. */
bool tout_hot_read(struct database *database, struct arena *arena, struct tout_hot *hot, struct error *error);
/* The one that this name is, or nearly is; NULL none. */
const char *tout_hot_find(const struct tout_hot *hot, const char *name, enum tout_kind kind);

/* Finds out anew from the cells which are hot, and calls changed for every part with a name that has become
 * so or is so no longer. */
bool tout_hot_update(struct database *database,
                     bool (*changed)(void *context, int64_t part, struct error *error), void *context,
                     struct error *error);

#endif
