/* Hosts and messages estimated, of populations that are known. What the ranges are worth over many is
 * measured by bench/estimate.c; here is what must hold of each. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/random.h"
#include "campaign/size.h"
#include "campaign/volume.h"

#define HOUR 3600

/* Hosts that send `mean` mails each to traps within so many hours; every other one has another address every
 * `lease` hours (0: none has). Sorted by time. */
static struct capture *population(size_t hosts, double mean, double sigma, int hours, int lease,
                                  size_t *count) {
    size_t capacity = 1024;
    struct capture *captures = malloc(capacity * sizeof *captures);
    struct random random = random_stream(3, hosts, 0);
    *count = 0;
    for (size_t host = 0; host < hosts; host++) {
        uint64_t mails =
            random_poisson(&random, mean * exp(sigma * random_normal(&random) - sigma * sigma / 2));
        int64_t phase = lease ? (int64_t)random_below(&random, (uint64_t)lease * HOUR) : 0;
        for (uint64_t i = 0; i < mails; i++) {
            int64_t time = (int64_t)random_below(&random, (uint64_t)hours * HOUR);
            uint32_t life = lease && host % 2 ? (uint32_t)((time + phase) / (lease * HOUR)) : 0;
            if (*count == capacity)
                captures = realloc(captures, (capacity *= 2) * sizeof *captures);
            captures[(*count)++] =
                (struct capture){time, (uint32_t)host + life * (uint32_t)hosts, 1 + random_below(&random, 2)};
        }
    }
    return captures;
}

static int by_time(const void *one, const void *other) {
    const struct capture *left = one, *right = other;
    return (left->time > right->time) - (left->time < right->time);
}

static void estimate(size_t hosts, double mean, double sigma, int hours, int lease, struct size *size) {
    size_t count;
    struct capture *captures = population(hosts, mean, sigma, hours, lease, &count);
    qsort(captures, count, sizeof *captures, by_time);
    size_estimate(captures, count, false, size);
    free(captures);
}

static void assert_holds(const struct size_range *range, double truth, double width) {
    assert_null(range->reason);
    assert_true(range->low <= range->estimate && range->estimate <= range->high);
    assert_true(range->low <= truth && truth <= range->high);
    assert_true(range->high / range->low <= width);
}

static void steady_hosts_are_counted(void **state) {
    struct size size;
    estimate(4000, 1, 0.5, 48, 0, &size);
    assert_holds(&size.hosts, 4000, 1.6);
    /* Unlike hosts: the classic ones say too few. */
    estimate(4000, 1, 1, 48, 0, &size);
    assert_holds(&size.hosts, 4000, 2);
    assert_true(size.chao.high < 4000);
}

static void changing_addresses_are_not_hosts(void **state) {
    struct size size;
    estimate(4000, 4, 0.7, 96, 20, &size);
    assert_true(size.counts.addresses > 6000);
    assert_holds(&size.hosts, 4000, 1.6);
    assert_true(size.fit.addresses > 1.5 * size.hosts.estimate);
    /* In an hour none changes: those at once are those in all. */
    assert_null(size.at_once.reason);
    assert_true(size.at_once.high > 2000 && size.at_once.low < 5000);
}

static void too_little_is_said_to_be(void **state) {
    struct size size;
    struct capture captures[40] = {{0}};
    size_estimate(captures, 0, false, &size);
    assert_non_null(size.hosts.reason);
    for (size_t i = 0; i < 40; i++)
        captures[i] = (struct capture){(int64_t)i * HOUR, (uint32_t)(i % 35), 1};
    size_estimate(captures, 40, false, &size);
    assert_non_null(size.hosts.reason);
    assert_non_null(strstr(size.hosts.reason, "twice"));
    assert_non_null(size.at_once.reason);
    assert_int_equal(size.counts.addresses, 35);
}

static void the_same_data_give_the_same(void **state) {
    struct size one, other;
    estimate(1000, 1, 1, 24, 12, &one);
    estimate(1000, 1, 1, 24, 12, &other);
    assert_true(one.hosts.low == other.hosts.low && one.hosts.high == other.hosts.high);
}

/* A mail that was held up for weeks says nothing of how long hosts sent. */
static void a_late_mail_makes_no_hours(void **state) {
    enum { COUNT = 1001 };
    struct capture captures[COUNT];
    struct size size;
    for (size_t i = 0; i < COUNT; i++)
        captures[i] = (struct capture){(int64_t)i * 100, (uint32_t)i, 1};
    size_estimate(captures, COUNT, true, &size);
    assert_true(fabs(size.busy_hours / size.hours - 1) < 0.01);
    captures[COUNT - 1].time = 1000 * HOUR;
    size_estimate(captures, COUNT, true, &size);
    assert_true(size.hours == 1000);
    assert_true(fabs(size.busy_hours / (100000.0 / HOUR) - 1) < 0.01);
    size_estimate(captures, 1, true, &size);
    assert_true(size.busy_hours > 0 && size.busy_hours == size.hours);
}

/* -- messages -- */

static const struct volume_assumptions list = {.list = {1e6, 4e6}};

static void traps_are_a_share_of_the_list(void **state) {
    const struct volume_feed feeds[] = {{500, 1000, 0}, {450, 2000, 0.5}, {7, 0, 0}};
    const struct size size = {.hosts = {.reason = "none"}};
    struct volume volume;
    volume_estimate(feeds, 3, &size, &list, &volume);
    assert_null(volume.messages.reason);
    /* 950 mails to 2,000 addresses; by itself the second feed says 0.45, the first 0.5. */
    double low = 0.45 * exp(-1.959964 / sqrt(450)), high = 0.5 * exp(1.959964 / sqrt(500));
    assert_true(fabs(volume.messages.low / (1e6 * low) - 1) < 1e-6);
    assert_true(fabs(volume.messages.high / (4e6 * high) - 1) < 1e-6);
    assert_non_null(volume.by_rate.reason);
}

static void without_traps_it_cannot_say(void **state) {
    const struct volume_feed feeds[] = {{500, 0, 0}};
    const struct size size = {.hosts = {1000, 900, 1100, NULL}, .busy_hours = 10};
    struct volume volume;
    volume_estimate(feeds, 1, &size, &list, &volume);
    assert_non_null(strstr(volume.messages.reason, "weir feeds set"));
    const struct volume_assumptions rate = {.list = {1e6, 4e6}, .rate = {50, 100}};
    volume_estimate(feeds, 1, &size, &rate, &volume);
    assert_null(volume.messages.reason);
    assert_true(fabs(volume.messages.low - 900 * 10 * 50) < 1 &&
                fabs(volume.messages.high - 1100 * 1000) < 1);
}

static void models_that_disagree_say_so(void **state) {
    const struct volume_feed feeds[] = {{500, 1000, 0}};
    const struct size size = {.hosts = {1000, 900, 1100, NULL}, .busy_hours = 10};
    const struct volume_assumptions agree = {.list = {1e6, 4e6}, .rate = {50, 100}},
                                    rival = {.list = {1e6, 4e6}, .rate = {1e6, 1e7}};
    struct volume volume;
    volume_estimate(feeds, 1, &size, &agree, &volume);
    assert_null(volume.messages.reason);
    assert_true(volume.messages.high <= 1100 * 1000 + 1);
    volume_estimate(feeds, 1, &size, &rival, &volume);
    assert_non_null(strstr(volume.messages.reason, "in common"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(steady_hosts_are_counted),    cmocka_unit_test(changing_addresses_are_not_hosts),
        cmocka_unit_test(too_little_is_said_to_be),    cmocka_unit_test(the_same_data_give_the_same),
        cmocka_unit_test(a_late_mail_makes_no_hours),  cmocka_unit_test(traps_are_a_share_of_the_list),
        cmocka_unit_test(without_traps_it_cannot_say), cmocka_unit_test(models_that_disagree_say_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
