/* Which intervals meet, leave open and miss an award. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "bench/scoring.h"

static const struct score_product full = {.name = "full", .product_class = PRODUCT_FULL};
static const struct score_product partial = {.name = "partial", .product_class = PRODUCT_COMPLEMENTARY};

static struct interval around(double rate, double reach) {
    return (struct interval){rate, rate - reach, rate + reach};
}

/* A score that nothing can be said against, and that meets all for certain. */
static struct score perfect(void) {
    struct score score = {.product = &full, .speed = {.delivered = 9}};
    score.intervals.rates[RATE_SC] = around(99.9, 0.05);
    score.intervals.rates[RATE_FP] = score.intervals.rates[RATE_WFP] =
        score.intervals.rates[RATE_NEWSLETTER_FP] = around(0, 0);
    score.intervals.rates[RATE_FINAL] = around(99.9, 0.05);
    return score;
}

static void assert_award(const char *method, struct score score, const char *award, const char *open) {
    award_judge(method_named(method), &score);
    assert_string_equal(score.award, award);
    assert_string_equal(score.award_open, open);
}

static void who_meets_all_gets_the_higher_award(void **state) {
    assert_award("vbspam-2010", perfect(), "VBSpam", "");
    assert_award("vbspam-2012", perfect(), "VBSpam+", "");
    assert_award("vbspam-2018", perfect(), "VBSpam+", "");
}

static void straddled_limits_leave_it_open(void **state) {
    struct score score = perfect();
    score.intervals.rates[RATE_FINAL] = around(98.1, 0.2);
    score.intervals.rates[RATE_SC] = around(99, 0.1);
    assert_award("vbspam-2018", score, "", "VBSpam");
    score.intervals.rates[RATE_FINAL] = around(97.9, 0.2);
    assert_award("vbspam-2018", score, "", "VBSpam");
    score.intervals.rates[RATE_FINAL] = around(97, 0.2);
    assert_award("vbspam-2018", score, "", "");
    score.intervals.rates[RATE_FINAL] = around(98.5, 0.2);
    score.intervals.rates[RATE_SC] = around(99.4, 0.3);
    assert_award("vbspam-2018", score, "VBSpam", "VBSpam+");
}

/* No sample shows that there never is a false positive: an interval that reaches up from zero leaves it open.
 */
static void false_positives_take_the_higher_award(void **state) {
    struct score score = perfect();
    score.intervals.rates[RATE_FP] = (struct interval){0, 0, 0.3};
    assert_award("vbspam-2012", score, "VBSpam", "VBSpam+");
    score.intervals.rates[RATE_FP] = (struct interval){0.1, 0.01, 0.3};
    assert_award("vbspam-2012", score, "VBSpam", "");
    score = perfect();
    score.intervals.rates[RATE_NEWSLETTER_FP] = around(2.4, 0.2);
    assert_award("vbspam-2018", score, "VBSpam", "VBSpam+");
    score.intervals.rates[RATE_NEWSLETTER_FP] = around(3, 0.2);
    assert_award("vbspam-2018", score, "VBSpam", "");
}

static void ninety_six_itself_is_too_little_in_2010(void **state) {
    struct score score = perfect();
    score.intervals.rates[RATE_FINAL] = around(96, 0);
    assert_award("vbspam-2010", score, "", "");
    score.intervals.rates[RATE_FINAL] = (struct interval){96.5, 96, 97};
    assert_award("vbspam-2010", score, "", "VBSpam");
    score.intervals.rates[RATE_FINAL] = around(97, 0);
    score.intervals.rates[RATE_SC] = around(98, 0);
    assert_award("vbspam-2012", score, "VBSpam", "");
}

static void slowness_costs_awards_where_speed_counts(void **state) {
    struct score score = perfect();
    score.speed.colours[0] = SPEED_YELLOW;
    assert_award("vbspam-2018", score, "VBSpam", "");
    score.speed.colours[0] = SPEED_ORANGE;
    assert_award("vbspam-2018", score, "", "");
    assert_award("vbspam-2012", score, "VBSpam+", "");
    score = perfect();
    score.speed.colours[3] = SPEED_RED; /* at 98 %: VBSpam does not ask */
    assert_award("vbspam-2018", score, "VBSpam", "");
    score.speed.delivered = 0;
    assert_award("vbspam-2018", score, "", "VBSpam+");
}

static void what_cannot_be_said_is_open(void **state) {
    struct score score = perfect();
    score.intervals.rates[RATE_NEWSLETTER_FP] = around(NAN, NAN);
    assert_award("vbspam-2018", score, "VBSpam", "VBSpam+");
    score.intervals.rates[RATE_FINAL] = around(NAN, NAN);
    assert_award("vbspam-2018", score, "", "");
}

static void complementary_products_have_none(void **state) {
    struct score score = perfect();
    score.product = &partial;
    assert_award("vbspam-2018", score, "", "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_meets_all_gets_the_higher_award),
        cmocka_unit_test(straddled_limits_leave_it_open),
        cmocka_unit_test(false_positives_take_the_higher_award),
        cmocka_unit_test(ninety_six_itself_is_too_little_in_2010),
        cmocka_unit_test(slowness_costs_awards_where_speed_counts),
        cmocka_unit_test(what_cannot_be_said_is_open),
        cmocka_unit_test(complementary_products_have_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
