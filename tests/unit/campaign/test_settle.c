/* A cluster that is settled in many blocks: campaigns go on from block to block, and neither the order in
 * which mail was taken in nor how it was cut into runs shows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "backing.h"
#include "base/arena.h"

enum { DAY = 86400, DAYS = 60, A_DAY = 10, MESSAGES = DAYS * A_DAY, BLOCK = 65 };

struct labels {
    uint64_t campaign[MESSAGES + 1];
};

static void keep(void *context, const struct finder_label *label) {
    struct labels *labels = context;
    assert_in_range(label->seq, 1, MESSAGES);
    labels->campaign[label->seq] = label->campaign_founder;
}

/* What is promoted changes every 20 days, within a block as blocks fall. */
static uint32_t word_of(int64_t day) {
    return 1001 + (uint32_t)(day / 20);
}

/* One template, A_DAY messages a day, some words of their own. */
static struct print message(uint64_t n, int64_t day) {
    struct print print = {.received = day * DAY + (int64_t)(n % A_DAY) * 600, .shingle_count = 40};
    for (unsigned i = 0; i < 40; i++)
        print.shingles[i] = UINT64_C(0x9e3779b97f4a7c15) * (i + 1);
    print.words[0] = word_of(day);
    print.words[1] = (uint32_t)(100000 + n);
    print.word_count = 2;
    return print;
}

/* Which message comes as seq, in three orders: of time; the odd ones first; the youngest first. */
static uint64_t nth(unsigned order, uint64_t seq) {
    uint64_t n = seq - 1;
    switch (order) {
    case 1:
        return n < MESSAGES / 2 ? 2 * n + 1 : 2 * (n - MESSAGES / 2);
    case 2:
        return MESSAGES - 1 - n;
    default:
        return n;
    }
}

static void run(struct memory_backing *memory, unsigned order, uint64_t from, uint64_t to,
                struct labels *labels) {
    struct finder_backing backing = memory_backing_get(memory);
    struct finder *finder = finder_new(&(struct finder_settings){.block_members = BLOCK}, &backing);
    for (uint64_t seq = from; seq <= to; seq++) {
        uint64_t n = nth(order, seq);
        struct print print = message(n, (int64_t)(n / A_DAY));
        finder_add(finder, seq, &print);
    }
    finder_commit(finder, keep, labels);
    finder_free(finder);
    assert_false(memory_backing_damaged(memory));
}

static void run_all(unsigned order, uint64_t step, struct labels *labels) {
    struct memory_backing *memory = memory_backing_new();
    for (uint64_t from = 1; from <= MESSAGES; from += step)
        run(memory, order, from, from + step - 1 < MESSAGES ? from + step - 1 : MESSAGES, labels);
    memory_backing_free(memory);
}

/* Campaigns by message, not by seq, named by the message that founded them. */
static void by_message(unsigned order, const struct labels *labels, uint64_t campaigns[MESSAGES]) {
    for (uint64_t seq = 1; seq <= MESSAGES; seq++)
        campaigns[nth(order, seq)] = labels->campaign[seq];
}

static void expect_words_apart(const uint64_t campaigns[MESSAGES]) {
    for (uint64_t n = 0; n < MESSAGES; n++) {
        uint64_t first = n / A_DAY / 20 * 20 * A_DAY;
        assert_int_equal(campaigns[n], campaigns[first]);
        if (first)
            assert_int_not_equal(campaigns[n], campaigns[first - 1]);
    }
}

static void test_campaigns_go_on_from_block_to_block(void **state) {
    struct labels labels = {0};
    uint64_t campaigns[MESSAGES];
    run_all(0, MESSAGES, &labels);
    by_message(0, &labels, campaigns);
    expect_words_apart(campaigns);
    assert_int_equal(campaigns[0], 1);
}

static void test_order_of_taking_in_does_not_matter(void **state) {
    for (unsigned order = 1; order <= 2; order++) {
        struct labels labels = {0};
        uint64_t campaigns[MESSAGES];
        run_all(order, MESSAGES, &labels);
        by_message(order, &labels, campaigns);
        expect_words_apart(campaigns);
    }
}

static void test_runs_do_not_show(void **state) {
    static const uint64_t steps[] = {1, 7, 31, 250, 599};
    for (unsigned order = 0; order <= 2; order++) {
        struct labels one = {0};
        run_all(order, MESSAGES, &one);
        for (size_t i = order ? 1 : 0; i < sizeof steps / sizeof *steps; i++) {
            struct labels many = {0};
            run_all(order, steps[i], &many);
            assert_memory_equal(&one, &many, sizeof one);
        }
    }
}

/* A cluster in many blocks is as well known to the finder as a small one. */
static void test_nearest_looks_at_the_right_block(void **state) {
    struct labels labels = {0};
    struct memory_backing *memory = memory_backing_new();
    run(memory, 0, 1, MESSAGES, &labels);
    struct finder_backing backing = memory_backing_get(memory);
    struct finder *finder = finder_new(&(struct finder_settings){.block_members = BLOCK}, &backing);
    for (int64_t day = 2; day < DAYS; day += 9) {
        struct finder_match match;
        struct print print = message(999999, day);
        assert_int_equal(finder_nearest(finder, &print, &match, 1), 1);
        assert_int_equal(match.campaign_founder, labels.campaign[day * A_DAY + 1]);
    }
    finder_free(finder);
    memory_backing_free(memory);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_campaigns_go_on_from_block_to_block),
        cmocka_unit_test(test_order_of_taking_in_does_not_matter),
        cmocka_unit_test(test_runs_do_not_show),
        cmocka_unit_test(test_nearest_looks_at_the_right_block),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
