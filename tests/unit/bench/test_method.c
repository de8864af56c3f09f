/* The versions of the method, against every figure of theirs that was published or worked out. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bench/method.h"
#include "bench/score_table.h"

/* As it is printed, to the digits of a vector. */
static void assert_prints(double value, int digits, const char *text) {
    char printed[64];
    snprintf(printed, sizeof printed, "%.*f", digits, value);
    assert_string_equal(printed, text);
}

static struct score_rates rates_of(const char *name, struct score_counts counts) {
    struct score_rates rates;
    method_rates(method_named(name), &counts, &rates);
    return rates;
}

static void methods_are_found_by_name(void **state) {
    assert_string_equal(method_at(0)->name, "vbspam-2010");
    assert_string_equal(method_at(1)->name, "vbspam-2012");
    assert_string_equal(method_at(2)->name, METHOD_USUAL);
    assert_null(method_at(3));
    assert_ptr_equal(method_named("vbspam-2012"), method_at(1));
    assert_null(method_named("vbspam-2011"));
}

static void versions_have_their_weights_and_limits(void **state) {
    const struct method *first = method_named("vbspam-2010"), *second = method_named("vbspam-2012"),
                        *third = method_named("vbspam-2018");
    assert_true(first->factor == 3 && second->factor == 5 && third->factor == 5);
    assert_true(!first->weighted && !second->weighted && third->weighted);
    assert_true(third->newsletter_weight == 0.2 && third->newsletter_cap == 0.2);
    assert_true(first->unwanted_weight == 1 && second->unwanted_weight == 1 && third->unwanted_weight == 0.2);
    assert_true(isnan(first->speed_seconds[0]) && isnan(second->speed_seconds[0]));
    assert_true(third->speed_seconds[SPEED_GREEN] == 30 && third->speed_seconds[SPEED_YELLOW] == 120 &&
                third->speed_seconds[SPEED_ORANGE] == 600);
    assert_true(first->digits == 2 && second->digits == 2 && third->digits == 2);
}

static void awards_have_their_limits(void **state) {
    const struct award_limits *award = &method_named("vbspam-2010")->awards[0];
    assert_string_equal(award->name, "VBSpam");
    assert_true(award->final == 96 && award->final_above && isnan(award->sc) && isnan(award->fp));
    assert_string_equal(award[1].name, "");
    award = method_named("vbspam-2012")->awards;
    assert_string_equal(award[0].name, "VBSpam+");
    assert_true(isnan(award[0].final) && award[0].sc == 99.5 && award[0].fp == 0);
    assert_true(isnan(award[0].newsletter_fp) && award[0].speeds[0] == SPEED_RED);
    assert_string_equal(award[1].name, "VBSpam");
    assert_true(award[1].final == 97 && !award[1].final_above && isnan(award[1].sc));
    award = method_named("vbspam-2018")->awards;
    assert_string_equal(award[0].name, "VBSpam+");
    assert_true(award[0].sc == 99.5 && award[0].fp == 0 && award[0].newsletter_fp == 2.5);
    assert_memory_equal(award[0].speeds,
                        ((enum speed_colour[]){SPEED_GREEN, SPEED_GREEN, SPEED_YELLOW, SPEED_YELLOW}),
                        sizeof award[0].speeds);
    assert_string_equal(award[1].name, "VBSpam");
    assert_true(award[1].final == 98 && !award[1].final_above && isnan(award[1].newsletter_fp));
    assert_memory_equal(award[1].speeds,
                        ((enum speed_colour[]){SPEED_YELLOW, SPEED_YELLOW, SPEED_ORANGE, SPEED_RED}),
                        sizeof award[1].speeds);
}

/* Every line that sets something says where that comes from: a source in brackets, or that it is unconfirmed.
 */
static void settings_stand_with_their_source(void **state) {
    for (size_t i = 0; method_at(i); i++) {
        char *text = strdup(method_text(method_at(i))), *rest = text, *line;
        size_t settings = 0;
        while ((line = strsep(&rest, "\n"))) {
            const char *sign = strstr(line, " = "), *comment = strchr(line, '#');
            if (!sign || (comment && comment < sign))
                continue;
            settings++;
            assert_non_null(comment);
            assert_true(strstr(comment, "unconfirmed") || (strchr(comment, '[') && strchr(comment, ']')));
        }
        assert_true(settings >= 7);
        free(text);
    }
}

/* Row 7 of the published numbers: the one that tells the factor. */
static void kaspersky_of_september_2012(void **state) {
    struct score_counts counts = {.spam = 134285, .spam_blocked = 134191, .ham = 10000, .ham_blocked = 1};
    struct score_rates rates = rates_of("vbspam-2012", counts);
    assert_prints(rates.sc, 2, "99.93");
    assert_prints(rates.fp, 2, "0.01");
    assert_prints(rates.final, 2, "99.88");
    assert_prints(rates_of("vbspam-2010", counts).final, 2, "99.90");
}

/* Row 10. */
static void kaspersky_of_spring_2015(void **state) {
    struct score_counts counts = {126046, 126046 - 33, 10549, 0, 309, 0};
    struct score_rates rates = rates_of("vbspam-2018", counts);
    assert_prints(rates.sc, 2, "99.97");
    assert_prints(rates.sc, 4, "99.9738");
    assert_prints(rates.fp, 2, "0.00");
    assert_prints(rates.wfp, 2, "0.00");
    assert_prints(rates.newsletter_fp, 2, "0.00");
    assert_prints(rates.final, 2, "99.97");
}

/* The other rows that have both rates, as counts that print as they were printed. */
static void other_published_rows(void **state) {
    static const struct {
        const char *method, *sc, *fp, *final;
        struct score_counts counts;
        int fp_digits;
    } rows[] = {
        {"vbspam-2010", "98.39", "0.63", "96.50", {10000, 9839, 10000, 63, 0, 0}, 2},
        {"vbspam-2010", "97.89", "0.707", "95.77", {10000, 9789, 100000, 707, 0, 0}, 3},
        {"vbspam-2010", "98.00", "0.6", "96.20", {10000, 9800, 1000, 6, 0, 0}, 1},
        {"vbspam-2010", "97.84", "0.04", "97.72", {10000, 9784, 2400, 1, 0, 0}, 2},
        {"vbspam-2012", "99.97", "0.00", "99.97", {10000, 9997, 9000, 0, 0, 0}, 2},
        {"vbspam-2012", "99.83", "0.00", "99.83", {10000, 9983, 9000, 0, 0, 0}, 2},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct score_rates rates = rates_of(rows[i].method, rows[i].counts);
        assert_prints(rates.sc, 2, rows[i].sc);
        assert_prints(rates.fp, rows[i].fp_digits, rows[i].fp);
        /* One false positive of 2,400 is 0.0417 %, printed 0.04: a score of printed rates is off by 0.005. */
        assert_true(fabs(rates.final - strtod(rows[i].final, NULL)) < 0.0051);
    }
}

static void own_vectors_with_newsletters(void **state) {
    static const struct {
        double fp, newsletter_fp, missed;
        const char *sc, *wfp, *final, *wfp_uncapped, *final_uncapped;
    } rows[] = {
        {0, 0, 33, "99.9738", "0.00000", "99.9738", "0.00000", "99.9738"},
        {1, 0, 33, "99.9738", "0.00942", "99.9267", "0.00942", "99.9267"},
        {0, 5, 33, "99.9738", "0.00942", "99.9267", "0.00942", "99.9267"},
        {2, 100, 500, "99.6033", "0.13533", "98.9267", "0.20734", "98.5666"},
    };
    struct method uncapped = *method_named("vbspam-2018");
    uncapped.newsletter_cap = 1;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct score_counts counts = {126046, 126046 - rows[i].missed, 10549, rows[i].fp,
                                      309,    rows[i].newsletter_fp};
        struct score_rates rates = rates_of("vbspam-2018", counts), loose;
        method_rates(&uncapped, &counts, &loose);
        assert_prints(rates.sc, 4, rows[i].sc);
        assert_prints(rates.wfp, 5, rows[i].wfp);
        assert_prints(rates.final, 4, rows[i].final);
        assert_prints(loose.wfp, 5, rows[i].wfp_uncapped);
        assert_prints(loose.final, 4, rows[i].final_uncapped);
    }
}

static void own_vector_with_unwanted_mail(void **state) {
    const double weight = method_named("vbspam-2018")->unwanted_weight;
    struct score_counts counts = {.spam = 99000 + 1000 * weight, .ham = 1000};
    counts.spam_blocked = counts.spam - 80 - 20 * weight;
    assert_prints(rates_of("vbspam-2018", counts).sc, 4, "99.9153");
}

static void newsletters_count_for_nothing_before_they_came(void **state) {
    struct score_counts counts = {1000, 990, 1000, 1, 100, 50};
    for (size_t i = 0; i < 2; i++) {
        struct score_rates rates = rates_of(method_at(i)->name, counts);
        assert_true(rates.wfp == rates.fp);
        assert_prints(rates.newsletter_fp, 2, "50.00");
        assert_prints(rates.final, 2, i ? "98.50" : "98.70");
    }
}

static void what_was_not_sent_has_no_rate(void **state) {
    struct score_rates rates = rates_of("vbspam-2018", (struct score_counts){.spam = 10, .spam_blocked = 9});
    assert_prints(rates.sc, 2, "90.00");
    assert_true(isnan(rates.fp) && isnan(rates.wfp) && isnan(rates.newsletter_fp) && isnan(rates.final));
    rates = rates_of("vbspam-2018", (struct score_counts){.ham = 10, .ham_blocked = 1});
    assert_prints(rates.wfp, 2, "10.00");
    assert_true(isnan(rates.sc) && isnan(rates.final) && isnan(rates.newsletter_fp));
    rates = rates_of("vbspam-2018", (struct score_counts){.newsletters = 10, .newsletters_blocked = 10});
    assert_prints(rates.wfp, 2, "20.00"); /* the cap */
    assert_true(isnan(rates.fp));
}

/* Decimal ties print as they do elsewhere: 5 x 0.01 and its like leave no crumbs. */
static void decimal_fractions_stay_exact(void **state) {
    struct score_counts counts = {.spam = 20000, .spam_blocked = 19983, .ham = 20000, .ham_blocked = 2};
    struct score_rates rates = rates_of("vbspam-2012", counts);
    assert_true(rates.sc == 99.915 && rates.fp == 0.01 && rates.final == 99.865);
}

static void roles_have_the_names_of_feeds(void **state) {
    static const char *const names[] = {"spam", "phish", "malware", "unwanted", "ham", "newsletter"};
    enum bench_role role;
    for (unsigned i = 0; i < BENCH_ROLES; i++) {
        assert_true(bench_role_named(names[i], &role));
        assert_int_equal(role, i);
        assert_string_equal(bench_role_name(role), names[i]);
        assert_int_equal(bench_role_is_spam(role), i < BENCH_HAM);
    }
    assert_false(bench_role_named("mixed", &role));
    assert_false(bench_role_named("simulated", &role));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(methods_are_found_by_name),
        cmocka_unit_test(versions_have_their_weights_and_limits),
        cmocka_unit_test(awards_have_their_limits),
        cmocka_unit_test(settings_stand_with_their_source),
        cmocka_unit_test(kaspersky_of_september_2012),
        cmocka_unit_test(kaspersky_of_spring_2015),
        cmocka_unit_test(other_published_rows),
        cmocka_unit_test(own_vectors_with_newsletters),
        cmocka_unit_test(own_vector_with_unwanted_mail),
        cmocka_unit_test(newsletters_count_for_nothing_before_they_came),
        cmocka_unit_test(what_was_not_sent_has_no_rate),
        cmocka_unit_test(decimal_fractions_stay_exact),
        cmocka_unit_test(roles_have_the_names_of_feeds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
