/* See beta_binomial.h. Rising products of the beta distribution's parameters are differences of log gammas;
 * those of a and b alone are computed once. Cost: two to three log gammas a call. */
#include "bench/beta_binomial.h"

#include <math.h>

struct beta_binomial beta_binomial_of(double rate, double tie) {
    struct beta_binomial model = {.rate = rate, .tie = tie};
    if (tie > 0) {
        double whole = (1 - tie) / tie;
        model.a = rate * whole;
        model.b = (1 - rate) * whole;
        model.log_gamma_a = lgamma(model.a);
        model.log_gamma_b = lgamma(model.b);
        model.log_gamma_whole = lgamma(whole);
    }
    return model;
}

struct rate_moments beta_binomial_moments(const struct beta_binomial *model) {
    double second = model->rate * (model->rate * (1 - model->tie) + model->tie);
    double third = second * (model->rate * (1 - model->tie) + 2 * model->tie) / (1 + model->tie);
    return (struct rate_moments){model->rate, second, third};
}

double beta_binomial_log_none(const struct beta_binomial *model, double mails) {
    if (!(model->tie > 0))
        return mails * log1p(-model->rate);
    return lgamma(model->b + mails) - model->log_gamma_b + model->log_gamma_whole -
           lgamma(model->a + model->b + mails);
}

double beta_binomial_log_likelihood(const struct beta_binomial *model, double mails, double hits) {
    if (!(model->tie > 0))
        return hits * log(model->rate) + (mails - hits) * log1p(-model->rate);
    if (!(hits > 0))
        return beta_binomial_log_none(model, mails);
    double spared = mails - hits;
    return lgamma(model->a + hits) - model->log_gamma_a + model->log_gamma_whole -
           lgamma(model->a + model->b + mails) +
           (spared > 0 ? lgamma(model->b + spared) - model->log_gamma_b : 0);
}

double beta_binomial_ratio(const struct beta_binomial *model, double mails, double hits) {
    double left = mails - hits;
    if (!(model->tie > 0))
        return left / (hits + 1) * model->rate / (1 - model->rate);
    return left / (hits + 1) * (model->a + hits) / (model->b + left - 1);
}
