/* Hosts and their mails: what is drawn has the sizes that the scenario says. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "simulate/population.h"

#define START INT64_C(1516000000)

static struct scenario_operator sender;
static struct scenario_campaign campaign;
static struct scenario scenario;

static int set_up(void **state) {
    sender = (struct scenario_operator){.name = "lantern",
                                        .hosts = 2000,
                                        .rate = 500,
                                        .sigma = 1,
                                        .list = 1e6,
                                        .lease = {6, 48},
                                        .pool_bits = 12,
                                        .night = 1};
    campaign = (struct scenario_campaign){.name = "coin", .start = START, .hours = 48, .hosts = 1, .rate = 1};
    scenario =
        (struct scenario){.seed = 7,
                          .feeds = {{.name = "a", .traps = 100, .sampled = 1, .bias = 1},
                                    {.name = "b", .traps = 200, .sampled = 1, .bias = 1, .shared = {0.1}}},
                          .feed_count = 2,
                          .operators = &sender,
                          .operator_count = 1,
                          .campaigns = &campaign,
                          .campaign_count = 1};
    return 0;
}

static double near(double found, double expected, double share) {
    return fabs(found / expected - 1) < share;
}

static void sizes_are_the_scenario_s(void **state) {
    struct catches catches;
    population_run(&scenario, 0, 1, &catches);
    assert_int_equal(catches.senders, 2000);
    assert_int_equal(catches.addresses, 2000);
    assert_true(near((double)catches.sent, 2000.0 * 500 * 48, 0.2));
    assert_true(near((double)catches.count, (double)catches.sent * 280 / 1e6, 0.05));
    uint64_t both = 0, first = 0;
    for (size_t i = 0; i < catches.count; i++) {
        const struct catch *item = &catches.items[i];
        size_t home;
        assert_true(item->time >= START && item->time <= START + 48 * 3600);
        assert_true(!i || item->time >= catches.items[i - 1].time);
        assert_true(item->address >> 28 == 15);
        assert_int_equal(population_trap(&scenario, item->trap, &home), item->feeds);
        assert_true(item->feeds >> home & 1);
        both += item->feeds == 3;
        first += item->feeds & 1;
    }
    assert_true(near((double)both, (double)catches.count * 20 / 280, 0.1));
    assert_true(near((double)first, (double)catches.count * 100 / 280, 0.05));
    free(catches.items);
}

static void a_seed_repeats(void **state) {
    struct catches one, same, other;
    population_run(&scenario, 0, 1, &one);
    population_run(&scenario, 0, 1, &same);
    population_run(&scenario, 0, 2, &other);
    assert_int_equal(one.count, same.count);
    assert_memory_equal(one.items, same.items, one.count * sizeof *one.items);
    assert_true(other.count != one.count ||
                memcmp(one.items, other.items, one.count * sizeof *one.items) != 0);
    free(one.items);
    free(same.items);
    free(other.items);
}

static void traps_are_shared_as_said(void **state) {
    size_t home;
    uint32_t traps = population_traps(&scenario), both = 0, second = 0;
    assert_int_equal(traps, 280);
    for (uint32_t i = 0; i < traps; i++) {
        uint32_t feeds = population_trap(&scenario, i, &home);
        both += feeds == 3;
        second += feeds >> 1;
    }
    assert_int_equal(both, 20);
    assert_int_equal(second, 200);
}

static void leases_end(void **state) {
    struct catches catches;
    sender.dynamic = 0.5;
    population_run(&scenario, 0, 1, &catches);
    /* E[48 / lease] + 1 lives of a host that changes: 48 ln(48 / 6) / 42, and the one cut off. */
    assert_true(near((double)catches.addresses, 1000 + 1000 * (48 * log(8) / 42 + 1), 0.05));
    assert_int_equal(catches.senders, 2000);
    free(catches.items);
}

static void churn_brings_new_hosts(void **state) {
    struct catches catches;
    sender.churn = 0.25;
    population_run(&scenario, 0, 1, &catches);
    assert_true(near((double)catches.senders, 2000 * (1 + 0.25 * 2), 0.05));
    free(catches.items);
}

static void nights_are_quieter(void **state) {
    struct catches catches;
    uint64_t night = 0;
    sender.night = 0.1;
    sender.zones[0] = (struct scenario_zone){.hours = 0, .share = 1};
    sender.zone_count = 1;
    population_run(&scenario, 0, 1, &catches);
    for (size_t i = 0; i < catches.count; i++) {
        int64_t hour = catches.items[i].time / 3600 % 24;
        night += hour < 8 || hour >= 22;
    }
    /* 10 hours at a tenth beside 14 whole ones. */
    assert_true(near((double)night / (double)catches.count, 1.0 / 15, 0.1));
    free(catches.items);
}

static void bias_is_for_some(void **state) {
    struct catches catches;
    sender.sigma = 0;
    scenario.feeds[0].biased = 0.5;
    scenario.feeds[0].bias = 3;
    population_run(&scenario, 0, 1, &catches);
    uint64_t first = 0;
    for (size_t i = 0; i < catches.count; i++)
        first += catches.items[i].feeds & 1;
    assert_true(near((double)first / (double)(catches.count - first), 2.0 * 100 / 180, 0.06));
    free(catches.items);
}

static void samples_lose_some(void **state) {
    struct catches whole, less;
    population_run(&scenario, 0, 1, &whole);
    scenario.feeds[0].sampled = scenario.feeds[1].sampled = 0.5;
    population_run(&scenario, 0, 1, &less);
    assert_true(near((double)less.count / (double)whole.count, 0.5 * 260 / 280 + 0.75 * 20 / 280, 0.06));
    assert_true(near((double)less.sent / (double)whole.sent, 1, 0.01));
    free(whole.items);
    free(less.items);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(sizes_are_the_scenario_s, set_up),
        cmocka_unit_test_setup(a_seed_repeats, set_up),
        cmocka_unit_test_setup(traps_are_shared_as_said, set_up),
        cmocka_unit_test_setup(leases_end, set_up),
        cmocka_unit_test_setup(churn_brings_new_hosts, set_up),
        cmocka_unit_test_setup(nights_are_quieter, set_up),
        cmocka_unit_test_setup(bias_is_for_some, set_up),
        cmocka_unit_test_setup(samples_lose_some, set_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
