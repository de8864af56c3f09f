/* Which campaign of a cluster a message that is not in it would belong to. */
#ifndef WEIR_CAMPAIGN_NEAREST_H
#define WEIR_CAMPAIGN_NEAREST_H

#include "campaign/ledger.h"

/* Founder of the campaign, of those of the cluster's members, to which one more message likeliest belongs; 0
 * if there is none. message: its words and receipt. */
uint64_t nearest_campaign(struct arena *arena, const struct ledger_member *members, size_t count,
                          const struct member *message);

#endif
