/* Which campaign of a cluster a message that is not in it would belong to. */
#ifndef WEIR_CAMPAIGN_NEAREST_H
#define WEIR_CAMPAIGN_NEAREST_H

#include "campaign/template.h"

/* Founder of the likeliest campaign of the cluster's members; 0 if it has none. */
uint64_t nearest_campaign(struct arena *arena, const struct cluster_member *members, size_t count,
                          const struct print *print);

#endif
