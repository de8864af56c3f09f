/* The generator is the same everywhere, and its distributions are what they say. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/random.h"

enum { DRAWS = 200000 };

static void streams_differ_and_repeat(void **state) {
    struct random one = random_stream(1, 2, 3), same = random_stream(1, 2, 3), other = random_stream(1, 3, 2);
    uint64_t first = random_next(&one);
    assert_int_equal(first, random_next(&same));
    assert_true(first != random_next(&other));
}

static void splitmix_has_its_published_values(void **state) {
    struct random random = {1234567};
    assert_true(random_next(&random) == UINT64_C(6457827717110365317));
    assert_true(random_next(&random) == UINT64_C(3203168211198807973));
}

static void normal_has_its_moments(void **state) {
    struct random random = random_stream(5, 0, 0);
    double sum = 0, squares = 0;
    for (int i = 0; i < DRAWS; i++) {
        double drawn = random_normal(&random);
        sum += drawn;
        squares += drawn * drawn;
    }
    assert_true(fabs(sum / DRAWS) < 0.01);
    assert_true(fabs(squares / DRAWS - 1) < 0.02);
}

static void poisson_has_its_moments(void **state) {
    static const double means[] = {0.01, 0.7, 12, 800, 5000};
    struct random random = random_stream(6, 0, 0);
    for (size_t i = 0; i < sizeof means / sizeof *means; i++) {
        double sum = 0, squares = 0;
        int draws = means[i] > 100 ? DRAWS / 50 : DRAWS;
        for (int j = 0; j < draws; j++) {
            double drawn = (double)random_poisson(&random, means[i]);
            sum += drawn;
            squares += drawn * drawn;
        }
        double mean = sum / draws, variance = squares / draws - mean * mean;
        assert_true(fabs(mean / means[i] - 1) < 5 / sqrt(means[i] * draws));
        assert_true(fabs(variance / means[i] - 1) < 0.1);
    }
    assert_int_equal(random_poisson(&random, 0), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(streams_differ_and_repeat),
        cmocka_unit_test(splitmix_has_its_published_values),
        cmocka_unit_test(normal_has_its_moments),
        cmocka_unit_test(poisson_has_its_moments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
