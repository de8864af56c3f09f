/* How many messages a campaign sent in all, by stated models. See volume.c. */
#ifndef WEIR_CAMPAIGN_VOLUME_H
#define WEIR_CAMPAIGN_VOLUME_H

#include <stddef.h>

#include "campaign/size.h"

struct volume_feed {
    double caught;  /* mails of the campaign */
    double traps;   /* addresses; 0 not known */
    double sampled; /* share of its mail that a feed passes on; 0 not known, taken for all */
};

/* What somebody must say: nothing that was caught tells it. */
struct volume_assumptions {
    double list[2]; /* addresses that the sender writes to */
    double rate[2]; /* mails a host and hour while the campaign runs; zeros: not said */
};

/* Where nothing is said of the list: what we take for the least, and the largest known of a botnet (Cutwail,
 * Stone-Gross et al. 2011); see docs/size.md. */
#define VOLUME_LIST_LEAST 1e7
#define VOLUME_LIST_MOST  1.6e9

struct volume {
    struct size_range messages; /* what all models that can say have in common */
    struct size_range by_traps; /* traps as a share of the list */
    struct size_range by_rate;  /* hosts times hours times rate */
    double each[2];             /* mails that one address got, over feeds */
    double traps;               /* of the feeds that say how many they have */
    double caught;              /* by these */
};

/* Where nobody says anything. */
extern const struct volume_assumptions volume_assumed;

void volume_estimate(const struct volume_feed *feeds, size_t count, const struct size *size,
                     const struct volume_assumptions *assumptions, struct volume *volume);

#endif
