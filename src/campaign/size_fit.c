/* A campaign's hosts differ in how much they send, and some change their address while it runs, so that
 * counting addresses counts too many and recaptures too few. Both are modelled together: rates are log-normal
 * (the Poisson-log-normal of species counts, Bulmer 1974, cut off at zero), and a share of the hosts has
 * addresses that last only so long (reassignment as CARDCount has it, NDSS 2023, without its logs of every
 * host). What tells them apart is how far apart the first and last sighting of an address stand.
 *
 * The expected number of addresses in each cell of size_table.h is N times a weighted sum of its table. What
 * was observed is multinomial given its sum; the posterior of the parameters is drawn by an adaptive
 * Metropolis walk (Haario et al. 2001), always the same one, and each draw gives its N. What no draw knows is
 * added to their spread: that the model is a model, and that feeds may be fed by some hosts more than by
 * others. Cost: a draw 100,000 multiplications, a fit about 0.1 s, whatever the campaign's size. */
#include "campaign/size_fit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/random.h"

/* Relative errors of N that are added: always, and of an uneven spread over feeds at least this share where
 * all hosts are seen, all of it where hardly any is. By simulations other than those of the bench. */
#define MODEL_ERROR 0.04
#define BIAS_LEAST  0.25
/* Parameters are kept where the table has rates enough on either side. */
#define SIGMA_MOST   3.0
#define SIGMA_LEAST  (SIZE_RATE_STEP / 2)
#define SPREAD_LEAST (SIZE_LEASE_STEP / 2)
#define MEAN_LEAST   (SIZE_RATE_FIRST + 3)
#define MEAN_MOST    7.0
/* What no table entry gives is not impossible. */
#define CELL_LEAST 1e-9
/* Lighter entries change nothing. */
#define WEIGHT_LEAST 1e-7F
/* The walk; its shape is learnt once it has arrived. */
#define DRAWS       4000
#define WARM_UP     1500
#define ARRIVED     (WARM_UP / 4)
#define SHAPE_STEPS 50
#define SHAPE_LEAST 100
#define STEP_LEAST  1e-9
#define STEP_ADDED  1e-6

/* Logarithms of: mean sightings, sigma, the middle of leases, how much those of different hosts differ;
 * logits of: the share of hosts that change address, activity at night. */
enum { MEAN, SIGMA, DYNAMIC, LEASE, SPREAD, NIGHT, PARAMETERS };

struct model {
    const struct size_data *data;
    const struct size_table *table;
    const struct size_fit *whole; /* NULL: data are of the whole campaign */
};

static double share_of(double logit) {
    return 1 / (1 + exp(-logit));
}

/* Of hosts by how long their addresses last. */
static void weigh_leases(const struct model *model, const double *at, double weights[SIZE_LEASES + 1]) {
    double dynamic = model->whole ? 0 : share_of(at[DYNAMIC]), spread = exp(at[SPREAD]), sum = 0;
    for (size_t i = 0; i < SIZE_LEASES; i++) {
        double distance = (SIZE_LEASE_FIRST + SIZE_LEASE_STEP * (double)i - at[LEASE]) / spread;
        sum += weights[i] = exp(-distance * distance / 2);
    }
    for (size_t i = 0; i < SIZE_LEASES; i++)
        weights[i] *= dynamic / sum;
    weights[SIZE_LEASES] = 1 - dynamic;
}

static void weigh_rates(const double *at, double weights[SIZE_RATES]) {
    double sigma = exp(at[SIGMA]), middle = at[MEAN] - sigma * sigma / 2, sum = 0;
    for (size_t i = 0; i < SIZE_RATES; i++) {
        double distance = SIZE_RATE_FIRST + SIZE_RATE_STEP * (double)i - middle;
        sum += weights[i] = exp(-distance * distance / (2 * sigma * sigma));
    }
    for (size_t i = 0; i < SIZE_RATES; i++)
        weights[i] /= sum;
}

/* What a draw says beside its likelihood. */
struct draw {
    double seen;      /* addresses seen for each host */
    double host_seen; /* probability that a host is seen at all */
    double addresses; /* for each host */
};

struct belief {
    double middle, spread;
};

/* Priors: broad, and wide about what has been found of botnets; the mean has none. */
static const struct belief beliefs[PARAMETERS] = {[SIGMA] = {-0.1, 0.5},
                                                  [DYNAMIC] = {0, 3},
                                                  [LEASE] = {3, 0.7},
                                                  [SPREAD] = {-0.6, 0.4},
                                                  [NIGHT] = {0.5, 1.2}};
/* How well the whole campaign knows how hosts differ. */
#define SIGMA_OF_WHOLE 0.15

static double prior(const struct model *model, const double *at) {
    double sum = 0;
    for (size_t i = SIGMA; i < PARAMETERS; i++) {
        struct belief belief = beliefs[i];
        if (i == SIGMA && model->whole)
            belief = (struct belief){log(model->whole->sigma), SIGMA_OF_WHOLE};
        double distance = (at[i] - belief.middle) / belief.spread;
        sum -= distance * distance / 2;
    }
    return sum;
}

static void add_row(float *restrict expected, const float *restrict cells, float weight) {
    for (size_t cell = 0; cell < SIZE_ROW; cell++)
        expected[cell] += weight * cells[cell];
}

static void expect(const struct model *model, const double *at, const double rates[SIZE_RATES],
                   const double leases[SIZE_LEASES + 1], float expected[SIZE_ROW]) {
    double night = share_of(at[NIGHT]);
    size_t low = 0;
    while (low + 2 < SIZE_NIGHTS && night > size_nights[low + 1])
        low++;
    double share = fmin(fmax((night - size_nights[low]) / (size_nights[low + 1] - size_nights[low]), 0), 1);
    for (size_t side = 0; side < 2; side++)
        for (size_t lease = 0; lease <= SIZE_LEASES; lease++)
            for (size_t rate = 0; rate < SIZE_RATES; rate++) {
                float weight = (float)((side ? share : 1 - share) * leases[lease] * rates[rate]);
                const float *cells = model->table->cells[low + side][lease][rate];
                if (weight > WEIGHT_LEAST)
                    add_row(expected, cells, weight);
            }
}

static double log_posterior(const struct model *model, const double *at, struct draw *draw) {
    double leases[SIZE_LEASES + 1], rates[SIZE_RATES], posterior = prior(model, at);
    float expected[SIZE_ROW] = {0};
    *draw = (struct draw){0};
    if (exp(at[SIGMA]) > SIGMA_MOST || exp(at[SIGMA]) < SIGMA_LEAST || at[MEAN] < MEAN_LEAST ||
        at[MEAN] > MEAN_MOST || exp(at[SPREAD]) < SPREAD_LEAST)
        return -INFINITY;
    weigh_leases(model, at, leases);
    weigh_rates(at, rates);
    expect(model, at, rates, leases, expected);
    for (size_t i = 0; i <= SIZE_LEASES; i++)
        draw->addresses += leases[i] * model->table->addresses[i];
    for (size_t rate = 0; rate < SIZE_RATES; rate++)
        draw->host_seen -= rates[rate] * expm1(-exp(SIZE_RATE_FIRST + SIZE_RATE_STEP * (double)rate));
    for (size_t cell = 0; cell < SIZE_CELLS; cell++)
        draw->seen += expected[cell];
    for (size_t cell = 0; cell < SIZE_CELLS; cell++)
        if (model->data->cells[cell] > 0)
            posterior += model->data->cells[cell] * log((expected[cell] + CELL_LEAST) / draw->seen);
    return posterior;
}

/* The walk: its place, and what it has seen of the posterior's shape. */
struct walk {
    double at[PARAMETERS], posterior;
    struct draw draw;
    double mean[PARAMETERS], covariance[PARAMETERS][PARAMETERS], count;
};

static void learn_shape(struct walk *walk) {
    walk->count++;
    for (size_t i = 0; i < PARAMETERS; i++) {
        double distance = walk->at[i] - walk->mean[i];
        walk->mean[i] += distance / walk->count;
        for (size_t j = 0; j <= i; j++)
            walk->covariance[i][j] += distance * (walk->at[j] - (j < i ? walk->mean[j] : walk->mean[i]));
    }
}

/* Cholesky's factor of a step's covariance; a little of the first steps' stays in it. */
static void step_factor(const struct walk *walk, double factor[PARAMETERS][PARAMETERS]) {
    static const double first[PARAMETERS] = {0.05, 0.05, 0.2, 0.1, 0.1, 0.3};
    double scale = 2.38 * 2.38 / PARAMETERS;
    memset(factor, 0, sizeof(double[PARAMETERS][PARAMETERS]));
    for (size_t i = 0; i < PARAMETERS; i++)
        for (size_t j = 0; j <= i; j++) {
            double sum = walk->count > SHAPE_LEAST ? scale * walk->covariance[i][j] / walk->count : 0;
            if (i == j)
                sum += walk->count > SHAPE_LEAST ? STEP_ADDED : first[i] * first[i];
            for (size_t k = 0; k < j; k++)
                sum -= factor[i][k] * factor[j][k];
            factor[i][j] = i == j ? sqrt(sum > STEP_LEAST ? sum : STEP_LEAST) : sum / factor[j][j];
        }
}

static bool walk_step(const struct model *model, struct walk *walk, double factor[PARAMETERS][PARAMETERS],
                      struct random *random) {
    double next[PARAMETERS], moves[PARAMETERS];
    struct draw draw;
    for (size_t i = 0; i < PARAMETERS; i++) {
        moves[i] = random_normal(random);
        next[i] = walk->at[i];
        for (size_t j = 0; j <= i; j++)
            next[i] += factor[i][j] * moves[j];
    }
    double posterior = log_posterior(model, next, &draw);
    if (log(1 - random_share(random)) >= posterior - walk->posterior)
        return false;
    memcpy(walk->at, next, sizeof next);
    walk->posterior = posterior;
    walk->draw = draw;
    return true;
}

static int by_number(const void *one, const void *other) {
    double left = *(const double *)one, right = *(const double *)other;
    return (left > right) - (left < right);
}

static double quantile(double *sorted, double share) {
    return sorted[(size_t)(share * (DRAWS - 1) + 0.5)];
}

enum { OF_HOSTS, OF_ADDRESSES, OF_SIGMA, OF_SIGHTINGS, OF_DYNAMIC, OF_LEASE, RESULTS };

static void keep_draw(const struct model *model, const struct walk *walk, struct random *random,
                      double (*results)[DRAWS], size_t index) {
    const struct draw *draw = &walk->draw;
    double unseen = 1 - draw->host_seen;
    double bias = model->data->bias * (BIAS_LEAST + (1 - BIAS_LEAST) * unseen);
    double spread = sqrt(unseen / model->data->addresses + MODEL_ERROR * MODEL_ERROR + bias * bias);
    double hosts = model->data->addresses / draw->seen * exp(spread * random_normal(random));
    results[OF_HOSTS][index] = hosts;
    results[OF_ADDRESSES][index] = hosts * draw->addresses;
    results[OF_SIGMA][index] = exp(walk->at[SIGMA]);
    results[OF_SIGHTINGS][index] = exp(walk->at[MEAN]);
    results[OF_DYNAMIC][index] = model->whole ? 0 : share_of(walk->at[DYNAMIC]);
    results[OF_LEASE][index] = exp(walk->at[LEASE]);
}

static void walk_all(const struct model *model, double (*results)[DRAWS]) {
    struct random random = random_stream(1, 0, 0);
    struct walk walk = {0};
    for (size_t i = SIGMA; i < PARAMETERS; i++)
        walk.at[i] = beliefs[i].middle;
    double factor[PARAMETERS][PARAMETERS];
    walk.posterior = log_posterior(model, walk.at, &walk.draw);
    for (size_t i = 0; i < WARM_UP + DRAWS; i++) {
        if (i % SHAPE_STEPS == 0)
            step_factor(&walk, factor);
        walk_step(model, &walk, factor, &random);
        if (i == ARRIVED) { /* the way there is no shape */
            memset(walk.covariance, 0, sizeof walk.covariance);
            memset(walk.mean, 0, sizeof walk.mean);
            walk.count = 0;
        }
        learn_shape(&walk);
        if (i >= WARM_UP)
            keep_draw(model, &walk, &random, results, i - WARM_UP);
    }
}

void size_fit(const struct size_data *data, const struct size_fit *whole, struct size_fit *fit) {
    struct size_table *table = size_table_new(data, whole != NULL);
    const struct model model = {data, table, whole};
    double(*results)[DRAWS] = allocate_zeroed(RESULTS, sizeof *results);
    walk_all(&model, results);
    for (size_t i = 0; i < RESULTS; i++)
        qsort(results[i], DRAWS, sizeof(double), by_number);
    *fit = (struct size_fit){.hosts = quantile(results[OF_HOSTS], 0.5),
                             .low = quantile(results[OF_HOSTS], 0.025),
                             .high = quantile(results[OF_HOSTS], 0.975),
                             .addresses = quantile(results[OF_ADDRESSES], 0.5),
                             .sigma = quantile(results[OF_SIGMA], 0.5),
                             .sightings = quantile(results[OF_SIGHTINGS], 0.5),
                             .dynamic = quantile(results[OF_DYNAMIC], 0.5),
                             .lease_hours = quantile(results[OF_LEASE], 0.5)};
    free(results);
    free(table);
}
