/* Scores of whole runs: what counts, what is left out, what is compared. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "bench/score.h"
#include "table.h"

static struct score_list *scores(struct arena *arena, const struct test_table *made, const char *method) {
    return scores_of(arena, &made->table, method_named(method));
}

static void assert_prints(double value, int digits, const char *text) {
    char printed[64];
    snprintf(printed, sizeof printed, "%.*f", digits, value);
    assert_string_equal(printed, text);
}

static void assert_unknown(const struct interval *interval) {
    assert_true(isnan(interval->rate) && isnan(interval->low) && isnan(interval->high));
}

/* so many lines. */
static void lines(struct buffer *text, size_t count, const char *line) {
    while (count--)
        buffer_append_string(text, line);
}

static struct test_table *table_of(struct arena *arena, size_t products, struct buffer *text) {
    buffer_append(text, "", 1);
    struct test_table *made = test_table_new(arena, products, text->data);
    buffer_free(text);
    return made;
}

/* Errors were sent and not blocked; what was not asked counts for nothing. */
static void errors_count_and_unasked_mail_does_not(void **state) {
    struct arena *arena = arena_new();
    const struct test_table *made = test_table_new(arena, 2,
                                                   "spam - bb\n"
                                                   "spam - bb\n"
                                                   "phish - tb\n"
                                                   "malware - db\n"
                                                   "spam - -p\n"
                                                   "spam - -b\n"
                                                   "ham x pp\n"
                                                   "ham y tp\n"
                                                   "ham z -b\n"
                                                   "newsletter n bp\n"
                                                   "newsletter o pp\n");
    const struct score_list *list = scores(arena, made, "vbspam-2012");
    const struct score *score = &list->scores[0];
    assert_true(score->spam == 4 && score->spam_blocked == 2 && score->ham == 2 && score->ham_blocked == 0);
    assert_true(score->newsletters == 2 && score->newsletters_blocked == 1);
    assert_true(score->errors == 3 && score->unasked == 3);
    assert_true(score->intervals.rates[RATE_SC].rate == 50 && score->intervals.rates[RATE_FP].rate == 0);
    assert_true(score->intervals.rates[RATE_NEWSLETTER_FP].rate == 50);
    assert_true(score->intervals.rates[RATE_FINAL].rate == 50);
    assert_true(score->phish.rate == 0 && score->malware.rate == 0);
    assert_unknown(&score->unwanted);
    assert_true(score->tcr == 2);
    score = &list->scores[1];
    assert_true(score->spam == 6 && score->errors == 0 && score->unasked == 0);
    assert_prints(score->intervals.rates[RATE_SC].rate, 2, "83.33");
    assert_true(score->phish.rate == 100 && score->malware.rate == 100);
    assert_prints(score->intervals.rates[RATE_FINAL].rate, 2, "-83.33"); /* 83.33 - 5 x 33.33 */
    assert_prints(score->tcr, 6, "0.117647");                            /* 6 / (50 + 1) */
    /* On the mail that both were asked: 2 and 4 of 4. */
    assert_true(list->pair_count == 1 && list->pairs[0].only_first == 0 && list->pairs[0].only_second == 2);
    assert_true(list->pairs[0].difference.by[RATE_SC].rate == -50);
    arena_free(arena);
}

/* 100,000 spams, 1,000 of them unwanted; 100 missed, 20 of them unwanted. */
static void unwanted_mail_counts_a_fifth(void **state) {
    struct arena *arena = arena_new();
    struct buffer text = {0};
    lines(&text, 98920, "spam a b\n");
    lines(&text, 80, "spam b p\n");
    lines(&text, 980, "unwanted c b\n");
    lines(&text, 20, "unwanted d p\n");
    lines(&text, 10, "ham x p\n");
    const struct test_table *made = table_of(arena, 1, &text);
    const struct score *score = scores(arena, made, "vbspam-2018")->scores;
    assert_true(score->spam == 100000 && score->spam_blocked == 99900);
    assert_prints(score->intervals.rates[RATE_SC].rate, 4, "99.9153");
    assert_true(score->unwanted.rate == 98); /* by itself it counts one a mail */
    assert_true(score->by_feed[BENCH_UNWANTED].rate == 98);
    assert_prints(scores(arena, made, "vbspam-2012")->scores->intervals.rates[RATE_SC].rate, 4, "99.9000");
    arena_free(arena);
}

/* A whole table of the facts' last vector with newsletters: a fifth of 309 is the cap. */
static void newsletters_are_capped(void **state) {
    struct arena *arena = arena_new();
    struct buffer text = {0};
    lines(&text, 125546, "spam a b\n");
    lines(&text, 500, "spam b p\n");
    lines(&text, 10547, "ham x p\n");
    lines(&text, 2, "ham y b\n");
    lines(&text, 209, "newsletter n p\n");
    lines(&text, 100, "newsletter o b\n");
    const struct score *score = scores(arena, table_of(arena, 1, &text), "vbspam-2018")->scores;
    assert_prints(score->intervals.rates[RATE_SC].rate, 4, "99.6033");
    assert_prints(score->intervals.rates[RATE_WFP].rate, 5, "0.13533");
    assert_prints(score->intervals.rates[RATE_FINAL].rate, 4, "98.9267");
    assert_prints(score->intervals.rates[RATE_NEWSLETTER_FP].rate, 2, "32.36");
    arena_free(arena);
}

static void feeds_have_rates_of_their_own(void **state) {
    struct arena *arena = arena_new();
    struct test_table *made = test_table_new(arena, 1,
                                             "spam a b\n"
                                             "spam b p\n"
                                             "phish c b\n"
                                             "ham x b\n"
                                             "ham y p\n"
                                             "ham z p\n"
                                             "ham w p\n");
    made->mails[3].feed = BENCH_SPAM; /* labelled as wanted in a feed of spam: no part of its rate */
    const struct score *score = scores(arena, made, "vbspam-2018")->scores;
    assert_true(score->by_feed[BENCH_SPAM].rate == 50 && score->by_feed[BENCH_PHISH].rate == 100);
    assert_true(score->by_feed[BENCH_HAM].rate == 0);
    assert_unknown(&score->by_feed[BENCH_MALWARE]);
    assert_true(score->intervals.rates[RATE_FP].rate == 25);
    arena_free(arena);
}

static void speed_is_of_delivered_ham_at_full_products(void **state) {
    struct arena *arena = arena_new();
    struct test_table *made = test_table_new(arena, 2,
                                             "ham x pp\n"
                                             "ham y bp\n"
                                             "ham z tp\n"
                                             "newsletter n pp\n"
                                             "spam - pp\n");
    for (size_t i = 0; i < 5; i++)
        test_table_verdict(made, 0, i)->answered_ms = i ? 3600000 : 31500;
    made->products[1].product_class = PRODUCT_COMPLEMENTARY;
    const struct score_list *list = scores(arena, made, "vbspam-2018");
    assert_true(list->scores[0].speed.delivered == 1 && list->scores[0].speed.seconds[3] == 31.5);
    assert_int_equal(list->scores[0].speed.colours[0], SPEED_YELLOW);
    assert_int_equal(list->scores[1].speed.delivered, 0);
    arena_free(arena);
}

static void scores_make_a_curve_of_spam_and_ham(void **state) {
    struct arena *arena = arena_new();
    struct test_table *made = test_table_new(arena, 2,
                                             "spam - bb\n"
                                             "ham x bp\n"
                                             "newsletter n pp\n"
                                             "unwanted - td\n");
    test_table_verdict(made, 0, 0)->score = 9;
    test_table_verdict(made, 0, 1)->score = 5;
    const struct score_list *list = scores(arena, made, "vbspam-2018");
    assert_true(list->scores[0].roc.scored && list->scores[0].roc.one_minus_area == 50);
    assert_true(list->scores[0].roc.hm == 100 && list->scores[0].roc.sm == 50);
    assert_true(!list->scores[1].roc.scored && isnan(list->scores[1].roc.one_minus_area));
    assert_true(list->scores[1].roc.hm == 0 && list->scores[1].roc.sm == 50);
    arena_free(arena);
}

static void miswired_products_have_counts_alone(void **state) {
    struct arena *arena = arena_new();
    struct test_table *made = test_table_new(arena, 2,
                                             "spam - bb\n"
                                             "spam - tp\n"
                                             "ham x pp\n");
    made->products[0].miswired = true;
    const struct score_list *list = scores(arena, made, "vbspam-2018");
    const struct score *score = &list->scores[0];
    assert_true(score->spam == 2 && score->spam_blocked == 1 && score->errors == 1 && score->ham == 1);
    for (size_t i = 0; i < RATE_COUNT; i++)
        assert_unknown(&score->intervals.rates[i]);
    assert_unknown(&score->phish);
    assert_unknown(&score->by_feed[BENCH_SPAM]);
    assert_true(isnan(score->tcr) && isnan(score->roc.hm) && !score->speed.delivered);
    assert_true(!*score->award && !*score->award_open && !score->rank_best && !score->rank_worst);
    assert_int_equal(list->pair_count, 0);
    assert_true(list->scores[1].rank_best == 1 && list->scores[1].rank_worst == 1);
    arena_free(arena);
}

/* 60 campaigns of three mails, 60 senders: three products block all, none and none. */
static void ranks_come_of_certain_differences_in_a_class(void **state) {
    struct arena *arena = arena_new();
    struct buffer text = {0};
    char line[32];
    for (int i = 0; i < 180; i++) {
        snprintf(line, sizeof line, "spam %c bppp%c\n", i % 52 < 26 ? 'a' + i % 26 : 'A' + i % 26,
                 "bp"[i & 1]);
        buffer_append_string(&text, line);
    }
    lines(&text, 60, "ham - ppppp\n");
    struct test_table *made = table_of(arena, 5, &text);
    made->products[3].product_class = made->products[4].product_class = PRODUCT_COMPLEMENTARY;
    const struct score_list *list = scores(arena, made, "vbspam-2018");
    const struct score *score = list->scores;
    assert_true(score[0].rank_best == 1 && score[0].rank_worst == 1);
    assert_true(score[1].rank_best == 2 && score[1].rank_worst == 3);
    assert_true(score[2].rank_best == 2 && score[2].rank_worst == 3);
    assert_true(score[3].rank_best == 2 && score[3].rank_worst == 2); /* of two complementary ones */
    assert_true(score[4].rank_best == 1 && score[4].rank_worst == 1);
    assert_int_equal(list->pair_count, 4);
    for (size_t i = 0; i < list->pair_count; i++)
        assert_true(isnan(list->pairs[i].mcnemar)); /* campaigns of several mails */
    assert_true(list->pairs[0].only_first == 180 && list->pairs[0].only_second == 0);
    arena_free(arena);
}

/* p of all pairs of three products, against those of one pair at a time. */
static void differences_are_corrected_over_all_pairs(void **state) {
    struct arena *arena = arena_new();
    struct buffer text = {0};
    lines(&text, 40, "spam - bbb\n");
    lines(&text, 9, "spam - bpp\n");
    lines(&text, 4, "spam - ppb\n");
    lines(&text, 20, "ham - ppp\n");
    struct test_table *made = table_of(arena, 3, &text);
    const struct score_list *list = scores(arena, made, "vbspam-2018");
    double p[3];
    for (size_t pair = 0; pair < 3; pair++) {
        made->products[2 - pair].miswired = true;
        p[pair] = scores(arena, made, "vbspam-2018")->pairs[0].difference.p[RATE_SC];
        made->products[2 - pair].miswired = false;
    }
    holm_correct(p, 3);
    assert_true(p[0] < 1);
    for (size_t pair = 0; pair < 3; pair++)
        assert_true(list->pairs[pair].difference.p[RATE_SC] == p[pair]);
    arena_free(arena);
}

/* Fifths that are added up leave crumbs: a thousand are 200.00000000000284. */
static void rates_are_those_of_whole_counts(void **state) {
    struct arena *arena = arena_new();
    struct buffer text = {0};
    lines(&text, 1000, "spam - b\n");
    lines(&text, 500, "unwanted - b\n");
    lines(&text, 500, "unwanted - p\n");
    lines(&text, 10, "ham - p\n");
    const struct score *score = scores(arena, table_of(arena, 1, &text), "vbspam-2018")->scores;
    assert_true(score->intervals.rates[RATE_SC].rate == 100 * 1100.0 / 1200);
    assert_true(score->intervals.rates[RATE_FINAL].rate == 100 * 1100.0 / 1200);
    arena_free(arena);
}

static void mcnemar_is_for_mails_that_stand_alone(void **state) {
    struct arena *arena = arena_new();
    struct buffer text = {0};
    lines(&text, 8, "spam - bp\n");
    lines(&text, 2, "spam - pb\n");
    lines(&text, 5, "spam - bb\n");
    lines(&text, 2, "ham x pp\n"); /* two mails of one sender do no harm */
    const struct score_list *list = scores(arena, table_of(arena, 2, &text), "vbspam-2018");
    assert_true(list->pairs[0].only_first == 8 && list->pairs[0].only_second == 2);
    assert_true(list->pairs[0].mcnemar == mcnemar(8, 2));
    arena_free(arena);
}

static void corpora_without_ham_have_no_final_score(void **state) {
    struct arena *arena = arena_new();
    const struct test_table *made = test_table_new(arena, 2, "spam - bp\nspam - bb\n");
    const struct score_list *list = scores(arena, made, "vbspam-2018");
    const struct score *score = list->scores;
    assert_true(score->intervals.rates[RATE_SC].rate == 100);
    assert_unknown(&score->intervals.rates[RATE_FP]);
    assert_unknown(&score->intervals.rates[RATE_FINAL]);
    assert_true(!*score->award && !*score->award_open && isinf(score->tcr) && isnan(score->roc.lam));
    assert_true(!score[0].rank_best && !score[0].rank_worst);
    assert_true(!score[1].rank_best && !score[1].rank_worst);
    arena_free(arena);
}

static void a_product_that_always_fails_has_a_score(void **state) {
    struct arena *arena = arena_new();
    const struct test_table *made = test_table_new(arena, 1, "spam - t\nspam - d\nham x t\nham y d\n");
    const struct score *score = scores(arena, made, "vbspam-2018")->scores;
    assert_true(score->errors == 4 && score->intervals.rates[RATE_SC].rate == 0);
    assert_true(score->intervals.rates[RATE_FP].rate == 0 && score->intervals.rates[RATE_FINAL].rate == 0);
    assert_true(score->roc.sm == 100 && !score->roc.scored && !score->speed.delivered);
    assert_string_equal(score->award, "");
    arena_free(arena);
}

static void nothing_at_all_is_scored_too(void **state) {
    struct arena *arena = arena_new();
    const struct score_list *list = scores(arena, test_table_new(arena, 2, "spam - --\n"), "vbspam-2018");
    assert_true(list->scores[0].unasked == 1 && list->scores[0].spam == 0);
    assert_unknown(&list->scores[0].intervals.rates[RATE_SC]);
    list = scores(arena, test_table_new(arena, 0, ""), "vbspam-2018");
    assert_true(list->score_count == 0 && list->pair_count == 0);
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(errors_count_and_unasked_mail_does_not),
        cmocka_unit_test(unwanted_mail_counts_a_fifth),
        cmocka_unit_test(newsletters_are_capped),
        cmocka_unit_test(feeds_have_rates_of_their_own),
        cmocka_unit_test(speed_is_of_delivered_ham_at_full_products),
        cmocka_unit_test(scores_make_a_curve_of_spam_and_ham),
        cmocka_unit_test(miswired_products_have_counts_alone),
        cmocka_unit_test(ranks_come_of_certain_differences_in_a_class),
        cmocka_unit_test(differences_are_corrected_over_all_pairs),
        cmocka_unit_test(rates_are_those_of_whole_counts),
        cmocka_unit_test(mcnemar_is_for_mails_that_stand_alone),
        cmocka_unit_test(corpora_without_ham_have_no_final_score),
        cmocka_unit_test(a_product_that_always_fails_has_a_score),
        cmocka_unit_test(nothing_at_all_is_scored_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
