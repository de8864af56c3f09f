/* estimate GRID [SEED [FIRST [LAST]]]: how good the estimates of a campaign's hosts are. Each row of GRID is
 * a campaign that is simulated (src/simulate/population.h) and estimated; a row comes out for each, and at
 * the end what all of them together say. Environment: CHURN, a share of hosts a day that leave for good (0).
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "campaign/size.h"
#include "simulate/population.h"

#define START       INT64_C(1516000000)
#define RATE        600.0
#define TRAPS       10000
#define ROWS_MOST   10000
#define AWAKE_HOURS 14.0
/* What the bars ask of: cases in which so many addresses were seen twice. */
#define TWICE 50

struct grid_row {
    int number, feeds, zones;
    double hosts, sigma, overlap_percent, biased, bias, hours, seen, night;
};

struct outcome {
    double sigma, hosts, estimate, low, high;
    uint64_t twice;
    bool known;
};

static bool row_read(const char *line, struct grid_row *row) {
    return sscanf(line, "%d %lf %lf %d %lf %lf %lf %lf %lf %lf %d", &row->number, &row->hosts, &row->sigma,
                  &row->feeds, &row->overlap_percent, &row->biased, &row->bias, &row->hours, &row->seen,
                  &row->night, &row->zones) == 11;
}

static double churn(void) {
    const char *given = getenv("CHURN");
    return given ? atof(given) : 0;
}

/* Half of the hosts change address within 6 to 48 hours; every other feed is the biased one. */
static void build(const struct grid_row *row, struct scenario *scenario, struct scenario_operator *sender,
                  struct scenario_campaign *campaign) {
    *sender = (struct scenario_operator){.name = "sender",
                                         .hosts = (uint64_t)row->hosts,
                                         .rate = RATE,
                                         .sigma = row->sigma,
                                         .churn = churn(),
                                         .dynamic = 0.5,
                                         .lease = {6, 48},
                                         .pool_bits = 12,
                                         .night = row->night,
                                         .zone_count = (size_t)row->zones};
    for (int i = 0; i < row->zones; i++)
        sender->zones[i] = (struct scenario_zone){.hours = -5 + 4 * i, .share = 1};
    *campaign = (struct scenario_campaign){
        .name = "campaign", .start = START, .hours = row->hours, .hosts = 1, .rate = 1};
    *scenario = (struct scenario){.seed = (uint64_t)row->number,
                                  .feed_count = (size_t)row->feeds,
                                  .operators = sender,
                                  .operator_count = 1,
                                  .campaigns = campaign,
                                  .campaign_count = 1};
    for (int i = 0; i < row->feeds; i++) {
        scenario->feeds[i] = (struct scenario_feed){.name = "feed",
                                                    .traps = TRAPS >> (i < 3 ? i : 3),
                                                    .sampled = 1,
                                                    .biased = row->biased,
                                                    .bias = i % 2 ? 1 : row->bias};
        if (i)
            scenario->feeds[i].shared[i - 1] = row->overlap_percent / 100 * (i == 1 ? 1 : 0.8);
    }
    double awake = row->hours * (AWAKE_HOURS + (24 - AWAKE_HOURS) * row->night) / 24;
    sender->list = population_traps(scenario) * RATE * awake / row->seen;
}

static struct outcome run(const struct grid_row *row, uint64_t seed) {
    struct scenario scenario;
    struct scenario_operator sender;
    struct scenario_campaign campaign;
    struct catches catches;
    struct size size;
    build(row, &scenario, &sender, &campaign);
    population_run(&scenario, 0, (uint64_t)row->number * 1000 + seed, &catches);
    struct capture *captures = allocate((catches.count + 1) * sizeof *captures);
    for (size_t i = 0; i < catches.count; i++)
        captures[i] =
            (struct capture){catches.items[i].time, catches.items[i].address, catches.items[i].feeds};
    size_estimate(captures, catches.count, true, &size);
    printf("%d\t%g\t%d\t%g\t%g\t%g\t%llu\t%zu\t%llu\t%llu\t%.0f\t%.0f\t%.0f\t%.3f\t%.2f\t%.2f\t%.1f\t%s\n",
           row->number, row->sigma, row->feeds, row->bias, row->hours, row->seen,
           (unsigned long long)catches.senders, catches.count, (unsigned long long)size.counts.addresses,
           (unsigned long long)size.counts.twice, size.hosts.estimate, size.hosts.low, size.hosts.high,
           size.bias, size.fit.sigma, size.fit.dynamic, size.fit.lease_hours,
           size.hosts.reason ? size.hosts.reason : "");
    fflush(stdout);
    struct outcome outcome = {row->sigma,      (double)catches.senders, size.hosts.estimate, size.hosts.low,
                              size.hosts.high, size.counts.twice,       !size.hosts.reason};
    free(captures);
    free(catches.items);
    return outcome;
}

static int by_number(const void *one, const void *other) {
    double left = *(const double *)one, right = *(const double *)other;
    return (left > right) - (left < right);
}

/* Of the outcomes with sigma and hosts in these ranges. */
static void sum_up(const char *title, const struct outcome *outcomes, size_t count, const double sigma[2],
                   const double hosts[2]) {
    double *widths = allocate((count + 1) * sizeof *widths), *errors = allocate((count + 1) * sizeof *errors);
    size_t asked = 0, known = 0, held = 0, below = 0;
    for (size_t i = 0; i < count; i++) {
        const struct outcome *outcome = &outcomes[i];
        if (outcome->twice < TWICE || outcome->sigma < sigma[0] || outcome->sigma > sigma[1] ||
            outcome->hosts < hosts[0] || outcome->hosts >= hosts[1])
            continue;
        asked++;
        if (!outcome->known)
            continue;
        held += outcome->low <= outcome->hosts && outcome->hosts <= outcome->high;
        below += outcome->high < outcome->hosts;
        widths[known] = outcome->high / outcome->low;
        errors[known++] = fabs(outcome->estimate / outcome->hosts - 1);
    }
    qsort(widths, known, sizeof *widths, by_number);
    qsort(errors, known, sizeof *errors, by_number);
    if (known)
        printf("# %-28s %4zu cases, %5.1f %% answered; 95 %% range holds the truth in %5.1f %% (%.1f %% are "
               "below "
               "it); width %.2f, error %.1f %% (medians)\n",
               title, asked, 100.0 * (double)known / (double)asked, 100.0 * (double)held / (double)known,
               100.0 * (double)below / (double)known, widths[known / 2], 100 * errors[known / 2]);
    free(widths);
    free(errors);
}

static void sum_all(const struct outcome *outcomes, size_t count) {
    static const struct {
        const char *title;
        double sigma[2], hosts[2];
    } parts[] = {
        {"all", {0, 9}, {0, 1e9}},
        {"sigma 0.5", {0.5, 0.5}, {0, 1e9}},
        {"sigma 1.0", {1, 1}, {0, 1e9}},
        {"sigma 1.5", {1.5, 1.5}, {0, 1e9}},
        {"to 1.0, under 1,000 hosts", {0, 1}, {0, 1000}},
        {"to 1.0, 1,000 to 10,000", {0, 1}, {1000, 10000}},
        {"to 1.0, from 10,000 on", {0, 1}, {10000, 1e9}},
    };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        sum_up(parts[i].title, outcomes, count, parts[i].sigma, parts[i].hosts);
}

int main(int count, char **arguments) {
    FILE *grid = count > 1 ? fopen(arguments[1], "re") : NULL;
    uint64_t seed = count > 2 ? strtoull(arguments[2], NULL, 10) : 1;
    int first = count > 3 ? atoi(arguments[3]) : 0, last = count > 4 ? atoi(arguments[4]) : ROWS_MOST;
    struct outcome *outcomes = allocate(ROWS_MOST * sizeof *outcomes);
    size_t rows = 0;
    char line[512];
    if (!grid) {
        fprintf(stderr, "usage: estimate GRID [SEED [FIRST [LAST]]]\n");
        return 2;
    }
    puts("case\tsigma\tfeeds\tbias\thours\tseen\thosts\tcaptures\taddresses\ttwice\testimate\tlow\thigh\tunev"
         "enness\t"
         "fitted_sigma\tdynamic\tlease\treason");
    for (struct grid_row row; fgets(line, sizeof line, grid) && rows < ROWS_MOST;)
        if (row_read(line, &row) && row.number >= first && row.number <= last)
            outcomes[rows++] = run(&row, seed);
    sum_all(outcomes, rows);
    free(outcomes);
    fclose(grid);
    return 0;
}
