/* interval_coverage [DRAWS]: how often the intervals of src/bench/interval.h hold the truth, for simulated
 * products of known rates on campaigns of uneven sizes. A line a regime; those of the bar are marked, and one
 * outside 92 to 98 % makes the exit status 1. A minute or two for 500 draws.
 *
 * Not of the bar, and likely above 98 %: regimes in which one to three groups, or none, are missed (counts
 * that small leave nothing between 97 and 99 %), twenty groups, and two products that err on the very same
 * groups.
 *
 * Each draw is another test: new campaigns, their sizes, the rate of each (beta distributed about the known
 * rate, so correlated within a campaign as said), and each mail's luck. "campaigns": the known rate is held;
 * "given": the mean rate of the very campaigns drawn is held, as if the same campaigns were sent again. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/random.h"
#include "bench/interval.h"

#define DRAWS       500
#define GROUPS_MOST 1000
#define SENT_MOST   4000.0 /* mails of one campaign */
#define BAR_LOW     92.0
#define BAR_HIGH    98.0

enum sizes { LOG_NORMAL, PARETO, QUARTER, SINGLES };
static const char *const size_names[] = {"log-normal", "Pareto", "one a quarter", "half are single"};

struct regime {
    bool bar;
    enum sizes sizes;
    size_t groups;
    double tie, rate; /* rate: blocked, in per cent */
};

static const struct regime regimes[] = {
    {true, LOG_NORMAL, 30, 0.1, 50},     {true, LOG_NORMAL, 30, 0.4, 90},
    {true, LOG_NORMAL, 30, 1, 90},       {true, LOG_NORMAL, 100, 0, 98},
    {true, LOG_NORMAL, 100, 0.1, 98},    {true, LOG_NORMAL, 100, 0.4, 98},
    {true, LOG_NORMAL, 300, 1, 98},      {true, LOG_NORMAL, 300, 0, 99.5},
    {true, LOG_NORMAL, 300, 0.03, 99.5}, {true, LOG_NORMAL, 300, 0.2, 99.5},
    {true, LOG_NORMAL, 300, 0.6, 99.5},  {true, PARETO, 100, 0.1, 90},
    {true, PARETO, 100, 1, 90},          {true, PARETO, 500, 0.1, 98},
    {true, PARETO, 500, 0.4, 98},        {true, PARETO, 500, 1, 98},
    {true, QUARTER, 100, 0.1, 90},       {true, QUARTER, 100, 0.6, 98},
    {true, QUARTER, 300, 0.2, 99.5},     {true, QUARTER, 300, 1, 98},
    {true, SINGLES, 300, 0, 99},         {true, SINGLES, 300, 0.2, 99},
    {true, SINGLES, 500, 1, 98},         {true, SINGLES, 500, 0.2, 0.5},
    {false, LOG_NORMAL, 100, 1, 98},     {false, SINGLES, 300, 1, 99},
    {false, LOG_NORMAL, 20, 0, 98},      {false, LOG_NORMAL, 20, 1, 99.9},
    {false, QUARTER, 30, 0, 90},         {false, QUARTER, 30, 1, 99.5},
    {false, PARETO, 100, 0.1, 99.9},     {false, LOG_NORMAL, 500, 0.4, 99.9},
    {false, SINGLES, 500, 0.2, 0.05},    {false, SINGLES, 300, 1, 99.9},
};

/* Marsaglia and Tsang, ACM TOMS 26 (2000) 363. */
static double gamma_draw(struct random *random, double shape) {
    if (shape < 1)
        return gamma_draw(random, shape + 1) * pow(1 - random_share(random), 1 / shape);
    double base = shape - 1.0 / 3, scale = 1 / sqrt(9 * base);
    for (;;) {
        double normal = random_normal(random), cube = pow(1 + scale * normal, 3);
        if (cube > 0 && log(1 - random_share(random)) < 0.5 * normal * normal + base * (1 - cube + log(cube)))
            return base * cube;
    }
}

static double beta_draw(struct random *random, double rate, double tie) {
    if (tie <= 0)
        return rate;
    if (tie >= 1)
        return random_share(random) < rate;
    double one = gamma_draw(random, rate * (1 - tie) / tie);
    double other = gamma_draw(random, (1 - rate) * (1 - tie) / tie);
    return one + other > 0 ? one / (one + other) : random_share(random) < rate;
}

static double binomial_draw(struct random *random, double mails, double rate) {
    double drawn = 0;
    for (double i = 0; i < mails && rate > 0 && rate < 1; i++)
        drawn += random_share(random) < rate;
    return rate >= 1 ? mails : drawn;
}

static double size_draw(struct random *random, enum sizes sizes, size_t group) {
    double size = exp(2 + 1.5 * random_normal(random));
    if (sizes == PARETO)
        size = 2 * pow(1 - random_share(random), -1 / 1.1);
    if (sizes == SINGLES && group % 2)
        size = 1;
    return ceil(fmin(size, SENT_MOST));
}

static void draw_sizes(struct random *random, enum sizes sizes, struct group_share *groups, size_t count) {
    double others = 0;
    for (size_t i = 0; i < count; i++) {
        groups[i].sent = size_draw(random, sizes, i);
        others += i ? groups[i].sent : 0;
    }
    if (sizes == QUARTER)
        groups[0].sent = ceil(others / 3);
}

/* Returns the mean rate of the very groups, 0 to 1. */
static double draw_groups(struct random *random, const struct regime *regime, struct group_share *groups) {
    double sent = 0, expected = 0;
    draw_sizes(random, regime->sizes, groups, regime->groups);
    for (size_t i = 0; i < regime->groups; i++) {
        double rate = beta_draw(random, regime->rate / 100, regime->tie);
        groups[i].blocked = binomial_draw(random, groups[i].sent, rate);
        sent += groups[i].sent;
        expected += groups[i].sent * rate;
    }
    return expected / sent;
}

struct tally {
    size_t draws, held, given, too_low, too_high;
    double *widths;
};

static void tally_add(struct tally *tally, const struct interval *interval, double truth) {
    tally->too_low += interval->high < truth;
    tally->too_high += interval->low > truth;
    tally->held += interval->low <= truth && truth <= interval->high;
    tally->widths[tally->draws++] = interval->high - interval->low;
}

static int compare(const void *one, const void *other) {
    double a = *(const double *)one, b = *(const double *)other;
    return (a > b) - (a < b);
}

/* false: outside the bar. */
static bool tally_print(struct tally *tally, bool bar, const char *name) {
    double draws = (double)tally->draws / 100, held = (double)tally->held / draws;
    bool good = held >= BAR_LOW && held <= BAR_HIGH;
    qsort(tally->widths, tally->draws, sizeof *tally->widths, compare);
    printf("%s %-52s %5.1f  truth above %4.1f  below %4.1f  width %6.2f", bar ? "bar" : "   ", name, held,
           (double)tally->too_low / draws, (double)tally->too_high / draws, tally->widths[tally->draws / 2]);
    if (tally->given)
        printf("  given %5.1f", (double)tally->given / draws);
    printf("%s\n", bar && !good ? "  OUTSIDE" : "");
    fflush(stdout);
    return good || !bar;
}

static bool run_shares(size_t draws, double *widths) {
    static struct group_share groups[GROUPS_MOST];
    bool good = true;
    for (size_t i = 0; i < sizeof regimes / sizeof *regimes; i++) {
        const struct regime *regime = &regimes[i];
        struct tally tally = {.widths = widths};
        char name[128];
        for (size_t draw = 0; draw < draws; draw++) {
            struct random random = random_stream(i, 0, draw);
            double given = 100 * draw_groups(&random, regime, groups);
            struct interval interval = interval_of_share(groups, regime->groups);
            tally_add(&tally, &interval, regime->rate);
            tally.given += interval.low <= given + 1e-9 && given <= interval.high + 1e-9;
        }
        snprintf(name, sizeof name, "%zu groups, %s, tie %g, rate %g", regime->groups,
                 size_names[regime->sizes], regime->tie, regime->rate);
        good &= tally_print(&tally, regime->bar, name);
    }
    return good;
}

/* A product: what it blocks of each kind of mail, in per cent, and how much mails of a group tie. */
struct simulated_product {
    double blocked[3], tie; /* of spam, ham, newsletters */
};
static const struct simulated_product products[] = {
    {{99.5, 0.2, 2}, 0.3}, {{98, 1, 5}, 0.1}, {{99.9, 0.05, 1}, 0.6}, {{90, 0.5, 10}, 0.3}};
enum { PRODUCTS = sizeof products / sizeof *products };
static const size_t pairs[][2] = {{1, 0}, {3, 1}, {3, 3}, {0, 0}};
enum { PAIRS = sizeof pairs / sizeof *pairs, PAIRS_OF_BAR = 3 };

/* Groups of a test: campaigns of spam, then senders of ham, then of newsletters. */
enum { SPAM_GROUPS = 200, HAM_GROUPS = 300, NEWSLETTER_GROUPS = 60 };
enum { TEST_GROUPS = SPAM_GROUPS + HAM_GROUPS + NEWSLETTER_GROUPS };
/* In so many groups the second product errs at the rate of the first, scaled; in the others on its own. */
#define SHARED 0.6

static size_t kind_of(size_t group) {
    return group < SPAM_GROUPS ? 0 : group < SPAM_GROUPS + HAM_GROUPS ? 1 : 2;
}

/* Of spam what is missed, of the rest what is blocked; 0 to 1. */
static double error_rate(const struct simulated_product *product, size_t kind) {
    return (kind ? product->blocked[kind] : 100 - product->blocked[kind]) / 100;
}

static struct score_counts counts_of(size_t kind, double sent, double errors) {
    const struct score_counts counts[] = {{.spam = sent, .spam_blocked = sent - errors},
                                          {.ham = sent, .ham_blocked = errors},
                                          {.newsletters = sent, .newsletters_blocked = errors}};
    return counts[kind];
}

/* The second product must not err more often than the first. */
static void draw_pair(struct random *random, const size_t pair[2],
                      struct score_counts groups[2][TEST_GROUPS]) {
    static struct group_share sizes[TEST_GROUPS];
    draw_sizes(random, LOG_NORMAL, sizes, TEST_GROUPS);
    for (size_t i = 0; i < TEST_GROUPS; i++) {
        size_t kind = kind_of(i);
        double means[2], rates[2];
        for (size_t j = 0; j < 2; j++) {
            means[j] = error_rate(&products[pair[j]], kind);
            rates[j] = beta_draw(random, means[j], products[pair[j]].tie);
        }
        if (random_share(random) < SHARED)
            rates[1] = rates[0] * means[1] / means[0];
        for (size_t j = 0; j < 2; j++)
            groups[j][i] = counts_of(kind, sizes[i].sent, binomial_draw(random, sizes[i].sent, rates[j]));
    }
}

/* By the method from the known rates, with newsletters and ham in the proportion of their senders. */
static void truth_of(const struct method *method, const struct simulated_product *product,
                     double truth[RATE_COUNT]) {
    struct score_counts counts = {.spam = SPAM_GROUPS, .ham = HAM_GROUPS, .newsletters = NEWSLETTER_GROUPS};
    struct score_rates rates;
    counts.spam_blocked = SPAM_GROUPS * product->blocked[0] / 100;
    counts.ham_blocked = HAM_GROUPS * product->blocked[1] / 100;
    counts.newsletters_blocked = NEWSLETTER_GROUPS * product->blocked[2] / 100;
    method_rates(method, &counts, &rates);
    truth[RATE_SC] = rates.sc;
    truth[RATE_FP] = rates.fp;
    truth[RATE_NEWSLETTER_FP] = rates.newsletter_fp;
    truth[RATE_WFP] = rates.wfp;
    truth[RATE_FINAL] = rates.final;
}

static const char *const rate_names[] = {"SC", "FP", "newsletter FP", "WFP", "final score"};

static void tallies_begin(struct tally tallies[RATE_COUNT], double *widths, size_t draws) {
    for (size_t rate = 0; rate < RATE_COUNT; rate++)
        tallies[rate] = (struct tally){.widths = &widths[rate * draws]};
}

static bool tallies_print(struct tally tallies[RATE_COUNT], bool bar, const char *name) {
    bool good = true;
    for (size_t rate = 0; rate < RATE_COUNT; rate++) {
        char line[128];
        snprintf(line, sizeof line, "%s, %s", name, rate_names[rate]);
        good &= tally_print(&tallies[rate], bar && rate == RATE_FINAL, line);
    }
    return good;
}

static bool run_products(const struct method *method, size_t draws, double *widths) {
    static struct score_counts groups[2][TEST_GROUPS];
    bool good = true;
    for (size_t i = 0; i < PRODUCTS; i++) {
        struct tally tallies[RATE_COUNT];
        double truth[RATE_COUNT];
        char name[64];
        tallies_begin(tallies, widths, draws);
        truth_of(method, &products[i], truth);
        for (size_t draw = 0; draw < draws; draw++) {
            struct random random = random_stream(i, 1, draw);
            struct score_intervals intervals;
            draw_pair(&random, (const size_t[2]){i, i}, groups);
            intervals_of(method, groups[0], TEST_GROUPS, draw, &intervals);
            for (size_t rate = 0; rate < RATE_COUNT; rate++)
                tally_add(&tallies[rate], &intervals.rates[rate], truth[rate]);
        }
        snprintf(name, sizeof name, "product %zu", i);
        good &= tallies_print(tallies, true, name);
    }
    return good;
}

static bool run_pairs(const struct method *method, size_t draws, double *widths) {
    static struct score_counts groups[2][TEST_GROUPS];
    bool good = true;
    for (size_t i = 0; i < PAIRS; i++) {
        struct tally tallies[RATE_COUNT];
        double truth[2][RATE_COUNT];
        char name[64];
        tallies_begin(tallies, widths, draws);
        for (size_t j = 0; j < 2; j++)
            truth_of(method, &products[pairs[i][j]], truth[j]);
        for (size_t draw = 0; draw < draws; draw++) {
            struct random random = random_stream(i, 2, draw);
            struct difference difference;
            draw_pair(&random, pairs[i], groups);
            difference_of(method, groups[0], groups[1], TEST_GROUPS, draw, &difference);
            for (size_t rate = 0; rate < RATE_COUNT; rate++)
                tally_add(&tallies[rate], &difference.by[rate], truth[0][rate] - truth[1][rate]);
        }
        snprintf(name, sizeof name, "difference of %zu and %zu", pairs[i][0], pairs[i][1]);
        good &= tallies_print(tallies, i < PAIRS_OF_BAR, name);
    }
    return good;
}

int main(int count, char **arguments) {
    size_t draws = count > 1 ? (size_t)atoi(arguments[1]) : DRAWS;
    const struct method *method = method_named(METHOD_USUAL);
    double *widths = allocate(RATE_COUNT * draws * sizeof *widths);
    printf("    %-52s held %%\n", "regime");
    bool good = run_shares(draws, widths);
    good &= run_products(method, draws, widths);
    good &= run_pairs(method, draws, widths);
    free(widths);
    return good ? 0 : 1;
}
