/* Bars stand for counts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "command/sparkline.h"

static void assert_bars(const uint32_t *counts, size_t count, size_t cells, bool utf8, const char *expected) {
    struct buffer into = {0};
    sparkline_append(&into, counts, count, cells, utf8);
    buffer_append(&into, "", 1);
    assert_string_equal(into.data, expected);
    buffer_free(&into);
}

static void test_highest_is_full_and_none_is_empty(void **state) {
    const uint32_t counts[] = {8, 0, 1, 4};
    assert_bars(counts, 4, 10, true, "█ ▁▄");
    assert_bars(counts, 4, 10, false, "@ .=");
}

static void test_few_beside_many_are_still_seen(void **state) {
    const uint32_t counts[] = {1, 1000000};
    assert_bars(counts, 2, 10, false, ".@");
}

static void test_many_days_share_cells(void **state) {
    const uint32_t counts[] = {1, 1, 0, 0, 2, 2};
    assert_bars(counts, 6, 3, false, "= @");
}

static void test_nothing_is_nothing(void **state) {
    const uint32_t counts[] = {0, 0};
    assert_bars(counts, 0, 10, true, "");
    assert_bars(counts, 2, 10, true, "  ");
    assert_bars(counts, 2, 0, true, "");
}

static void test_largest_counts_do_not_overflow(void **state) {
    const uint32_t counts[] = {UINT32_MAX, UINT32_MAX, 1};
    assert_bars(counts, 3, 3, false, "@@.");
    assert_bars(counts, 3, 1, false, "@");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_highest_is_full_and_none_is_empty),
        cmocka_unit_test(test_few_beside_many_are_still_seen),
        cmocka_unit_test(test_many_days_share_cells),
        cmocka_unit_test(test_nothing_is_nothing),
        cmocka_unit_test(test_largest_counts_do_not_overflow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
