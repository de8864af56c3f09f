/* How sure it is that the rate of all campaigns (of which these are some) is below p.
 *
 * Mails of a campaign are tied: mostly all are caught or none. How much they are tied is not known, and where
 * hardly anything was missed the data hardly tell. So, for each p, the confidence is one minus the chance of
 * as few misses as there were, as a mean over ties from none to all or nothing, each weighed by how likely it
 * would make these very data at that p. A rate p at which the outcome would be in the outer 2.5 % is not in
 * the interval (an inverted test, of mid-P: Lancaster, JASA 56 (1961) 223; Berry and Armitage, Statistician
 * 44 (1995) 417). The superpopulation model of the correlation is as in Franco, Little, Louis and Slud, J.
 * Survey Statistics and Methodology 7 (2019) 334, who found that intervals by design effects of the sample
 * itself undercover.
 *
 * Cost: 30 to 50 values of p, each of 16 likelihoods and some sums (group_sum.c): 1 to 5 milliseconds. */
#include "bench/confidence.h"

#include <math.h>

#include "bench/beta_binomial.h"
#include "bench/group_sum.h"

/* Ties and their weights before the data. None and nearly all or nothing are likelier than any one between:
 * with these weights coverage is nearest to 95 % over bench/interval_coverage.c. */
static const struct {
    double tie, weight;
} ties[] = {
    {0, 20},   {0.004, 1}, {0.01, 1}, {0.02, 1}, {0.04, 1}, {0.07, 1}, {0.12, 1}, {0.18, 1},
    {0.26, 1}, {0.35, 1},  {0.45, 1}, {0.56, 1}, {0.67, 1}, {0.78, 1}, {0.88, 1}, {0.99, 4},
};
enum { TIES = sizeof ties / sizeof *ties };
/* Ties that are this much less likely than the likeliest are left out. */
#define UNLIKELY 0.003
/* The curve is drawn between these levels of confidence. */
#define CURVE_FROM 0.0003
/* Log odds beyond which no rate is looked for. */
#define LOG_ODDS_MOST 18.0
/* Without any hit the curve begins at this part of one mail. */
#define LEAST_PART 0.1
/* Each step away from the middle is longer than the last by this. */
#define STEP_GROWTH 1.5

#define LOW_LEVEL  0.025
#define HIGH_LEVEL 0.975
/* Where nothing was hit: 2.5 % is the whole chance of that, not half of it. Mid-P is the least sure there. */
#define NONE_LEVEL 0.9875

static double rate_of(double log_odds) {
    return 1 / (1 + exp(-log_odds));
}

/* Groups, and how likely each tie makes them at the rate measured; all 0 where nothing was hit. */
struct evidence {
    const struct group_sum *sum;
    double at_rate; /* weight of the rate asked for; the rest is that of the rate measured */
    double likelihoods[TIES];
};

static double level_at(const struct evidence *evidence, double rate) {
    struct beta_binomial models[TIES];
    double likelihoods[TIES], best = -INFINITY, weights = 0, below = 0;
    for (size_t i = 0; i < TIES; i++) {
        models[i] = beta_binomial_of(rate, ties[i].tie);
        double here = group_sum_likelihood(evidence->sum, &models[i]);
        likelihoods[i] = evidence->at_rate * here + (1 - evidence->at_rate) * evidence->likelihoods[i] +
                         log(ties[i].weight);
        best = fmax(best, likelihoods[i]);
    }
    for (size_t i = 0; i < TIES; i++) {
        double weight = exp(likelihoods[i] - best);
        if (weight < UNLIKELY)
            continue;
        weights += weight;
        below += weight * group_sum_below(evidence->sum, &models[i]);
    }
    return 1 - below / weights;
}

/* Log odds at which the level is beyond the curve's; direction: -1 or 1. */
static double find_end(const struct evidence *evidence, double middle, double step, double direction) {
    double at = middle;
    do {
        at += direction * step;
        step *= STEP_GROWTH;
        double level = level_at(evidence, rate_of(at));
        if (direction > 0 ? level > 1 - CURVE_FROM : level < CURVE_FROM)
            break;
    } while (fabs(at) < LOG_ODDS_MOST);
    return at;
}

static void draw_curve(const struct evidence *evidence, struct confidence *confidence) {
    const struct group_sum *sum = evidence->sum;
    double share = sum->hits / sum->sent, step = 2 / sqrt(1 + sum->hits * (1 - share)), from, to, last = 0;
    if (sum->hits > 0) {
        from = find_end(evidence, log(share / (1 - share)), step, -1);
        to = find_end(evidence, log(share / (1 - share)), step, 1);
    } else {
        from = log(LEAST_PART / (sum->sent + 1));
        to = find_end(evidence, from, step, 1);
    }
    confidence->count = CONFIDENCE_POINTS;
    for (size_t i = 0; i < CONFIDENCE_POINTS; i++) {
        confidence->at[i] = rate_of(from + (to - from) * (double)i / (CONFIDENCE_POINTS - 1));
        last = fmax(last, level_at(evidence, confidence->at[i]));
        confidence->level[i] = last;
    }
}

/* From what is missed to what is blocked. */
static void turn(struct confidence *confidence) {
    struct confidence turned = *confidence;
    for (size_t i = 0; i < confidence->count; i++) {
        turned.at[i] = 1 - confidence->at[confidence->count - 1 - i];
        turned.level[i] = 1 - confidence->level[confidence->count - 1 - i];
    }
    *confidence = turned;
}

void confidence_of(const struct group_share *groups, size_t group_count, double at_rate,
                   struct confidence *confidence) {
    struct group_sum sum;
    bool missed;
    *confidence = (struct confidence){.rate = NAN};
    group_sum_of(&sum, groups, group_count, &missed);
    if (sum.sent > 0) {
        struct evidence evidence = {.sum = &sum, .at_rate = sum.hits > 0 ? at_rate : 1};
        for (size_t i = 0; i < TIES && sum.hits > 0; i++) {
            struct beta_binomial model = beta_binomial_of(sum.hits / sum.sent, ties[i].tie);
            evidence.likelihoods[i] = group_sum_likelihood(&sum, &model);
        }
        draw_curve(&evidence, confidence);
        if (missed)
            turn(confidence);
        confidence->rate = sum.blocked / sum.sent;
    }
    group_sum_free(&sum);
}

double confidence_quantile(const struct confidence *confidence, double level) {
    size_t low = 0, high = confidence->count;
    if (!high)
        return NAN;
    if (level <= confidence->level[0])
        return confidence->rate > 0 ? confidence->at[0] : 0;
    if (level >= confidence->level[high - 1])
        return confidence->rate < 1 ? confidence->at[high - 1] : 1;
    while (high - low > 1) { /* level[low] < level <= level[high] */
        size_t middle = low + (high - low) / 2;
        if (confidence->level[middle] < level)
            low = middle;
        else
            high = middle;
    }
    double part = (level - confidence->level[low]) / (confidence->level[high] - confidence->level[low]);
    return confidence->at[low] + part * (confidence->at[high] - confidence->at[low]);
}

struct interval confidence_interval(const struct confidence *confidence) {
    double rate = 100 * confidence->rate;
    double low = confidence->rate < 1 ? LOW_LEVEL : 1 - NONE_LEVEL;
    double high = confidence->rate > 0 ? HIGH_LEVEL : NONE_LEVEL;
    if (!confidence->count)
        return (struct interval){NAN, NAN, NAN};
    return (struct interval){rate, fmin(rate, 100 * confidence_quantile(confidence, low)),
                             fmax(rate, 100 * confidence_quantile(confidence, high))};
}
