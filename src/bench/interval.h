/* How sure a rate is. Mails of one group (a campaign; a sender of wanted mail) are not independent: what is a
 * sample is the groups. All intervals are of 95 %, in per cent like the rates, and hold the rate measured.
 * The method: confidence.c; docs/scoring_intervals.md. */
#ifndef WEIR_BENCH_INTERVAL_H
#define WEIR_BENCH_INTERVAL_H

#include <stdint.h>

#include "bench/method.h"

struct interval {
    double rate, low, high; /* NAN: cannot be said */
};

enum score_rate { RATE_SC, RATE_FP, RATE_NEWSLETTER_FP, RATE_WFP, RATE_FINAL, RATE_COUNT };

struct score_intervals {
    struct interval rates[RATE_COUNT];
};

/* groups: the counts of each group at this product. Groups hold spam or wanted mail, not both. The same seed
 * gives the same intervals. */
void intervals_of(const struct method *method, const struct score_counts *groups, size_t group_count,
                  uint64_t seed, struct score_intervals *intervals);

/* The rate of one kind of mail alone (a feed, phishing): blocked of sent, by group; weights of mail at
 * most 1. */
struct group_share {
    double sent, blocked;
};
struct interval interval_of_share(const struct group_share *groups, size_t group_count);

/* How two products differ on the same mail: first minus second. */
struct difference {
    struct interval by[RATE_COUNT]; /* `rate` is the difference */
    double p[RATE_COUNT];           /* that there is none; two-sided */
};
/* [group] of both are the same group, with the same mail sent. p: not below 1 / 4,000. */
void difference_of(const struct method *method, const struct score_counts *first,
                   const struct score_counts *second, size_t group_count, uint64_t seed,
                   struct difference *difference);

/* Holm's step-down correction, in place; a p of NAN is no test. */
void holm_correct(double *p, size_t count);

/* Where each mail stands alone. Wilson's score interval: blocked of sent. */
struct interval wilson(double blocked, double sent);
/* McNemar's exact test: so many that only the first, only the second blocked; two-sided p. */
double mcnemar(uint64_t only_first, uint64_t only_second);

#endif
