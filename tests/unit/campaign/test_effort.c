/* Weighing how hard a campaign tries. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "campaign/effort.h"

/* 100 messages of one text from 100 networks. */
static struct effort_counts plain(void) {
    struct effort_counts counts = {.messages = 100, .networks = 100, .likeness = 1};
    for (enum effort_signal signal = 0; signal <= EFFORT_PICTURE; signal++)
        counts.signals[signal].of = 100;
    counts.signals[EFFORT_TEXTS_VARY].of = 100;
    counts.signals[EFFORT_TEXTS_VARY].count = 1;
    return counts;
}

static struct effort weigh(const struct effort_counts *counts) {
    struct effort effort;
    effort_weigh(counts, &effort);
    return effort;
}

static void one_fixed_text_is_no_effort(void **state) {
    (void)state;
    struct effort_counts counts = plain();
    struct effort effort = weigh(&counts);
    assert_true(effort.score == 0);
    assert_int_equal(effort.level, EFFORT_NONE);
    struct arena *arena = arena_new();
    const char *reasons[EFFORT_REASONS];
    assert_int_equal(effort_reasons(&counts, &effort, arena, reasons), 1);
    assert_string_equal(reasons[0], "no effort to bypass spam filters: one text for all, no hidden text, no "
                                    "disguised words, no random words, no pictures");
    arena_free(arena);
}

static void nothing_is_no_effort(void **state) {
    (void)state;
    struct effort_counts counts = {0};
    assert_true(weigh(&counts).score == 0);
}

static void disguise_is_effort(void **state) {
    (void)state;
    struct effort_counts counts = plain();
    counts.signals[EFFORT_DISGUISED].count = 90;
    struct effort effort = weigh(&counts);
    assert_int_equal(effort.level, EFFORT_HIGH);
    counts.signals[EFFORT_DISGUISED].count = 4; /* an accident */
    assert_int_equal(weigh(&counts).level, EFFORT_NONE);
}

static void signals_add_up(void **state) {
    (void)state;
    struct effort_counts counts = plain();
    counts.signals[EFFORT_PICTURE].count = 100;
    double one = weigh(&counts).score;
    counts.signals[EFFORT_HIDDEN].count = 100;
    double two = weigh(&counts).score;
    assert_true(two > one && two < 1);
}

static struct effort_counts spun(void) {
    struct effort_counts counts = plain();
    counts.signals[EFFORT_TEXTS_VARY].count = 100;
    counts.likeness = 0.1;
    return counts;
}

static void texts_that_vary_count_where_many_send(void **state) {
    (void)state;
    struct effort_counts counts = spun();
    assert_true(weigh(&counts).level >= EFFORT_SOME);
    counts.networks = 1; /* a list, a newsletter */
    assert_int_equal(weigh(&counts).level, EFFORT_NONE);
    counts = spun();
    counts.declared = 100;
    assert_int_equal(weigh(&counts).level, EFFORT_NONE);
}

static void authentication_alone_is_little(void **state) {
    (void)state;
    struct effort_counts counts = plain();
    counts.signals[EFFORT_AUTHENTICATED].count = counts.signals[EFFORT_AUTHENTICATED].of = 100;
    assert_int_equal(weigh(&counts).level, EFFORT_LOW);
}

static void the_strongest_reason_comes_first(void **state) {
    (void)state;
    struct effort_counts counts = spun();
    counts.signals[EFFORT_STRUCTURE].count = 20;
    counts.signals[EFFORT_DISGUISED].count = 100;
    struct effort effort = weigh(&counts);
    struct arena *arena = arena_new();
    const char *reasons[EFFORT_REASONS];
    assert_int_equal(effort_reasons(&counts, &effort, arena, reasons), 3);
    assert_string_equal(reasons[0], "words in disguise: 100 of 100 messages");
    assert_string_equal(reasons[1], "100 texts in 100 messages, two alike in 10 %");
    assert_string_equal(reasons[2], "a structure that programs misread: 20 of 100 messages");
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_fixed_text_is_no_effort),
        cmocka_unit_test(nothing_is_no_effort),
        cmocka_unit_test(disguise_is_effort),
        cmocka_unit_test(signals_add_up),
        cmocka_unit_test(texts_that_vary_count_where_many_send),
        cmocka_unit_test(authentication_alone_is_little),
        cmocka_unit_test(the_strongest_reason_comes_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
