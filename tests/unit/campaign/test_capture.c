/* Captures read, and the classic estimators, against examples computed by hand. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/random.h"
#include "campaign/capture.h"

static void assert_near(double found, double expected) {
    assert_true(fabs(found - expected) <= 1e-6 * fmax(1, fabs(expected)));
}

static void chapman_is_as_in_the_books(void **state) {
    /* 20 * 26 / 6 - 1; variance 20 * 26 * 14 * 20 / (36 * 7). */
    struct capture_estimate found = capture_chapman(19, 25, 5);
    assert_true(found.known);
    assert_near(found.estimate, 20.0 * 26 / 6 - 1);
    double unseen = found.estimate - 39;
    double factor = exp(1.959964 * sqrt(log(1 + 20.0 * 26 * 14 * 20 / (36 * 7) / (unseen * unseen))));
    assert_near(found.low, 39 + unseen / factor);
    assert_near(found.high, 39 + unseen * factor);
    assert_false(capture_chapman(19, 25, 0).known);
    /* All were seen on both occasions: there are no more. */
    found = capture_chapman(10, 10, 10);
    assert_near(found.estimate, 10);
    assert_near(found.low, 10);
    assert_near(found.high, 10);
}

static void chao_is_as_in_the_books(void **state) {
    struct capture_counts counts = {.addresses = 100, .by_sightings = {[1] = 60, [2] = 20}};
    struct capture_estimate found = capture_chao(&counts);
    assert_near(found.estimate, 100 + 60.0 * 59 / 42);
    assert_true(found.low > 100 && found.low < found.estimate && found.estimate < found.high);
    counts.by_sightings[2] = 0;
    assert_false(capture_chao(&counts).known);
}

static void coverage_is_as_in_the_books(void **state) {
    /* 8 rare addresses in 14 sightings, 4 once: coverage 10/14; 2 * (2 * 2 + 6 * 2) / ... by hand. */
    struct capture_counts counts = {
        .addresses = 10, .by_sightings = {[0] = 2, [1] = 4, [2] = 2, [3] = 2}, .often = 50};
    double variation, coverage = 1 - 4.0 / 14;
    double square = 8 / coverage * (2 * 1 * 2 + 3 * 2 * 2) / (14.0 * 13) - 1;
    struct capture_estimate found = capture_coverage(&counts, &variation);
    assert_near(found.estimate, 2 + 8 / coverage + 4 / coverage * fmax(square, 0));
    assert_near(variation, sqrt(fmax(square, 0)));
    counts = (struct capture_counts){.addresses = 3, .by_sightings = {[1] = 3}};
    assert_false(capture_coverage(&counts, &variation).known);
}

static const struct capture example[] = {
    {0, 0, 1}, {3600, 1, 1}, {7200, 0, 2}, {10800, 2, 3}, {14400, 1, 2}, {18000, 0, 1}, {36000, 3, 2},
};
#define EXAMPLE_COUNT (sizeof example / sizeof *example)

static struct capture *copy_of(void) {
    struct capture *captures = malloc(sizeof example);
    for (size_t i = 0; i < EXAMPLE_COUNT; i++)
        captures[i] = example[i];
    return captures;
}

static void captures_are_counted(void **state) {
    struct capture *captures = copy_of();
    struct capture_counts counts;
    struct size_data data;
    capture_read(captures, EXAMPLE_COUNT, &counts, &data);
    assert_int_equal(counts.captures, 7);
    assert_int_equal(counts.addresses, 4);
    assert_int_equal(counts.twice, 2);
    assert_int_equal(counts.by_sightings[1], 2);
    assert_int_equal(counts.by_sightings[2], 1);
    assert_int_equal(counts.by_sightings[3], 1);
    assert_near(data.hours, 10);
    assert_near(data.clock[SIZE_STEPS / 2], 6.0 / 7);
    assert_near(data.cells[0], 2);
    double sum = 0;
    for (size_t i = 0; i < SIZE_CELLS; i++)
        sum += data.cells[i];
    assert_near(sum, 4);
    free(captures);
}

static void one_delivery_is_no_recapture(void **state) {
    struct capture *captures = copy_of();
    struct capture_counts counts;
    struct size_data data;
    size_t first, second;
    capture_read(captures, EXAMPLE_COUNT, &counts, &data);
    /* Feed 0 saw addresses 0, 1, 2, feed 1 saw 0, 1, 3; address 2 is of one delivery to both. */
    struct capture_estimate found = capture_feeds(captures, EXAMPLE_COUNT, &first, &second);
    assert_int_equal(second + first, 1);
    if (!first)
        assert_near(found.estimate, 4.0 * 4 / 3 - 1);
    found = capture_halves(captures, EXAMPLE_COUNT, 10800);
    /* Before: 0, 1; after: 0, 1, 2, 3. */
    assert_near(found.estimate, 3.0 * 5 / 3 - 1);
    free(captures);
}

static void often_seen_ones_are_apart(void **state) {
    struct capture captures[15];
    struct capture_counts counts;
    struct size_data data;
    for (size_t i = 0; i < 15; i++)
        captures[i] = (struct capture){(int64_t)i * 600, i < 12 ? 0 : (uint32_t)i, 1};
    capture_read(captures, 15, &counts, &data);
    assert_int_equal(counts.by_sightings[0], 1);
    assert_int_equal(counts.often, 12);
    assert_int_equal(counts.by_sightings[1], 3);
    assert_int_equal(counts.addresses, 4);
}

static void nothing_and_one_moment_are_read(void **state) {
    struct capture one[2] = {{5, 0, 1}, {5, 0, 2}};
    struct capture_counts counts;
    struct size_data data;
    capture_read(one, 0, &counts, &data);
    assert_int_equal(counts.addresses, 0);
    capture_read(one, 2, &counts, &data);
    /* One visit. */
    assert_int_equal(counts.captures, 2);
    assert_int_equal(counts.visits, 1);
    assert_int_equal(counts.twice, 0);
    assert_int_equal(one[0].feeds, 3);
    assert_true(data.hours > 0);
}

static void what_comes_at_once_is_one_visit(void **state) {
    /* A break is counted from the last mail of a visit, not from its first. */
    struct capture captures[] = {{0, 0, 1}, {200, 0, 1}, {300, 1, 1}, {450, 0, 2}, {751, 0, 1}, {5000, 1, 1}};
    struct capture_counts counts;
    struct size_data data;
    assert_int_equal(capture_read(captures, 6, &counts, &data), 4);
    assert_int_equal(counts.visits, 4);
    assert_int_equal(counts.by_sightings[2], 2);
    assert_int_equal(captures[0].feeds, 3);
}

/* 400 addresses seen four times each; half of them by one feed alone, half by the other. */
static void uneven_feeds_are_noticed(void **state) {
    enum { ADDRESSES = 400, EACH = 4 };
    struct capture captures[ADDRESSES * EACH];
    struct capture_counts counts;
    struct size_data data;
    for (size_t i = 0; i < ADDRESSES * EACH; i++)
        captures[i] = (struct capture){(int64_t)i * 600, (uint32_t)(i % ADDRESSES), i % 2 ? 2 : 1};
    capture_read(captures, ADDRESSES * EACH, &counts, &data);
    assert_true(data.bias > 0.9);
    struct random random = random_stream(1, 0, 0);
    for (size_t i = 0; i < ADDRESSES * EACH; i++)
        captures[i] = (struct capture){(int64_t)i * 600, (uint32_t)(i % ADDRESSES),
                                       1 + (uint32_t)random_below(&random, 2)};
    capture_read(captures, ADDRESSES * EACH, &counts, &data);
    assert_true(data.bias < 0.1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(chapman_is_as_in_the_books),      cmocka_unit_test(chao_is_as_in_the_books),
        cmocka_unit_test(coverage_is_as_in_the_books),     cmocka_unit_test(captures_are_counted),
        cmocka_unit_test(one_delivery_is_no_recapture),    cmocka_unit_test(often_seen_ones_are_apart),
        cmocka_unit_test(nothing_and_one_moment_are_read), cmocka_unit_test(what_comes_at_once_is_one_visit),
        cmocka_unit_test(uneven_feeds_are_noticed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
