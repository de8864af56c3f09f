/* Counting byte strings. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/time.h"
#include "store/tally.h"

static void add(struct tally *tally, const char *key, int64_t time) {
    tally_add(tally, slice_from_string(key), time);
}

static void test_counts_and_order(void **state) {
    (void)state;
    struct tally tally = {0};
    const char *const keys[] = {"b", "a", "c", "c", "ab", "", "b", "c"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        add(&tally, keys[i], TIME_NONE);
    tally_sort(&tally);
    const char *const sorted[] = {"c", "b", "", "a", "ab"};
    assert_int_equal(tally.count, 5);
    for (size_t i = 0; i < 5; i++)
        assert_string_equal(tally.entries[i].key.data, sorted[i]);
    assert_int_equal(tally.entries[0].count, 3);
    assert_int_equal(tally.entries[4].count, 1);
    tally_free(&tally);
}

static void test_times(void **state) {
    (void)state;
    struct tally tally = {0};
    add(&tally, "x", 50);
    add(&tally, "x", TIME_NONE);
    add(&tally, "x", -7);
    add(&tally, "y", TIME_NONE);
    tally_sort(&tally);
    assert_int_equal(tally.entries[0].first, -7);
    assert_int_equal(tally.entries[0].last, 50);
    assert_int_equal(tally.entries[1].first, TIME_NONE);
    assert_int_equal(tally.entries[1].last, TIME_NONE);
    tally_free(&tally);
}

static void test_bytes_of_any_kind(void **state) {
    (void)state;
    struct tally tally = {0};
    assert_int_equal(tally_add(&tally, slice_of("a\0b", 3), TIME_NONE)->count, 1);
    assert_int_equal(tally_add(&tally, slice_of("a\0c", 3), TIME_NONE)->count, 1);
    assert_int_equal(tally_add(&tally, slice_of("a\0b", 3), TIME_NONE)->count, 2);
    assert_int_equal(tally_add(&tally, slice_of(NULL, 0), TIME_NONE)->count, 1);
    assert_int_equal(tally.count, 3);
    tally_free(&tally);
}

static void test_many_and_again(void **state) {
    (void)state;
    struct tally tally = {0};
    for (int round = 0; round < 3; round++) {
        char key[20];
        for (int i = 0; i < 20000; i++) {
            sprintf(key, "%d", i % 7000);
            add(&tally, key, i);
        }
        assert_int_equal(tally.count, 7000);
        tally_sort(&tally);
        assert_int_equal(tally.entries[0].count, 3);
        assert_int_equal(tally.entries[6999].count, 2);
        tally_clear(&tally);
        assert_int_equal(tally.count, 0);
        add(&tally, "small", TIME_NONE);
        assert_int_equal(tally.entries[0].count, 1);
        tally_clear(&tally);
    }
    tally_free(&tally);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_counts_and_order),
        cmocka_unit_test(test_times),
        cmocka_unit_test(test_bytes_of_any_kind),
        cmocka_unit_test(test_many_and_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
