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

void confidence_of(const struct group_share *groups, size_t group_count, struct confidence *confidence);
/* Below which the rate is with so much confidence; 0 to 1. */
double confidence_quantile(const struct confidence *confidence, double level);
/* The middle 95 %, in per cent; holds the rate. */
struct interval confidence_interval(const struct confidence *confidence);

#endif
