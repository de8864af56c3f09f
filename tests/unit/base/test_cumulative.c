/* Sums along steps, and back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/cumulative.h"

static const double sums[] = {0, 2, 2, 6};

static void it_grows_within_steps(void **state) {
    assert_true(cumulative_at(sums, 3, 0) == 0);
    assert_true(cumulative_at(sums, 3, 0.5) == 1);
    assert_true(cumulative_at(sums, 3, 1.5) == 2);
    assert_true(cumulative_at(sums, 3, 2.25) == 3);
}

static void ends_are_kept(void **state) {
    assert_true(cumulative_at(sums, 3, -1) == 0);
    assert_true(cumulative_at(sums, 3, 3) == 6);
    assert_true(cumulative_at(sums, 3, 7) == 6);
}

static void the_inverse_leads_back(void **state) {
    assert_true(cumulative_step(sums, 3, 1) == 0.5);
    assert_true(cumulative_step(sums, 3, 3) == 2.25);
    assert_true(cumulative_step(sums, 3, 6) == 3);
    /* Where it stands still, any step will do that has it. */
    assert_true(cumulative_at(sums, 3, cumulative_step(sums, 3, 2)) == 2);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_grows_within_steps),
        cmocka_unit_test(ends_are_kept),
        cmocka_unit_test(the_inverse_leads_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
