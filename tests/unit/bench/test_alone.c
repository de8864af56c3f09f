/* What is for mails that stand alone, and the correction over many tests: against published figures. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "bench/interval.h"

static void assert_near(double value, double expected, double within) {
    if (!(fabs(value - expected) <= within))
        fail_msg("%.9g is not %.9g", value, expected);
}

/* Newcombe, Statistics in Medicine 17 (1998) 857, table I: method 3. */
static void wilson_is_as_published(void **state) {
    static const struct {
        double blocked, sent, low, high;
    } published[] = {
        {81, 263, 0.2553, 0.3662}, {15, 148, 0.0624, 0.1605}, {0, 20, 0, 0.1611}, {1, 29, 0.0061, 0.1718}};
    for (size_t i = 0; i < sizeof published / sizeof *published; i++) {
        struct interval interval = wilson(published[i].blocked, published[i].sent);
        assert_near(interval.low / 100, published[i].low, 0.00005);
        assert_near(interval.high / 100, published[i].high, 0.00005);
        assert_near(interval.rate / 100, published[i].blocked / published[i].sent, 1e-12);
    }
    assert_true(wilson(20, 20).high == 100 && wilson(0, 20).low == 0);
    assert_true(isnan(wilson(0, 0).low));
}

/* Sums of binomial coefficients over 2^n, by hand. */
static void mcnemar_is_exact(void **state) {
    assert_near(mcnemar(8, 2), 2.0 * (1 + 10 + 45) / 1024, 1e-12);
    assert_near(mcnemar(2, 8), 2.0 * (1 + 10 + 45) / 1024, 1e-12);
    assert_near(mcnemar(0, 6), 2.0 / 64, 1e-12);
    assert_near(mcnemar(1, 0), 1, 1e-12);
    assert_true(mcnemar(0, 0) == 1 && mcnemar(5, 5) == 1);
    assert_near(mcnemar(5, 4), 1, 1e-12);
    /* Many: as the normal distribution with the correction for continuity, z = 99 / sqrt(10,000). */
    assert_near(mcnemar(5050, 4950), erfc(99 / 100.0 * M_SQRT1_2), 0.0005);
    assert_true(mcnemar(0, 100000) >= 0 && mcnemar(0, 100000) < 1e-300);
}

static void holm_steps_down(void **state) {
    double p[] = {0.04, 0.01, 0.03, 0.005}, none = 0.2, unknown[] = {NAN, 0.02, 0.03};
    holm_correct(p, 4);
    assert_near(p[3], 0.02, 1e-12);
    assert_near(p[1], 0.03, 1e-12);
    assert_near(p[2], 0.06, 1e-12);
    assert_near(p[0], 0.06, 1e-12); /* not less than the one before */
    holm_correct(&none, 1);
    assert_true(none == 0.2);
    holm_correct(NULL, 0);
    holm_correct(unknown, 3);
    assert_true(isnan(unknown[0]));
    assert_near(unknown[1], 0.04, 1e-12);
    assert_near(unknown[2], 0.04, 1e-12);
    double large[] = {0.6, 0.9};
    holm_correct(large, 2);
    assert_true(large[0] == 1 && large[1] == 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wilson_is_as_published),
        cmocka_unit_test(mcnemar_is_exact),
        cmocka_unit_test(holm_steps_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
