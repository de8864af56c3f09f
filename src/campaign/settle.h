/* Brings the campaigns of clusters up to date. See settle.c. */
#ifndef WEIR_CAMPAIGN_SETTLE_H
#define WEIR_CAMPAIGN_SETTLE_H

#include "campaign/ledger.h"

struct settling;

struct settling *settling_new(const struct finder_settings *settings, struct ledger *ledger,
                              struct templates *templates);
void settling_free(struct settling *settling);
/* Labels the members of a root's cluster as far as they are concerned by what is fresh. */
void settle_cluster(struct settling *settling, struct template *root);
/* Hands over every label changed since the last call, in order of seq. */
void settling_hand_over(struct settling *settling,
                        void (*relabel)(void *context, const struct finder_label *label), void *context);
/* The members among which one received then would be settled, in the arena. */
struct ledger_member *settle_neighbours(struct settling *settling, struct arena *arena,
                                        const struct template *root, int64_t received, size_t *count);

#endif
