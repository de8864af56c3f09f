/* Days and blocks: a function of how many messages each day has, whatever order they came in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/time.h"
#include "campaign/calendar.h"

enum { DAY = 86400 };

static void add(struct calendar *calendar, int64_t day, unsigned messages) {
    for (unsigned i = 0; i < messages; i++)
        calendar_add(calendar, day * DAY + i);
}

static void expect_block(const struct calendar *calendar, struct calendar_block *block, bool before,
                         int64_t first_day, int64_t last_day, uint64_t members) {
    assert_true(calendar_next_block(calendar, 10, before, block));
    assert_int_equal(block->first_day, first_day);
    assert_int_equal(block->last_day, last_day);
    assert_int_equal(block->members, members);
}

static void test_days(void **state) {
    assert_int_equal(calendar_day_of(0), 0);
    assert_int_equal(calendar_day_of(DAY - 1), 0);
    assert_int_equal(calendar_day_of(-1), -1);
    assert_int_equal(calendar_day_of(-DAY), -1);
    assert_int_equal(calendar_day_of(-DAY - 1), -2);
    assert_int_equal(calendar_day_begin(calendar_day_of(-1)), -DAY);
    assert_int_equal(calendar_day_end(calendar_day_of(-1)), 0);
    assert_int_equal(calendar_day_begin(calendar_day_of(TIME_NONE)), TIME_NONE);
    assert_true(calendar_is_day(calendar_day_of(TIME_NONE)));
    assert_false(calendar_is_day(INT64_MAX / 2));
}

static void test_blocks_are_whole_days(void **state) {
    struct calendar calendar = {0};
    struct calendar_block block = {0};
    add(&calendar, 7, 25);
    add(&calendar, 3, 4);
    add(&calendar, 5, 7);
    calendar_add(&calendar, TIME_NONE);
    add(&calendar, 9, 2);
    expect_block(&calendar, &block, false, INT64_MIN, 5, 12);
    expect_block(&calendar, &block, false, 7, 7, 25);
    expect_block(&calendar, &block, false, 9, 9, 2);
    assert_false(calendar_next_block(&calendar, 10, false, &block));
    calendar_free(&calendar);
}

static void test_fresh_messages(void **state) {
    struct calendar calendar = {0}, other = {0};
    struct calendar_block block = {0}, former = {0};
    add(&calendar, 1, 6);
    add(&calendar, 2, 6);
    add(&calendar, 3, 6);
    calendar_settled(&calendar);
    add(&other, 1, 5);
    calendar_settled(&other);
    calendar_merge(&calendar, &other); /* what was settled elsewhere is fresh here */
    expect_block(&calendar, &former, true, 1, 2, 12);
    expect_block(&calendar, &block, false, 1, 1, 11);
    assert_true(block.fresh);
    expect_block(&calendar, &block, false, 2, 3, 12);
    assert_false(block.fresh);
    calendar_free(&calendar);
    calendar_free(&other);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_days),
        cmocka_unit_test(test_blocks_are_whole_days),
        cmocka_unit_test(test_fresh_messages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
