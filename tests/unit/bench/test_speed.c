/* Percentiles of delivery and their colours. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "bench/speed.h"

static void percentiles_are_the_nearest_rank(void **state) {
    double seconds[100];
    struct speed_figures figures;
    for (size_t i = 0; i < 100; i++)
        seconds[i] = 100 - (double)i;
    speed_of(method_named("vbspam-2018"), seconds, 100, &figures);
    assert_int_equal(figures.delivered, 100);
    assert_true(figures.seconds[0] == 10 && figures.seconds[1] == 50);
    assert_true(figures.seconds[2] == 95 && figures.seconds[3] == 98);
}

/* 95 % of 20 is the 19th, 98 % of 20 the 20th; 10 % of 21 the third. */
static void ranks_are_rounded_up_and_no_more(void **state) {
    for (size_t count = 20; count <= 21; count++) {
        double seconds[21];
        struct speed_figures figures;
        for (size_t i = 0; i < count; i++)
            seconds[i] = (double)i + 1;
        speed_of(method_named("vbspam-2018"), seconds, count, &figures);
        assert_true(figures.seconds[0] == (count == 20 ? 2 : 3));
        assert_true(figures.seconds[1] == (count == 20 ? 10 : 11));
        assert_true(figures.seconds[2] == (count == 20 ? 19 : 20));
        assert_true(figures.seconds[3] == (double)count);
    }
}

static void limits_are_of_the_better_colour(void **state) {
    static const double at[] = {0, 30, 30.001, 120, 120.001, 600, 600.001, 90000};
    static const char *const names[] = {"green",  "green",  "yellow", "yellow",
                                        "orange", "orange", "red",    "red"};
    for (size_t i = 0; i < sizeof at / sizeof *at; i++) {
        double seconds = at[i];
        struct speed_figures figures;
        speed_of(method_named("vbspam-2018"), &seconds, 1, &figures);
        for (size_t j = 0; j < METHOD_SPEEDS; j++)
            assert_string_equal(speed_colour_name(figures.colours[j]), names[i]);
    }
}

static void nothing_delivered_or_no_limits_say_nothing(void **state) {
    double seconds[] = {1, 2};
    struct speed_figures figures;
    speed_of(method_named("vbspam-2018"), NULL, 0, &figures);
    assert_int_equal(figures.delivered, 0);
    speed_of(method_named("vbspam-2010"), seconds, 2, &figures);
    assert_int_equal(figures.delivered, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(percentiles_are_the_nearest_rank),
        cmocka_unit_test(ranks_are_rounded_up_and_no_more),
        cmocka_unit_test(limits_are_of_the_better_colour),
        cmocka_unit_test(nothing_delivered_or_no_limits_say_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
