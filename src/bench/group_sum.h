/* How all hits of groups of uneven sizes are distributed, if each group draws its own rate. */
#ifndef WEIR_BENCH_GROUP_SUM_H
#define WEIR_BENCH_GROUP_SUM_H

#include <stdbool.h>
#include <stddef.h>

#include "bench/beta_binomial.h"
#include "bench/interval.h"

/* Groups whose outcomes are followed one by one. */
#define GROUP_SUM_LARGE 12
/* The most steps that hits are counted in. */
#define GROUP_SUM_STEPS 128

/* So many groups alike. */
struct group_kind {
    double sent, hits, groups;
};

/* Groups taken together. */
struct group_pool {
    struct group_kind *kinds; /* of nearly one size, which is their mean; hits are not told apart */
    size_t kind_count;
    double sent, squares, cubes; /* sums over groups of sent, sent^2, sent^3 */
    /* sums of sent w, sent^2 w, sent w^2, w being what a mail counts */
    double single, single_squares, single_cubes;
};

struct group_sum {
    struct group_kind *kinds; /* same size, same hits */
    size_t kind_count;
    struct group_pool all, rest; /* rest: without the large ones */
    double large[GROUP_SUM_LARGE];
    size_t large_count;
    double sent, hits, blocked;
    double step; /* hits are counted in steps of so many mails, from 0 to these hits */
    size_t steps;
};

/* Counts as hit what is rarer: blocked (true: what is not blocked). Groups of which nothing was sent are left
 * out. Free with group_sum_free(). */
void group_sum_of(struct group_sum *sum, const struct group_share *groups, size_t group_count, bool *missed);
void group_sum_free(struct group_sum *sum);

/* Mails of a group, where each counts `sent / trials`: a whole number. */
double group_trials(double sent);
/* The probability of fewer hits than there were, and half of that of as many. */
double group_sum_below(const struct group_sum *sum, const struct beta_binomial *model);
/* Logarithm, without what does not depend on the model. */
double group_sum_likelihood(const struct group_sum *sum, const struct beta_binomial *model);

#endif
