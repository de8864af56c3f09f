/* A host's sightings are a Poisson process in time as all sightings run, so that it does not matter how fast
 * a campaign runs at what hour; a host that sleeps is seen less while it does, whatever the others do. An
 * address that lasts so long lives a stretch of that time, whose beginning is any. What is seen of one life:
 * how often (Poisson), and over what span: k independent points lie within s of the first with probability k
 * Int h(x) (H(x + s) - H(x))^(k-1) dx, h the host's activity, H its integral. Each entry of the table is a
 * mean over lives that begin, and hosts that go to bed, at different times. Cost: about 30 million
 * multiplications a table, whatever the campaign's size. */
#include "campaign/size_table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/cumulative.h"

/* Logarithms of mean counts: those of rates times the share of a life. */
#define MEANS      200
#define MEAN_FIRST (-13.0)
#define MEAN_STEP  0.1
/* Lives that stand for all, by when they begin and when their host sleeps; steps within a life. */
#define PHASES      24
#define BINS        24
#define SLEEP_HOURS 10.0
/* A life that takes in less is not seen. */
#define LIFE_LEAST 1e-6

const double size_nights[SIZE_NIGHTS] = {0.05, 0.3, 0.6, 1};
/* The last of each class of counts, and the count that stands for it. */
static const unsigned count_ends[SIZE_COUNTS] = {1, 2, 3, 4, 5, 6, 8, 11, 15, 22, 33, 50, 80, 120};
static const double count_middles[SIZE_COUNTS] = {1, 2, 3, 4, 5, 6, 7.4, 9.8, 12.8, 18, 27, 40, 62, 110};
static const double span_ends[SIZE_SPANS] = {0.03, 0.1, 0.2, 0.35, 0.5, 0.7, 0.85, 1};

static size_t count_class(uint64_t sightings) {
    size_t class = 0;
    while (class + 1 < SIZE_COUNTS && sightings > count_ends[class])
        class ++;
    return class;
}

size_t size_cell(uint64_t sightings, double span) {
    size_t class = count_class(sightings), at = 0;
    if (!class)
        return 0;
    while (at + 1 < SIZE_SPANS && span > span_ends[at])
        at++;
    return 1 + (class - 1) * SIZE_SPANS + at;
}

/* Probability of each class of counts by the logarithm of their mean. */
struct means {
    double classes[MEANS][SIZE_COUNTS];
};

/* A third of what a mean count makes of the classes: a step between rates is an average over three. */
static void add_counts(double mean, double classes[SIZE_COUNTS]) {
    double term = exp(-mean) / 3, rest = -expm1(-mean) / 3;
    for (unsigned count = 1; count <= count_ends[SIZE_COUNTS - 1]; count++) {
        term *= mean / count;
        rest -= term;
        classes[count_class(count)] += term;
    }
    classes[SIZE_COUNTS - 1] += rest > 0 ? rest : 0;
}

static void tabulate_means(struct means *means) {
    for (size_t i = 0; i < MEANS; i++)
        for (int part = -1; part <= 1; part++)
            add_counts(exp(MEAN_FIRST + MEAN_STEP * (double)i + part * SIZE_RATE_STEP / 3),
                       means->classes[i]);
}

double size_clock(const struct size_data *data, double hours) {
    return cumulative_at(data->clock, SIZE_STEPS, hours / data->hours * SIZE_STEPS);
}

/* Hours at which the clock shows this share. */
static double clock_hours(const struct size_data *data, double share) {
    return cumulative_step(data->clock, SIZE_STEPS, share) * data->hours / SIZE_STEPS;
}

/* The life of an address: a stretch of the clock, and how a host that sleeps is spread over it. */
struct life {
    double begin, length;  /* shares of all sightings */
    double sums[BINS + 1]; /* of activity up to each bin's end; the last: of the whole life */
};

/* Activity of a host that sleeps SLEEP_HOURS from `bed` on, beside that of all hosts at the time. */
static double awake(double hours, double bed, double night) {
    double since = fmod(hours - bed + 240 * 24.0, 24);
    return since < SLEEP_HOURS ? night : 1;
}

static void life_fill(const struct size_data *data, struct life *life, double bed, double night) {
    life->sums[0] = 0;
    for (size_t i = 0; i < BINS; i++) {
        double middle = life->begin + life->length * ((double)i + 0.5) / BINS;
        life->sums[i + 1] =
            life->sums[i] + awake(clock_hours(data, middle), bed, night) * life->length / BINS;
    }
}

static double life_until(const struct life *life, double share) {
    double bin = (share - life->begin) / life->length * BINS;
    if (bin >= BINS)
        return life->sums[BINS];
    size_t whole = (size_t)bin;
    return life->sums[whole] + (bin - (double)whole) * (life->sums[whole + 1] - life->sums[whole]);
}

/* Of as many points as each class of counts stands for: the probability that the first is in this bin and the
 * last within the span after it, times their number. */
static void add_spans(double within, double weight, double spans[SIZE_COUNTS]) {
    for (size_t class = 1; class < SIZE_COUNTS; class ++)
        spans[class] += weight * count_middles[class] * pow(within, count_middles[class] - 1);
}

static void life_spans(const struct life *life, double spans[SIZE_SPANS][SIZE_COUNTS]) {
    double whole = life->sums[BINS];
    memset(spans, 0, SIZE_SPANS * sizeof *spans);
    for (size_t span = 0; span + 1 < SIZE_SPANS; span++)
        for (size_t bin = 0; bin < BINS; bin++) {
            double first = life->begin + life->length * ((double)bin + 0.5) / BINS;
            double before = (life->sums[bin] + life->sums[bin + 1]) / 2;
            double within = (life_until(life, first + span_ends[span]) - before) / whole;
            double weight = (life->sums[bin + 1] - life->sums[bin]) / whole;
            if (within > 0)
                add_spans(within, weight, spans[span]);
        }
    for (size_t class = 1; class < SIZE_COUNTS; class ++)
        spans[SIZE_SPANS - 1][class] = 1;
}

/* Adds what is seen of a life at one rate to its cells. */
static void add_rate(const double low[SIZE_COUNTS], const double high[SIZE_COUNTS], double share,
                     double spans[SIZE_SPANS][SIZE_COUNTS], float cells[SIZE_ROW]) {
    cells[0] += (float)((1 - share) * low[0] + share * high[0]);
    for (size_t class = 1; class < SIZE_COUNTS; class ++) {
        double seen = (1 - share) * low[class] + share * high[class], below = 0;
        for (size_t span = 0; span < SIZE_SPANS; span++) {
            double within = fmax(fmin(spans[span][class], 1), below);
            cells[1 + (class - 1) * SIZE_SPANS + span] += (float)(seen * (within - below));
            below = within;
        }
    }
}

/* Adds what is seen of a life to the cells of all rates. whole: the host's activity while the campaign runs.
 */
static void add_life(const struct means *means, const struct life *life, double whole,
                     float (*cells)[SIZE_ROW]) {
    double spans[SIZE_SPANS][SIZE_COUNTS], part = log(life->sums[BINS] / whole);
    life_spans(life, spans);
    for (size_t rate = 0; rate < SIZE_RATES; rate++) {
        double at = (SIZE_RATE_FIRST + SIZE_RATE_STEP * (double)rate + part - MEAN_FIRST) / MEAN_STEP;
        if (at < 0)
            continue;
        size_t low = (size_t)at < MEANS - 2 ? (size_t)at : MEANS - 2;
        add_rate(means->classes[low], means->classes[low + 1], fmin(at - (double)low, 1), spans, cells[rate]);
    }
}

static double whole_activity(const struct size_data *data, double bed, double night) {
    struct life whole = {.begin = 0, .length = 1};
    life_fill(data, &whole, bed, night);
    return whole.sums[BINS];
}

static void weigh(float (*cells)[SIZE_ROW], double weight) {
    for (size_t rate = 0; rate < SIZE_RATES; rate++)
        for (size_t cell = 0; cell < SIZE_CELLS; cell++)
            cells[rate][cell] *= (float)weight;
}

static void tabulate(struct size_table *table, const struct means *means, const struct size_data *data,
                     size_t night, size_t lease) {
    bool lasts = lease == SIZE_LEASES;
    double hours = exp(SIZE_LEASE_FIRST + SIZE_LEASE_STEP * (double)lease);
    table->addresses[lease] = lasts ? 1 : (data->hours + hours) / hours;
    for (size_t phase = 0; phase < PHASES; phase++) {
        /* 7 has no divisor in common with 24, so that beginnings and bed-times are not tied. */
        double bed = 24.0 / PHASES * (double)(phase * 7 % PHASES);
        double from = lasts ? 0 : -hours + (data->hours + hours) * ((double)phase + 0.5) / PHASES;
        struct life life = {.begin = size_clock(data, from)};
        life.length = (lasts ? 1 : size_clock(data, from + hours)) - life.begin;
        if (life.length < LIFE_LEAST)
            continue;
        life_fill(data, &life, bed, size_nights[night]);
        add_life(means, &life, whole_activity(data, bed, size_nights[night]), table->cells[night][lease]);
    }
    weigh(table->cells[night][lease], table->addresses[lease] / PHASES);
}

struct size_table *size_table_new(const struct size_data *data, bool steady) {
    struct size_table *table = allocate_zeroed(1, sizeof *table);
    struct means *means = allocate_zeroed(1, sizeof *means);
    tabulate_means(means);
    for (size_t night = 0; night < SIZE_NIGHTS; night++)
        for (size_t lease = steady ? SIZE_LEASES : 0; lease <= SIZE_LEASES; lease++)
            tabulate(table, means, data, night, lease);
    free(means);
    return table;
}
