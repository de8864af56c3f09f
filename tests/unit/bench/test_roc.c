/* The figures of the TREC spam track and SpamAssassin's cost ratio, against published ones and by hand. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/random.h"
#include "bench/roc.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void assert_prints(double value, int digits, const char *text) {
    char printed[64];
    snprintf(printed, sizeof printed, "%.*f", digits, value);
    assert_string_equal(printed, text);
}

static void published_cost_ratios(void **state) {
    assert_prints(total_cost_ratio(123290, 7204, 38), 6, "13.542399");
    assert_prints(total_cost_ratio(39964, 4115, 109), 6, "4.178150");
    assert_true(isinf(total_cost_ratio(10, 0, 0)));
    assert_true(isnan(total_cost_ratio(0, 0, 1)));
}

/* What a public copy of the toolkit gets wrong (7.60 %) by taking log10 one way and exp the other. */
static void logistic_average_is_natural(void **state) {
    assert_prints(100 * logistic_average(0.001, 0.01), 3, "0.317");
    assert_prints(100 * logistic_average(0.2, 0.2), 6, "20.000000");
    assert_true(logistic_average(0.01, 0.3) == logistic_average(0.3, 0.01));
    assert_true(logistic_average(0, 0.3) == 0);
    assert_true(logistic_average(0.3, 1) == 1);
    assert_true(isnan(logistic_average(NAN, 0.5)));
}

/* Ham at 1 2 3 4, spam at 2 4 5 6: of 16 pairs one is reversed (ham 3, spam 2), another (ham 4, spam 2), and
 * two are ties. */
static void area_counts_reversed_pairs_and_half_of_ties(void **state) {
    struct roc_mail mails[] = {
        {true, true, 6}, {false, false, 1}, {true, false, 2}, {false, true, 4},
        {true, true, 4}, {false, false, 2}, {true, true, 5},  {false, false, 3},
    };
    struct roc roc;
    roc_of(mails, COUNT(mails), &roc);
    assert_true(roc.scored);
    assert_prints(roc.hm, 2, "25.00");
    assert_prints(roc.sm, 2, "25.00");
    assert_prints(roc.lam, 2, "25.00");
    assert_true(roc.one_minus_area == 100 * 3.0 / 16);
    /* No ham missed: above 4, where spam 5 and 6 are. One of four: from 4 on. Two: from 3 on, no better. */
    assert_true(roc.spam_missed[0] == 50 && roc.spam_missed[9] == 50);
    assert_true(roc.spam_missed[10] == 50); /* 20 % of four ham is none */
    assert_true(roc.spam_missed[11] == 25);
    /* No spam missed: from 2 on, where ham 2, 3 and 4 are. Up to half of them: above 4. */
    assert_true(roc.ham_missed[0] == 75 && roc.ham_missed[10] == 75);
    assert_true(roc.ham_missed[11] == 100 * 0.5 / 4);
}

static void all_of_one_score_is_a_coin(void **state) {
    struct roc_mail mails[] = {{true, true, 1}, {false, true, 1}, {true, true, 1}};
    struct roc roc;
    roc_of(mails, COUNT(mails), &roc);
    assert_true(roc.one_minus_area == 50);
    assert_true(roc.spam_missed[ROC_POINTS - 1] == 100 && roc.ham_missed[ROC_POINTS - 1] == 100);
    assert_true(roc.hm == 100 && roc.sm == 0 && roc.lam == 0);
}

static void zero_counts_are_half_a_pair_and_half_a_mail(void **state) {
    struct roc_mail mails[] = {
        {false, false, 0}, {true, true, 9}, {false, false, 1}, {true, true, 8}, {true, true, 7}};
    struct roc roc;
    roc_of(mails, COUNT(mails), &roc);
    assert_true(roc.one_minus_area == 100 * 0.5 / 2 / 3);
    for (size_t i = 0; i < ROC_POINTS; i++) {
        assert_true(roc.spam_missed[i] == 100 * 0.5 / 3);
        assert_true(roc.ham_missed[i] == 100 * 0.5 / 2);
    }
    assert_true(roc.lam == 0);
}

static void every_error_there_can_be(void **state) {
    struct roc_mail mails[] = {{false, true, 9}, {true, false, 1}, {false, true, 8}};
    struct roc roc;
    roc_of(mails, COUNT(mails), &roc);
    assert_true(roc.one_minus_area == 100 && roc.hm == 100 && roc.sm == 100 && roc.lam == 100);
}

/* One ham of a thousand is 0.1 %, for every point and size where that is a whole number of mails. */
static void points_are_reached_exactly(void **state) {
    static const size_t hams[] = {10000, 5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5, 2};
    static struct roc_mail mails[10001];
    for (size_t point = 0; point < ROC_POINTS; point++) {
        for (size_t i = 0; i < hams[point]; i++)
            mails[i] = (struct roc_mail){false, false, i ? 0 : 5};
        mails[hams[point]] = (struct roc_mail){true, true, 3};
        struct roc roc;
        roc_of(mails, hams[point] + 1, &roc);
        for (size_t i = 0; i < ROC_POINTS; i++)
            assert_true(roc.spam_missed[i] == (i < point ? 100 : 50));
    }
}

/* Against the definition, pair by pair. */
static void area_is_that_of_all_pairs(void **state) {
    enum { MAILS = 300 };
    static struct roc_mail mails[MAILS];
    struct random random = random_stream(7, 0, 0);
    for (int round = 0; round < 20; round++) {
        double pairs = 0, spam = 0;
        for (size_t i = 0; i < MAILS; i++) {
            bool is_spam = random_below(&random, 3) || !i;
            mails[i] =
                (struct roc_mail){is_spam && i != 1, false, (double)random_below(&random, 12) + 2 * is_spam};
            spam += mails[i].spam;
        }
        for (size_t i = 0; i < MAILS; i++)
            for (size_t j = 0; j < MAILS; j++)
                if (!mails[i].spam && mails[j].spam)
                    pairs += (mails[j].score < mails[i].score) + 0.5 * (mails[j].score == mails[i].score);
        struct roc roc;
        roc_of(mails, MAILS, &roc);
        assert_true(fabs(roc.one_minus_area - 100 * pairs / spam / (MAILS - spam)) < 1e-9);
    }
}

static void without_all_scores_there_is_no_curve(void **state) {
    struct roc_mail mails[] = {{true, true, NAN}, {false, false, 1}, {true, false, 3}, {false, true, 2}};
    struct roc roc;
    roc_of(mails, COUNT(mails), &roc);
    assert_false(roc.scored);
    assert_true(roc.hm == 50 && roc.sm == 50 && fabs(roc.lam - 50) < 1e-9);
    assert_true(isnan(roc.one_minus_area) && isnan(roc.spam_missed[0]) && isnan(roc.ham_missed[0]));
}

static void a_mail_it_failed_at_is_least_like_spam(void **state) {
    struct roc_mail mails[] = {{true, false, -INFINITY}, {false, false, -5}, {true, true, 3}};
    struct roc_mail failed[] = {{true, false, -INFINITY}, {false, false, -INFINITY}};
    struct roc roc;
    roc_of(mails, COUNT(mails), &roc);
    assert_true(roc.scored && roc.one_minus_area == 50);
    roc_of(failed, COUNT(failed), &roc);
    assert_false(roc.scored);
}

static void one_kind_alone_says_nothing(void **state) {
    struct roc_mail mails[] = {{true, true, 1}, {true, false, 2}};
    struct roc roc;
    roc_of(mails, COUNT(mails), &roc);
    assert_true(isnan(roc.hm) && isnan(roc.sm) && isnan(roc.lam) && isnan(roc.one_minus_area));
    assert_true(isnan(roc.spam_missed[0]) && isnan(roc.ham_missed[ROC_POINTS - 1]));
    roc_of(NULL, 0, &roc);
    assert_true(isnan(roc.lam) && !roc.scored);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_cost_ratios),
        cmocka_unit_test(logistic_average_is_natural),
        cmocka_unit_test(area_counts_reversed_pairs_and_half_of_ties),
        cmocka_unit_test(all_of_one_score_is_a_coin),
        cmocka_unit_test(zero_counts_are_half_a_pair_and_half_a_mail),
        cmocka_unit_test(every_error_there_can_be),
        cmocka_unit_test(points_are_reached_exactly),
        cmocka_unit_test(area_is_that_of_all_pairs),
        cmocka_unit_test(without_all_scores_there_is_no_curve),
        cmocka_unit_test(a_mail_it_failed_at_is_least_like_spam),
        cmocka_unit_test(one_kind_alone_says_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
