/* How big the thing behind a campaign is: hosts, in all and at once, from what feeds caught of it. See
 * size.c. */
#ifndef WEIR_CAMPAIGN_SIZE_H
#define WEIR_CAMPAIGN_SIZE_H

#include "campaign/capture.h"
#include "campaign/size_fit.h"

struct size_range {
    double estimate, low, high; /* 95 % */
    const char *reason;         /* why it cannot say; NULL: it can */
};

/* It cannot be said. reason: static text. */
struct size_range size_unknown(const char *reason);

struct size {
    struct capture_counts counts;
    double hours;      /* from the first capture to the last */
    double busy_hours; /* without the first and last of them, which may be late by days */
    struct size_range hosts, at_once;
    double at_once_hours; /* what "at once" is: the busiest stretch of so many hours... */
    int64_t at_once_from; /* ...from here on */
    struct size_fit fit;  /* of hosts in all */
    double bias;          /* of feeds, a share; see capture.c */
    /* Of addresses, each taken for a host. */
    struct capture_estimate by_feeds, by_halves, chao, coverage;
    size_t first_feed, second_feed; /* of by_feeds */
    double variation;               /* of coverage */
};

/* captures: in order of time. quick: without hosts at once. Reasons are static
 * text. */
void size_estimate(const struct capture *captures, size_t count, bool quick, struct size *size);

#endif
