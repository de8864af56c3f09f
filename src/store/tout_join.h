/* Cells of one instrument as one campaign. See tout_join.c. */
#ifndef WEIR_STORE_TOUT_JOIN_H
#define WEIR_STORE_TOUT_JOIN_H

#include "store/database.h"
#include "store/tout_event.h"

/* Gives every cell its campaign and its members that campaign; writes the verdicts on campaigns that are
 * touts. events: what led to it. named: called for the founder of each. */
bool tout_join(struct database *database, const struct tout_events *events,
               bool (*named)(void *context, int64_t founder), void *context, struct error *error);

#endif
