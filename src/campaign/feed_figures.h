/* Feeds beside each other, from what each saw of campaigns or senders: the figures of A. Pitsillidis et al.,
 * "Taster's Choice: A Comparative Analysis of Spam Feeds" (IMC 2012). Records are settled; feeds are numbered
 * from 0 to feeds - 1. A record of the feed number `feeds` is of all of them together (a message that reached
 * two feeds counts once), one of a greater number is no feed's and passed over. Shares are from 0 to 1, NAN
 * where they would be of nothing. All memory is the arena's. */
#ifndef WEIR_CAMPAIGN_FEED_FIGURES_H
#define WEIR_CAMPAIGN_FEED_FIGURES_H

#include "base/arena.h"
#include "campaign/feed_record.h"

struct feed_seen {
    uint64_t items;     /* seen by this feed */
    uint64_t alone;     /* and by no other */
    double share;       /* items, of all that any feed saw */
    double alone_share; /* alone, of this feed's items */
};

struct feed_coverage {
    size_t feeds;
    uint64_t items;         /* that any feed saw */
    struct feed_seen *seen; /* a feed each */
    uint64_t *both;         /* [a * feeds + b]: seen by a and by b */
};
void feed_coverage_make(struct arena *arena, const struct feed_records *records, size_t feeds,
                        struct feed_coverage *coverage);
/* Of what feed a saw, the share that b saw, too. */
double feed_coverage_share(const struct feed_coverage *coverage, size_t a, size_t b);

/* How alike feeds spread over campaigns. */
struct feed_proportion {
    size_t sides;      /* feeds, and all together as the last one */
    double *variation; /* [a * sides + b]: variation distance, 0 alike to 1 nothing in common */
    double *tau;       /* Kendall's tau-b over the items that a and b both saw; NAN: too few, or all tied */
};
/* Exact while the product of two feeds' counts is below 2^64. */
void feed_proportion_make(struct arena *arena, const struct feed_records *records, size_t feeds,
                          struct feed_proportion *proportion);

/* Percentiles of delays in seconds, between neighbours in proportion; NAN without any. */
struct feed_percentiles {
    double p25, median, p75, p95;
};

struct feed_delay {
    uint64_t items;                      /* seen by this feed and another, both at a known time */
    uint64_t first;                      /* of these seen by it before all others, or at once with them */
    double first_share;                  /* of items */
    struct feed_percentiles after_first; /* its first sight, after the first of all feeds */
    struct feed_percentiles before_last; /* its last sight, before the last of all feeds */
};

struct feed_delays {
    uint64_t items;           /* seen by two feeds at least, at a known time */
    struct feed_delay *feeds; /* a feed each */
};
void feed_delays_make(struct arena *arena, const struct feed_records *records, size_t feeds,
                      struct feed_delays *delays);

/* The share of each feed's messages whose item has no record of the feed number `wanted`, where they all
 * count: 1 for a feed without a message of wanted mail's campaigns, NAN for one without messages. */
void feed_purity_make(const struct feed_records *records, size_t feeds, uint32_t wanted, double *purity);

#endif
