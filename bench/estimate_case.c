/* See estimate_case.h. */
#include "estimate_case.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"

#define START INT64_C(1516000000)
#define TRAPS 10000

bool grid_row_read(const char *line, struct grid_row *row) {
    return sscanf(line, "%d %lf %lf %d %lf %lf %lf %lf %lf %lf %d", &row->number, &row->hosts, &row->sigma,
                  &row->feeds, &row->overlap_percent, &row->biased, &row->bias, &row->hours, &row->seen,
                  &row->night, &row->zones) == 11;
}

/* Half of the hosts change address within 6 to 48 hours; every other feed is the biased one. */
static void build(const struct grid_row *row, struct scenario *scenario, struct scenario_operator *sender,
                  struct scenario_campaign *campaign, double churn) {
    *sender = (struct scenario_operator){.name = "sender",
                                         .hosts = (uint64_t)row->hosts,
                                         .rate = CASE_RATE,
                                         .sigma = row->sigma,
                                         .churn = churn,
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
    double awake = row->hours * (CASE_AWAKE + (24 - CASE_AWAKE) * row->night) / 24;
    sender->list = population_traps(scenario) * CASE_RATE * awake / row->seen;
}

void estimate_case_run(const struct grid_row *row, uint64_t seed, double churn,
                       struct estimate_case *result) {
    build(row, &result->scenario, &result->sender, &result->campaign, churn);
    population_run(&result->scenario, 0, (uint64_t)row->number * 1000 + seed, &result->catches);
    result->captures = allocate((result->catches.count + 1) * sizeof *result->captures);
    for (size_t i = 0; i < result->catches.count; i++) {
        const struct catch *item = &result->catches.items[i];
        result->captures[i] = (struct capture){item->time, item->address, item->feeds};
    }
}

void estimate_case_free(struct estimate_case *result) {
    free(result->captures);
    free(result->catches.items);
}

static int by_number(const void *one, const void *other) {
    double left = *(const double *)one, right = *(const double *)other;
    return (left > right) - (left < right);
}

double estimate_median(double *numbers, size_t count) {
    qsort(numbers, count, sizeof *numbers, by_number);
    return count ? numbers[count / 2] : 0;
}
