/* The distribution of all hits together, up to as many as there were, on a lattice of 128 steps at most.
 *
 * Large groups are added one by one: what a beta binomial gives, convolved. All others together are a
 * compound Poisson distribution while few of them are hit, which keeps the chance that none is hit and how
 * uneven their sizes are (Panjer's recursion, ASTIN Bulletin 12 (1981) 22); where many are hit, a gamma
 * distribution of the same three moments (Wilson and Hilferty's cube root, PNAS 17 (1931) 684). Where rates
 * of groups hardly scatter, a large group is no lump, and belongs to the others.
 *
 * Cost: 10 to 100 microseconds, most of it for groups larger than the lattice. Nothing is allocated. */
#include "bench/group_sum.h"

#include <math.h>
#include <string.h>

/* From this first parameter on, the beta distribution of rates has one hump and is no lump. */
#define HUMP 2.0
/* A sum less skewed than this, as one of eight equal events or more, is taken as gamma distributed. */
#define SKEWED 0.35
/* Where more groups than this are hit, or this share of them, their hits are no rare events. */
#define RARE       30.0
#define RARE_SHARE 0.15
/* A position this close to a step is on it: doubles are not exact. */
#define ON_STEP 1e-6
/* Probabilities whose logarithm is below this count as none. */
#define LOG_NOTHING (-40.0)

struct lattice {
    double mass[GROUP_SUM_STEPS + 2]; /* [steps + 1]: what is beyond */
};

struct sum_moments {
    double mean, deviation, skew;
};

static bool rates_are_even(const struct beta_binomial *model) {
    return !(model->tie > 0) || model->a >= HUMP;
}

/* Shared between the two steps that it lies between. */
static void lattice_put(const struct group_sum *sum, struct lattice *lattice, double mails, double mass) {
    double at = mails / sum->step;
    size_t step = (size_t)(at + ON_STEP);
    double beyond = at - (double)step < ON_STEP ? 0 : at - (double)step;
    if (step <= sum->steps)
        lattice->mass[step] += mass * (1 - beyond);
    if (step + 1 <= sum->steps)
        lattice->mass[step + 1] += mass * beyond;
}

/* The outcomes of a group that are within the lattice, each times `weight`; from `hits` on. */
static void put_outcomes(const struct group_sum *sum, const struct beta_binomial *model, double sent,
                         size_t hits, double weight, struct lattice *lattice) {
    double trials = group_trials(sent), worth = sent / trials;
    double log_chance = beta_binomial_log_none(model, trials), chance = exp(log_chance);
    double most = (double)(sum->steps + 1) * sum->step;
    for (size_t i = 0; (double)i <= trials && (double)i * worth < most; i++) {
        if (i >= hits && chance > 0)
            lattice_put(sum, lattice, (double)i * worth, weight * chance);
        if ((double)i == trials)
            return;
        double ratio = beta_binomial_ratio(model, trials, (double)i);
        if (log_chance > LOG_NOTHING) {
            chance *= ratio;
        } else {
            log_chance += log(ratio);
            chance = log_chance > LOG_NOTHING ? exp(log_chance) : 0;
        }
    }
}

static void convolve(const struct group_sum *sum, struct lattice *into, const struct lattice *with) {
    struct lattice both = {.mass = {0}};
    for (size_t i = 0; i <= sum->steps; i++)
        for (size_t j = 0; into->mass[i] > 0 && i + j <= sum->steps; j++)
            both.mass[i + j] += into->mass[i] * with->mass[j];
    *into = both;
}

static struct sum_moments moments_of(const struct group_pool *pool, const struct beta_binomial *model) {
    struct rate_moments rate = beta_binomial_moments(model);
    double first = rate.first, spread = rate.second - first * first;
    /* Of a group of n mails: variance n^2 spread + n E q(1-q); the third likewise. */
    double variance = pool->squares * spread + pool->single * (first - rate.second);
    double lean = rate.third - 3 * first * rate.second + 2 * first * first * first;
    double third = pool->cubes * lean +
                   3 * pool->single_squares * (rate.second - rate.third - first * (first - rate.second)) +
                   pool->single_cubes * (first - 3 * rate.second + 2 * rate.third);
    double deviation = sqrt(fmax(variance, 0));
    return (struct sum_moments){pool->sent * first, deviation,
                                deviation > 0 ? third / (variance * deviation) : 0};
}

/* Events of the log series whose sum is negative binomial with the mean of the group. */
static double put_even_events(const struct group_sum *sum, const struct beta_binomial *model,
                              const struct group_kind *kind, struct lattice *events) {
    double trials = group_trials(kind->sent), worth = kind->sent / trials;
    double share = trials / (trials + model->a + model->b), power = 1;
    for (size_t i = 1; (double)i * worth < (double)(sum->steps + 1) * sum->step && power > 0; i++) {
        power *= share;
        lattice_put(sum, events, (double)i * worth, kind->groups * model->a * power / (double)i);
    }
    return -kind->groups * model->a * log1p(-share);
}

/* Rates of events by size; returns the rate of all, those beyond the lattice included. */
static double put_events(const struct group_sum *sum, const struct beta_binomial *model,
                         const struct group_kind *kind, struct lattice *events) {
    if (!(model->tie > 0)) {
        lattice_put(sum, events, kind->sent < 1 ? kind->sent : 1,
                    kind->groups * fmax(kind->sent, 1) * model->rate);
        return kind->groups * fmax(kind->sent, 1) * model->rate;
    }
    if (rates_are_even(model))
        return put_even_events(sum, model, kind, events);
    put_outcomes(sum, model, kind->sent, 1, kind->groups, events);
    return kind->groups * -expm1(beta_binomial_log_none(model, group_trials(kind->sent)));
}

/* Hits of different groups are few enough to be taken as rare events. */
static bool hits_are_rare(const struct group_pool *pool, const struct beta_binomial *model) {
    double hit = 0, groups = 0;
    for (size_t i = 0; i < pool->kind_count; i++) {
        groups += pool->kinds[i].groups;
        hit +=
            pool->kinds[i].groups * -expm1(beta_binomial_log_none(model, group_trials(pool->kinds[i].sent)));
    }
    return hit <= RARE && hit <= RARE_SHARE * groups;
}

static void compound(const struct group_sum *sum, const struct beta_binomial *model,
                     const struct group_pool *pool, struct lattice *lattice) {
    struct lattice events = {.mass = {0}};
    double rate = 0;
    for (size_t i = 0; i < pool->kind_count; i++)
        rate += put_events(sum, model, &pool->kinds[i], &events);
    lattice->mass[0] = exp(events.mass[0] - rate); /* an event of no step is none */
    for (size_t k = 1; k <= sum->steps; k++) {
        double total = 0;
        for (size_t j = 1; j <= k; j++)
            total += (double)j * events.mass[j] * lattice->mass[k - j];
        lattice->mass[k] = total / (double)k;
    }
}

static double normal_below(double at) {
    return 0.5 * erfc(-at * M_SQRT1_2);
}

/* Wilson and Hilferty: the cube root of a gamma variable is nearly normal. */
static double gamma_below(const struct sum_moments *moments, double hits) {
    if (!(moments->deviation > 0))
        return hits > moments->mean ? 1 : 0.5;
    double standard = (hits - moments->mean) / moments->deviation;
    if (fabs(moments->skew) < 1e-3)
        return normal_below(standard);
    double shape = 4 / (moments->skew * moments->skew);
    double scaled = 1 + standard * moments->skew / 2; /* the gamma variable over its mean */
    double root = scaled > 0 ? cbrt(scaled) : 0;
    double below = normal_below((root - 1 + 1 / (9 * shape)) * 3 * sqrt(shape));
    return moments->skew > 0 ? below : 1 - below;
}

static double none_at_all(const struct group_sum *sum, const struct beta_binomial *model) {
    double total = 0;
    for (size_t i = 0; i < sum->kind_count; i++)
        total += sum->kinds[i].groups * beta_binomial_log_none(model, group_trials(sum->kinds[i].sent));
    return exp(total);
}

double group_sum_below(const struct group_sum *sum, const struct beta_binomial *model) {
    if (!sum->steps)
        return none_at_all(sum, model) / 2;
    bool even = rates_are_even(model);
    const struct group_pool *pool = even ? &sum->all : &sum->rest;
    struct sum_moments moments = moments_of(pool, model);
    bool skewed = !pool->kind_count || (moments.skew > SKEWED && (even || hits_are_rare(pool, model)));
    struct lattice lattice = {.mass = {1}};
    double below = 0;
    if (skewed)
        compound(sum, model, pool, &lattice);
    for (size_t i = 0; i < sum->large_count && !even; i++) {
        struct lattice outcomes = {.mass = {0}};
        put_outcomes(sum, model, sum->large[i], 0, 1, &outcomes);
        convolve(sum, &lattice, &outcomes);
    }
    for (size_t i = 0; i <= sum->steps; i++)
        if (lattice.mass[i] > 0)
            below += lattice.mass[i] * (skewed ? (i < sum->steps ? 1 : 0.5)
                                               : gamma_below(&moments, (double)(sum->steps - i) * sum->step));
    return below;
}

double group_sum_likelihood(const struct group_sum *sum, const struct beta_binomial *model) {
    double total = 0;
    for (size_t i = 0; i < sum->kind_count; i++)
        total += sum->kinds[i].groups *
                 beta_binomial_log_likelihood(model, sum->kinds[i].sent, sum->kinds[i].hits);
    return total;
}
