/* Which parts name a thing. See tout_mentions.c. */
#ifndef WEIR_STORE_TOUT_MENTIONS_H
#define WEIR_STORE_TOUT_MENTIONS_H

#include "store/database.h"
#include "tout/verdict.h"

/* Calls visit for every part with a name that matches, in order. visit may change what parts name. */
bool tout_mentions_visit(struct database *database,
                         bool (*matches)(void *context, const char *name, enum tout_kind kind),
                         void *match_context, bool (*visit)(void *context, int64_t part, struct error *error),
                         void *visit_context, struct error *error);

#endif
