/* How many mails of a group are hit when each group has a rate of its own, beta distributed about the common
 * one: Skellam, JRSS B 10 (1948) 257. */
#ifndef WEIR_BENCH_BETA_BINOMIAL_H
#define WEIR_BENCH_BETA_BINOMIAL_H

struct beta_binomial {
    double rate; /* of all groups, 0 < rate < 1 */
    double tie;  /* correlation of two mails of one group, from 0 (none) to below 1 (all or nothing) */
    double a, b; /* of the beta distribution; 0 where mails are not tied */
    double log_gamma_a, log_gamma_b, log_gamma_whole;
};

/* Moments of a group's rate. */
struct rate_moments {
    double first, second, third; /* about 0 */
};

struct beta_binomial beta_binomial_of(double rate, double tie);
struct rate_moments beta_binomial_moments(const struct beta_binomial *model);
/* Logarithm of the probability that none of so many mails is hit. */
double beta_binomial_log_none(const struct beta_binomial *model, double mails);
/* Logarithm of the probability of one order of so many hits among so many mails; they need not be whole. */
double beta_binomial_log_likelihood(const struct beta_binomial *model, double mails, double hits);
/* Probability of hits + 1 over that of hits; hits < mails. */
double beta_binomial_ratio(const struct beta_binomial *model, double mails, double hits);

#endif
