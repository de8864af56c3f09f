/* How big a campaign is, from all deliveries that the store has of it. See campaign/size.h and volume.h. */
#ifndef WEIR_STORE_ESTIMATE_H
#define WEIR_STORE_ESTIMATE_H

#include "campaign/volume.h"
#include "store/capture.h"
#include "store/past.h"

/* One that a feed has caught of it. */
struct store_estimate_feed {
    const struct store_feed *feed;
    uint64_t caught; /* deliveries */
    double watched;  /* share of the campaign for which it has been a feed */
};

struct store_estimate {
    struct size size;
    struct volume volume;
    struct store_estimate_feed *feeds; /* in the order of size.first_feed */
    size_t feed_count;
    bool simulated;                 /* some of its mail is */
    uint64_t linked;                /* mails that are deliveries of other feeds', too */
    uint64_t indirect;              /* left out: returned ones */
    uint64_t unplaced;              /* left out: without sending host or time */
    struct store_past past;         /* what of it got past filters, where a run had its mail */
    struct store_captures captures; /* owns what the rest points to */
};

/* campaign: an id as it is now. quick: without hosts at once. */
bool store_estimate(struct store *store, const char *campaign, const struct volume_assumptions *assumptions,
                    bool quick, struct store_estimate *estimate, struct error *error);
void store_estimate_free(struct store_estimate *estimate);

#endif
