/* What came to parts and went from them since the last settling. A part is what the finder calls a campaign.
 * See tout_event.c. */
#ifndef WEIR_STORE_TOUT_EVENT_H
#define WEIR_STORE_TOUT_EVENT_H

#include "base/arena.h"
#include "store/database.h"

/* Messages that joined a part. */
struct tout_newcomers {
    const int64_t *mails; /* rising */
    size_t count;
    bool others; /* some of the part left, too, or say something else now */
};

struct tout_events {
    struct arena *arena; /* of all that is here */
    struct tout_event *events;
    struct tout_mention_event *mentions;
    size_t count, capacity, mention_count, mention_capacity;
    bool left;                   /* something was taken off */
    struct tout_change *changes; /* one a part, rising; since the sums were written */
    size_t change_count;
};

/* A message joins the part (sign 1) or leaves it (-1); record: what it says, empty for nothing. */
void tout_events_add(struct tout_events *events, int64_t part, int64_t mail, struct slice record, int sign);
/* The message stays, what it says came (1) or went (-1). */
void tout_events_say(struct tout_events *events, int64_t part, int64_t mail, struct slice record, int sign);

/* Writes the sums; hands over each part that says anything, or did. */
bool tout_events_settle(struct tout_events *events, struct database *database,
                        bool (*changed)(void *context, int64_t part, const struct tout_newcomers *newcomers,
                                        struct error *error),
                        void *context, struct error *error);
/* Who joined the part, once the sums are written. */
const struct tout_newcomers *tout_events_newcomers(const struct tout_events *events, int64_t part);
/* Nothing is to be added any more. */
void tout_events_clear(struct tout_events *events);

#endif
