/* Sorting: against qsort(), on numbers that share digits and on none at all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/radix.h"

#define NUMBERS 5000

static uint64_t next_number(uint64_t *state) {
    *state = *state * UINT64_C(6364136223846793005) + 1442695040888963407;
    return *state;
}

static void sorts_numbers(void **state) {
    static uint64_t numbers[NUMBERS], spare[NUMBERS];
    uint64_t seed = 1;
    for (size_t i = 0; i < NUMBERS; i++)
        numbers[i] = next_number(&seed);
    radix_sort_numbers(numbers, NUMBERS, 0, spare);
    for (size_t i = 1; i < NUMBERS; i++)
        assert_true(numbers[i - 1] <= numbers[i]);
    radix_sort_numbers(numbers, 0, 0, spare);
}

static void leaves_order_below_the_bit(void **state) {
    static uint64_t numbers[NUMBERS], spare[NUMBERS];
    uint64_t seed = 2;
    for (size_t i = 0; i < NUMBERS; i++) /* few keys; below them, the order in which they came */
        numbers[i] = (next_number(&seed) >> 60) << 24 | i;
    radix_sort_numbers(numbers, NUMBERS, 24, spare);
    for (size_t i = 1; i < NUMBERS; i++)
        assert_true(numbers[i - 1] < numbers[i]);
}

static void keeps_pairs_together_and_equal_keys_in_order(void **state) {
    static struct radix_pair pairs[NUMBERS];
    uint64_t seed = 3;
    for (size_t i = 0; i < NUMBERS; i++)
        pairs[i] = (struct radix_pair){.key = next_number(&seed) >> 54, .value = i};
    radix_sort_pairs(pairs, NUMBERS);
    for (size_t i = 1; i < NUMBERS; i++)
        assert_true(pairs[i - 1].key < pairs[i].key ||
                    (pairs[i - 1].key == pairs[i].key && pairs[i - 1].value < pairs[i].value));
    seed = 3;
    for (size_t i = 0; i < NUMBERS; i++) {
        uint64_t key = next_number(&seed) >> 54, found = 0;
        while (pairs[found].value != i)
            found++;
        assert_int_equal(pairs[found].key, key);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sorts_numbers),
        cmocka_unit_test(leaves_order_below_the_bit),
        cmocka_unit_test(keeps_pairs_together_and_equal_keys_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
