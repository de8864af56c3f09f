/* Rates drawn as the confidence in them says, and what a method makes of them. */
#ifndef WEIR_BENCH_RATE_DRAW_H
#define WEIR_BENCH_RATE_DRAW_H

#include <stddef.h>

#include "bench/interval.h"

/* Draws of a combined rate: the level of a limit is then known to 0.25 %. */
#define RATE_DRAWS 4000
/* Part of the draws beyond a limit. */
#define RATE_TAIL 0.025

/* The kinds of mail that are counted apart; spam is blocked rightly, the others wrongly. */
enum mail_kind { KIND_SPAM, KIND_HAM, KIND_NEWSLETTER, KIND_COUNT };

/* Of one group: sent and blocked mail of that kind. */
struct group_share counts_of_kind(const struct score_counts *counts, enum mail_kind kind);
/* What the method makes of these shares (0 to 1) of so much mail. */
struct score_rates rates_of_shares(const struct method *method, const struct score_counts *sent,
                                   const double shares[KIND_COUNT]);
double rate_of_kind(const struct score_rates *rates, enum score_rate rate);
/* The sums of all groups. */
struct score_counts counts_sum(const struct score_counts *groups, size_t group_count);
/* The level of a normal number, 0 to 1. */
double normal_level(double number);
/* What is left when these parts of the draws, which are sorted for it, are cut off at the ends. `rate` is
 * what was measured. */
struct interval interval_of_draws(double rate, double *draws, size_t count, double below, double above);

#endif
