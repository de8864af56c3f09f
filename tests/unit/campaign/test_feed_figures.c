/* Figures of feeds, from records made by hand. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/time.h"
#include "campaign/feed_figures.h"
#include "campaign/feed_link.h"

#define ALL(feeds)    (feeds)
#define WANTED(feeds) ((feeds) + 1)

static void add(struct feed_records *records, uint64_t item, uint32_t feed, uint64_t count, int64_t first,
                int64_t last) {
    for (uint64_t i = 0; i < count; i++)
        feed_records_add(records, item, feed, i ? last : first);
}

/* Each item's total, as if no message had reached two feeds. */
static void add_totals(struct feed_records *records, uint32_t feeds) {
    size_t count = records->count;
    for (size_t i = 0; i < count; i++)
        if (records->records[i].feed < feeds)
            add(records, records->records[i].item, ALL(feeds), records->records[i].count, TIME_NONE,
                TIME_NONE);
    feed_records_settle(records);
}

/* Four items and three feeds; the third saw one item, at no known time. */
static struct feed_records *three_feeds(void) {
    static struct feed_records records;
    records = (struct feed_records){0};
    add(&records, 10, 0, 4, 100, 500);
    add(&records, 10, 1, 1, 160, 160);
    add(&records, 20, 0, 2, 300, 900);
    add(&records, 20, 1, 3, 200, 1000);
    add(&records, 30, 0, 2, 700, 800);
    add(&records, 40, 1, 1, 50, 50);
    add(&records, 40, 2, 5, TIME_NONE, TIME_NONE);
    feed_records_settle(&records);
    add_totals(&records, 3);
    return &records;
}

/* Things of which each comes back after more others than are remembered. */
static void records_merge(void **state) {
    (void)state;
    struct feed_records records = {0};
    enum { THINGS = 20000, ROUNDS = 50 };
    for (uint64_t i = 0; i < THINGS * ROUNDS; i++)
        feed_records_add(&records, UINT64_MAX - i % THINGS, i % 2, i % 3 ? (int64_t)i : TIME_NONE);
    assert_true(records.capacity <= 8 * THINGS); /* they are merged on the way */
    feed_records_settle(&records);
    assert_int_equal(records.count, THINGS);
    for (size_t i = 0; i < records.count; i++) {
        const struct feed_record *record = &records.records[i];
        uint64_t thing = UINT64_MAX - record->item;
        assert_int_equal(record->count, ROUNDS);
        assert_int_equal(record->feed, thing % 2);
        assert_true(record->first < 2 * THINGS && record->last >= (ROUNDS - 2) * THINGS);
        assert_int_equal((uint64_t)record->first % THINGS, thing);
        assert_true(!i || record[-1].item < record->item);
    }
    feed_records_free(&records);
}

/* Both feeds of each thing are in order, also where they came the other way round. */
static void records_are_in_order(void **state) {
    (void)state;
    struct feed_records records = {0};
    for (uint64_t i = 0; i < 1000; i++)
        feed_records_add(&records, i % 5, 1 - (i / 5) % 2, TIME_NONE);
    feed_records_settle(&records);
    assert_int_equal(records.count, 10);
    for (size_t i = 0; i < records.count; i++) {
        assert_int_equal(records.records[i].item, i / 2);
        assert_int_equal(records.records[i].feed, i % 2);
        assert_int_equal(records.records[i].count, 100);
        assert_true(records.records[i].first == TIME_NONE && records.records[i].last == TIME_NONE);
    }
    feed_records_free(&records);
}

static void coverage(void **state) {
    struct arena *arena = *state;
    struct feed_records *records = three_feeds();
    struct feed_coverage coverage;
    feed_coverage_make(arena, records, 3, &coverage);
    assert_int_equal(coverage.items, 4);
    assert_int_equal(coverage.seen[0].items, 3);
    assert_int_equal(coverage.seen[0].alone, 1);
    assert_true(coverage.seen[0].share == 0.75 && coverage.seen[0].alone_share == 1.0 / 3);
    assert_int_equal(coverage.seen[1].items, 3);
    assert_int_equal(coverage.seen[1].alone, 0);
    assert_int_equal(coverage.seen[2].items, 1);
    const uint64_t both[] = {3, 2, 0, 2, 3, 1, 0, 1, 1};
    assert_memory_equal(coverage.both, both, sizeof both);
    assert_true(feed_coverage_share(&coverage, 0, 1) == 2.0 / 3);
    assert_true(feed_coverage_share(&coverage, 2, 1) == 1);
    feed_records_free(records);
}

/* Of the first feed's 8 messages 4, 2 and 2 are of the items, of the second's 5 1, 3 and 1 of items 10, 20
 * and 40: both have min(4/8, 1/5) + min(2/8, 3/5) = 0.45 in common. All together have 5, 5, 2, 6 of 18. */
static void proportion(void **state) {
    struct arena *arena = *state;
    struct feed_records *records = three_feeds();
    struct feed_proportion proportion;
    feed_proportion_make(arena, records, 3, &proportion);
    assert_int_equal(proportion.sides, 4);
    const double *variation = proportion.variation, *tau = proportion.tau;
    assert_true(variation[0] == 0);
    assert_true(variation[1] == 0.55 && variation[4] == 0.55);
    assert_true(variation[2] == 1);
    assert_float_equal(variation[3], 1 - (5.0 / 18 + 0.25 + 2.0 / 18), 1e-15);
    assert_float_equal(variation[11], 1 - 6.0 / 18, 1e-15);
    assert_true(tau[1] == -1);      /* 4 against 1, 2 against 3 */
    assert_true(isnan(tau[2]));     /* nothing in common */
    assert_true(isnan(tau[2 * 4])); /* and the other way round */
    /* 4 2 2 against 5 5 2: one pair is right, one equal in each. */
    assert_true(tau[3] == 0.5);
    feed_records_free(records);
}

/* Item 10: first seen at 100 by the first feed, 60 s later by the second; last at 500, 340 s before that.
 * Item 20: first at 200 by the second, 100 s later; last at 1000, 100 s before. The others have one feed
 * with a known time. */
static void delays(void **state) {
    struct arena *arena = *state;
    struct feed_records *records = three_feeds();
    struct feed_delays delays;
    feed_delays_make(arena, records, 3, &delays);
    assert_int_equal(delays.items, 2);
    const struct feed_delay *first = &delays.feeds[0], *second = &delays.feeds[1];
    assert_int_equal(first->items, 2);
    assert_int_equal(first->first, 1);
    assert_true(first->first_share == 0.5);
    assert_true(first->after_first.p25 == 25 && first->after_first.median == 50);
    assert_true(first->after_first.p75 == 75 && first->after_first.p95 == 95);
    assert_true(first->before_last.median == 50);
    assert_true(second->after_first.median == 30 && second->before_last.median == 170);
    assert_int_equal(delays.feeds[2].items, 0);
    assert_true(isnan(delays.feeds[2].first_share) && isnan(delays.feeds[2].after_first.median));
    feed_records_free(records);
}

static void purity(void **state) {
    (void)state;
    struct feed_records *records = three_feeds();
    double purity[4];
    feed_records_add(records, 20, WANTED(3), TIME_NONE);
    feed_records_add(records, 99, WANTED(3), TIME_NONE); /* which no feed saw */
    feed_records_settle(records);
    feed_purity_make(records, 4, WANTED(3), purity);
    assert_true(purity[0] == 6.0 / 8 && purity[1] == 2.0 / 5 && purity[2] == 1);
    feed_records_free(records);
}

static void nothing(void **state) {
    struct arena *arena = *state;
    struct feed_records records = {0};
    struct feed_coverage coverage;
    struct feed_proportion proportion;
    struct feed_delays delays;
    double purity;
    feed_records_settle(&records);
    feed_coverage_make(arena, &records, 1, &coverage);
    feed_proportion_make(arena, &records, 1, &proportion);
    feed_delays_make(arena, &records, 1, &delays);
    feed_purity_make(&records, 1, WANTED(1), &purity);
    assert_int_equal(coverage.items, 0);
    assert_true(isnan(coverage.seen[0].share) && isnan(coverage.seen[0].alone_share));
    assert_true(isnan(proportion.variation[0]) && isnan(proportion.tau[0]));
    assert_int_equal(delays.items, 0);
    assert_true(isnan(purity));
    feed_coverage_make(arena, &records, 0, &coverage);
    feed_proportion_make(arena, &records, 0, &proportion);
    feed_delays_make(arena, &records, 0, &delays);
    assert_int_equal(proportion.sides, 1);
}

/* Item 10 had three mails of one occasion, in feeds 0 and 1 and once more in 1; of another occasion one mail
 * that both had byte for byte, and of a third one mail of one feed. */
static void links_count_once(void **state) {
    (void)state;
    enum { FEEDS = 2 };
    struct feed_records records = {0};
    struct feed_sighting sightings[] = {
        {.occasion = 7, .item = 10, .feed = 0, .new_mail = true},
        {.occasion = 8, .item = 10, .feed = 0, .new_mail = true},
        {.occasion = 8, .item = 10, .feed = 1, .new_mail = false},
        {.occasion = 7, .item = 10, .feed = 1, .new_mail = true},
        {.occasion = 9, .item = 20, .feed = 1, .new_mail = true},
        {.occasion = 7, .item = 10, .feed = 1, .new_mail = true},
    };
    size_t count = sizeof sightings / sizeof *sightings;
    for (size_t i = 0; i < count; i++) {
        feed_records_add(&records, sightings[i].item, sightings[i].feed, TIME_NONE);
        if (sightings[i].new_mail)
            feed_records_add(&records, sightings[i].item, ALL(FEEDS), TIME_NONE);
    }
    feed_records_settle(&records);
    struct feed_repeats repeats = feed_link(sightings, count, &records, ALL(FEEDS));
    assert_int_equal(repeats.messages, 1);
    assert_int_equal(repeats.deliveries, 2);
    const uint64_t counts[] = {2, 3, 3, 1, 1};
    assert_int_equal(records.count, 5);
    for (size_t i = 0; i < records.count; i++)
        assert_int_equal(records.records[i].count, counts[i]);
    feed_records_free(&records);
}

static int make_arena(void **state) {
    *state = arena_new();
    return 0;
}

static int free_arena(void **state) {
    arena_free(*state);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_merge),
        cmocka_unit_test(records_are_in_order),
        cmocka_unit_test_setup_teardown(coverage, make_arena, free_arena),
        cmocka_unit_test_setup_teardown(proportion, make_arena, free_arena),
        cmocka_unit_test_setup_teardown(delays, make_arena, free_arena),
        cmocka_unit_test(purity),
        cmocka_unit_test_setup_teardown(nothing, make_arena, free_arena),
        cmocka_unit_test(links_count_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
