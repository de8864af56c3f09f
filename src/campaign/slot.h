/* Tells apart what one template promotes, and stretches of time. See slot.c. */
#ifndef WEIR_CAMPAIGN_SLOT_H
#define WEIR_CAMPAIGN_SLOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

struct slot_word {
    uint32_t word;
    uint16_t seen; /* in how many messages of all mail when this message came */
    uint16_t own;  /* in how many of its cluster's */
};

/* One message of a cluster, in order of receipt. */
struct slot_member {
    const struct slot_word *words; /* distinct */
    uint16_t word_count;
};

/* Gives each of count members its part (0 and up) in parts[]; returns how many parts there are, 1 where the
 * cluster promotes one thing. all: these are all members of the cluster. */
unsigned slot_split(struct arena *arena, const struct slot_member *members, size_t count, bool all,
                    unsigned *parts);

#define SLOT_NO_PART UINT32_MAX
/* Messages without a part go with the nearest that has one, the earlier of two; parts[] is in order of
 * receipt. */
void slot_fill_gaps(unsigned *parts, size_t count);

#endif
