/* The campaigns that estimates are measured on: rows of a grid (estimate_grid.tsv), each simulated. */
#ifndef WEIR_BENCH_ESTIMATE_CASE_H
#define WEIR_BENCH_ESTIMATE_CASE_H

#include "campaign/capture.h"
#include "simulate/population.h"

struct grid_row {
    int number, feeds, zones;
    double hosts, sigma, overlap_percent, biased, bias, hours, seen, night;
};

struct estimate_case {
    struct scenario scenario;
    struct scenario_operator sender;
    struct scenario_campaign campaign;
    struct catches catches;
    struct capture *captures; /* the same, as estimators are given them */
};

/* Mails that hosts send in an awake hour, the mean over hosts; awake hours of a day. */
#define CASE_RATE  600.0
#define CASE_AWAKE 14.0

/* false: a line that is no row. */
bool grid_row_read(const char *line, struct grid_row *row);
/* churn: share of hosts that leave for good in a day. */
void estimate_case_run(const struct grid_row *row, uint64_t seed, double churn, struct estimate_case *result);
void estimate_case_free(struct estimate_case *result);

/* Sorts numbers; the middle one, 0 of none. */
double estimate_median(double *numbers, size_t count);

#endif
