/* Operators: campaigns whose mail is made alike, whatever it says and whenever it came. See operator.c. */
#ifndef WEIR_CAMPAIGN_OPERATOR_H
#define WEIR_CAMPAIGN_OPERATOR_H

#include "base/arena.h"
#include "campaign/mixture.h"

#define OPERATOR_NONE UINT32_MAX

struct operator_found {
    const uint32_t *campaigns; /* rising; two at least */
    size_t campaign_count;
    struct mixture mixture; /* of all of them; not to be freed */
    double strength;        /* mean of its campaigns' */
};

/* All memory is the arena's. */
struct operators {
    struct operator_found *items; /* by their first campaign */
    size_t count;
    uint32_t *of_campaign; /* OPERATOR_NONE: unknown */
    double *strength;      /* of the tie between a campaign and the rest of its operator, 0 to 1 */
    uint32_t *users;       /* by habit: operators and campaigns without one that have it */
    double *rarity;        /* by habit */
    size_t sources;        /* operators and campaigns without one */
};

/* campaigns: oldest first; they are weighed. facets: of habits 0 to habit_count - 1. */
void operators_find(struct arena *arena, struct mixture *campaigns, size_t campaign_count,
                    const uint8_t *facets, size_t habit_count, struct operators *operators);

/* What a campaign counts in the sum of its operator's. */
double operator_campaign_weight(const struct mixture *campaign);

#endif
