/* How sure it is that a rate is below any value: all intervals are read off it. */
#ifndef WEIR_BENCH_CONFIDENCE_H
#define WEIR_BENCH_CONFIDENCE_H

#include <stddef.h>

#include "base/random.h"
#include "bench/interval.h"

#define CONFIDENCE_POINTS 32

/* Piecewise linear through these points; below the first it falls to 0 at once, after the last it is 1. */
struct confidence {
    double rate;  /* blocked of sent, 0 to 1; NAN nothing was sent */
    size_t count; /* of points; 0 where nothing was sent */
    double at[CONFIDENCE_POINTS], level[CONFIDENCE_POINTS];
};

/* How much of the weight of a tie comes from how well it explains the data at the rate asked for; the rest,
 * at the rate measured. All of it for what products gained of each other: less correlated than any beta
 * binomial, so that narrower intervals held the truth in 92 % only. */
#define CONFIDENCE_RATE 0.5
#define CONFIDENCE_GAIN 1.0

/* at_rate: one of these. */
void confidence_of(const struct group_share *groups, size_t group_count, double at_rate,
                   struct confidence *confidence);
/* Below which the rate is with so much confidence; 0 to 1. */
double confidence_quantile(const struct confidence *confidence, double level);
/* The middle 95 %, in per cent; holds the rate. */
struct interval confidence_interval(const struct confidence *confidence);

#endif
