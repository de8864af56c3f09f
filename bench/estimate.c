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
#include "estimate_case.h"

#define ROWS_MOST 10000
/* What the bars ask of: cases in which so many addresses were seen twice. */
#define TWICE 50

struct outcome {
    double sigma, hosts, estimate, low, high;
    uint64_t twice;
    bool known;
};

static struct outcome run(const struct grid_row *row, uint64_t seed, double churn) {
    struct estimate_case example;
    struct size size;
    estimate_case_run(row, seed, churn, &example);
    const struct catches catches = example.catches;
    size_estimate(example.captures, catches.count, true, &size);
    printf("%d\t%g\t%d\t%g\t%g\t%g\t%llu\t%zu\t%llu\t%llu\t%.0f\t%.0f\t%.0f\t%.3f\t%.2f\t%.2f\t%.1f\t%s\n",
           row->number, row->sigma, row->feeds, row->bias, row->hours, row->seen,
           (unsigned long long)catches.senders, catches.count, (unsigned long long)size.counts.addresses,
           (unsigned long long)size.counts.twice, size.hosts.estimate, size.hosts.low, size.hosts.high,
           size.bias, size.fit.sigma, size.fit.dynamic, size.fit.lease_hours,
           size.hosts.reason ? size.hosts.reason : "");
    fflush(stdout);
    struct outcome outcome = {row->sigma,      (double)catches.senders, size.hosts.estimate, size.hosts.low,
                              size.hosts.high, size.counts.twice,       !size.hosts.reason};
    estimate_case_free(&example);
    return outcome;
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
    if (known)
        printf("# %-28s %4zu cases, %5.1f %% answered; 95 %% range holds the truth in %5.1f %% (%.1f %% are "
               "below "
               "it); width %.2f, error %.1f %% (medians)\n",
               title, asked, 100.0 * (double)known / (double)asked, 100.0 * (double)held / (double)known,
               100.0 * (double)below / (double)known, estimate_median(widths, known),
               100 * estimate_median(errors, known));
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
    const char *given = getenv("CHURN");
    double churn = given ? atof(given) : 0;
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
        if (grid_row_read(line, &row) && row.number >= first && row.number <= last)
            outcomes[rows++] = run(&row, seed, churn);
    sum_all(outcomes, rows);
    free(outcomes);
    fclose(grid);
    return 0;
}
