/* Sums of what the messages of one part say of instruments. A part is what the finder calls a campaign. See
 * tout_pool.c. */
#ifndef WEIR_STORE_TOUT_POOL_H
#define WEIR_STORE_TOUT_POOL_H

#include "base/arena.h"
#include "store/database.h"
#include "store/tout_hot.h"
#include "tout/verdict.h"

/* What is to be added since the last settling. */
struct tout_events {
    struct arena *arena; /* of all that is here */
    struct tout_event *parts;
    struct tout_mention_event *mentions;
    size_t part_count, part_capacity, mention_count, mention_capacity;
    bool left; /* something was taken off */
};

/* A message joins the part (sign 1) or leaves it (-1); record: what it says, empty for nothing. */
void tout_events_add(struct tout_events *events, int64_t part, struct slice record, int sign);
/* The message stays, what it says came (1) or went (-1). */
void tout_events_say(struct tout_events *events, int64_t part, struct slice record, int sign);

/* Writes the sums and empties events; hands over each part that says anything, or did. */
bool tout_events_settle(struct tout_events *events, struct database *database,
                        bool (*changed)(void *context, int64_t part, struct error *error), void *context,
                        struct error *error);

/* found: there is such a part and it says something. Memory is the arena's. */
bool tout_pool_read(struct database *database, int64_t part, struct arena *arena, const struct tout_hot *hot,
                    struct tout_pool *pool, bool *found, struct error *error);

#endif
