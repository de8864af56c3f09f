/* Capture and recapture: from which addresses a campaign's mails came, when, and which feeds had them.
 * Classic estimators of how many there are in all, for comparison with the fit of size_fit.h. See capture.c.
 */
#ifndef WEIR_CAMPAIGN_CAPTURE_H
#define WEIR_CAMPAIGN_CAPTURE_H

#include "campaign/size_table.h"

/* Of a normal distribution, 95 % lie within so many standard deviations. */
#define CAPTURE_DEVIATIONS 1.959964

/* One delivery; one that reached several feeds, as forwarders resell one trap, is one. */
struct capture {
    int64_t time;     /* seconds */
    uint32_t address; /* numbered from 0 */
    uint32_t feeds;   /* mask, never 0 */
};

/* A host that is connected hands over what it has for that server, and neighbours on its list are written to
 * one after the other: what comes from one address with no longer a break is one visit, seen once. Half of
 * all repetitions in TREC's campaigns are within a minute, hardly any between this and an hour. */
#define CAPTURE_VISIT_SECONDS 300

/* The numbers of visits of an address that are told apart; more are as good as many (Chao and Lee). */
#define CAPTURE_RARE 10

struct capture_counts {
    uint64_t captures, visits, addresses;
    uint64_t
        by_sightings[CAPTURE_RARE + 1]; /* addresses seen 1, 2... times; [0]: more often than all these */
    uint64_t often;                     /* captures of the addresses in [0] */
    uint64_t twice;                     /* addresses seen at least twice */
};

struct capture_estimate {
    bool known;
    double estimate, low, high; /* 95 %, on a log-normal number of unseen ones (Chao 1987) */
};

/* captures: in order of time; they are sorted by address then, and those of one visit made one. Returns how
 * many are left. Fills data, but for an empty list. */
size_t capture_read(struct capture *captures, size_t count, struct capture_counts *counts,
                    struct size_data *data);

/* Two occasions: Chapman's (1951) version of Lincoln and Petersen. */
struct capture_estimate capture_chapman(uint64_t first, uint64_t second, uint64_t both);
/* Chao's (1984) lower bound from what was seen once and twice, in its bias-corrected form. */
struct capture_estimate capture_chao(const struct capture_counts *counts);
/* By the coverage of the sample, with the heterogeneity that it shows (Chao and Lee 1992, rare ones apart as
 * in Chao and Yang 1993). variation: the coefficient of variation of how often addresses are seen. */
struct capture_estimate capture_coverage(const struct capture_counts *counts, double *variation);
/* Chapman's over the two feeds that saw most addresses; a capture of both is the first one's alone, since one
 * delivery is no recapture. captures: sorted by address. first, second: which they are. */
struct capture_estimate capture_feeds(const struct capture *captures, size_t count, size_t *first,
                                      size_t *second);
/* Chapman's over the two halves of the captures in time. */
struct capture_estimate capture_halves(const struct capture *captures, size_t count, int64_t middle);

#endif
