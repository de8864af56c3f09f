/* Kendall's tau-b, beside a count of all pairs. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "campaign/kendall.h"

#define MOST 200

static void nothing_to_rank(void **state) {
    (void)state;
    struct kendall_pair one[] = {{1, 2}}, level[] = {{1, 2}, {1, 3}, {1, 4}}, other[] = {{1, 5}, {2, 5}};
    assert_true(isnan(kendall_tau(one, 0)));
    assert_true(isnan(kendall_tau(one, 1)));
    assert_true(isnan(kendall_tau(level, 3)));
    assert_true(isnan(kendall_tau(other, 2)));
}

static void same_and_reversed_order(void **state) {
    (void)state;
    struct kendall_pair same[] = {{3, 30}, {1, 10}, {2, 20}, {4, 40}};
    struct kendall_pair reversed[] = {{1, 9}, {2, 7}, {3, 5}};
    assert_true(kendall_tau(same, 4) == 1);
    assert_true(kendall_tau(reversed, 3) == -1);
}

/* Of 6 pairs one is equal in x, one in y, one is in the wrong order ((2, 1) against (1, 2)): 3 are in the
 * right one. (3 - 1) / sqrt(5 * 5). */
static void ties_by_hand(void **state) {
    (void)state;
    struct kendall_pair pairs[] = {{1, 2}, {2, 1}, {2, 3}, {3, 3}};
    assert_float_equal(kendall_tau(pairs, 4), 0.4, 1e-15);
}

static double by_all_pairs(const struct kendall_pair *pairs, size_t count) {
    double right = 0, rows = 0, columns = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < i; j++) {
            int x = (pairs[i].x > pairs[j].x) - (pairs[i].x < pairs[j].x);
            int y = (pairs[i].y > pairs[j].y) - (pairs[i].y < pairs[j].y);
            right += x * y;
            rows += x != 0;
            columns += y != 0;
        }
    return right / sqrt(rows * columns);
}

static void as_all_pairs_say(void **state) {
    (void)state;
    uint32_t random = 1;
    for (size_t count = 2; count <= MOST; count++) {
        struct kendall_pair pairs[MOST];
        for (size_t i = 0; i < count; i++) {
            random = random * 1664525 + 1013904223;
            pairs[i] = (struct kendall_pair){(random >> 16) % 7, (random >> 24) % (1 + count / 3)};
        }
        pairs[0] = (struct kendall_pair){8, 1000}; /* so that neither is all equal */
        double expected = by_all_pairs(pairs, count), tau = kendall_tau(pairs, count);
        assert_true(isnan(tau) ? isnan(expected) : fabs(tau - expected) < 1e-12);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_to_rank),
        cmocka_unit_test(same_and_reversed_order),
        cmocka_unit_test(ties_by_hand),
        cmocka_unit_test(as_all_pairs_say),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
