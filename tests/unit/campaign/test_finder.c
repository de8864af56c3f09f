/* The finder over invented prints: what joins, what parts, and that neither runs nor restarts show. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "backing.h"
#include "base/arena.h"

enum { MESSAGES = 300, DAY = 86400 };

/* Repeatable noise (splitmix64). */
static uint64_t noise(uint64_t x) {
    x += UINT64_C(0x9e3779b97f4a7c15);
    x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
    return x ^ x >> 31;
}

/* A message of 40 shingles: `shared` of template's text, the rest its own; one decisive word. */
static struct print make_print(uint64_t template, unsigned shared, uint64_t seq, uint32_t word,
                               int64_t received) {
    struct print print = {.received = received, .shingle_count = 40};
    for (unsigned i = 0; i < 40; i++)
        print.shingles[i] = noise(i < shared ? template << 20 | i : seq << 40 | i);
    if (word)
        print.words[print.word_count++] = word;
    return print;
}

struct labels {
    uint64_t template[MESSAGES + 1], campaign[MESSAGES + 1];
};

static void keep(void *context, const struct finder_label *label) {
    struct labels *labels = context;
    if (label->seq > MESSAGES) /* of harmed records */
        return;
    labels->template[label->seq] = label->template_founder;
    labels->campaign[label->seq] = label->campaign_founder;
}

/* Four templates in turn, one of which changes what it promotes at half time, one of which pauses for 40
 * days. */
static struct print message(uint64_t seq) {
    uint64_t template = 1 + seq % 4;
    int64_t received = (int64_t)seq * 600;
    uint32_t word = template == 1 ? (seq < MESSAGES / 2 ? 1001 : 1002) : 0;
    if (template == 2 && seq > MESSAGES / 2)
        received += 40 * DAY;
    return make_print(template, 25, seq, word, received);
}

static void run(struct memory_backing *memory, uint64_t from, uint64_t to, struct labels *labels) {
    struct finder_backing backing = memory_backing_get(memory);
    struct finder *finder = finder_new(&(struct finder_settings){0}, &backing);
    for (uint64_t seq = from; seq <= to; seq++) {
        struct print print = message(seq);
        finder_add(finder, seq, &print);
    }
    finder_commit(finder, keep, labels);
    finder_free(finder);
}

static void test_campaigns_are_told_apart(void **state) {
    (void)state;
    struct labels labels = {0};
    struct memory_backing *memory = memory_backing_new();
    run(memory, 1, MESSAGES, &labels);
    assert_int_equal(labels.template[5], labels.template[9]);
    assert_int_not_equal(labels.template[5], labels.template[6]);
    assert_int_equal(labels.campaign[3], labels.campaign[299]);     /* steady */
    assert_int_not_equal(labels.campaign[4], labels.campaign[296]); /* promotes another word */
    assert_int_equal(labels.template[4], labels.template[296]);
    assert_int_not_equal(labels.campaign[1], labels.campaign[297]); /* 40 days of silence */
    assert_int_equal(labels.campaign[1], labels.campaign[149]);
    memory_backing_free(memory);
}

static void test_runs_do_not_show(void **state) {
    (void)state;
    struct labels one = {0}, many = {0};
    struct memory_backing *first = memory_backing_new(), *second = memory_backing_new();
    run(first, 1, MESSAGES, &one);
    for (uint64_t from = 1; from <= MESSAGES; from += 37)
        run(second, from, from + 36 < MESSAGES ? from + 36 : MESSAGES, &many);
    assert_memory_equal(&one, &many, sizeof one);
    memory_backing_free(first);
    memory_backing_free(second);
}

static void test_strangers_found_their_own(void **state) {
    (void)state;
    struct labels labels = {0};
    struct memory_backing *memory = memory_backing_new();
    struct finder_backing backing = memory_backing_get(memory);
    struct finder *finder = finder_new(&(struct finder_settings){0}, &backing);
    for (uint64_t seq = 1; seq <= 20; seq++) {
        struct print print = make_print(seq, 3, seq, 0, TIME_NONE);
        finder_add(finder, seq, &print);
    }
    struct print empty = {.received = TIME_NONE};
    finder_add(finder, 21, &empty);
    finder_add(finder, 22, &empty);
    finder_commit(finder, keep, &labels);
    for (uint64_t seq = 1; seq <= 22; seq++)
        assert_int_equal(labels.campaign[seq], seq);
    finder_free(finder);
    memory_backing_free(memory);
}

static void test_nearest_knows_the_campaign(void **state) {
    (void)state;
    struct labels labels = {0};
    struct memory_backing *memory = memory_backing_new();
    run(memory, 1, MESSAGES, &labels);
    struct finder_backing backing = memory_backing_get(memory);
    struct finder *finder = finder_new(&(struct finder_settings){0}, &backing);
    struct finder_match match;
    for (unsigned i = 0; i < 2; i++) {
        struct print print = make_print(1, 25, 9999 + i, i ? 1001 : 1002, i ? 600 : MESSAGES * 600);
        assert_int_equal(finder_nearest(finder, &print, &match, 1), 1);
        assert_int_equal(match.campaign_founder, labels.campaign[i ? 4 : 296]);
        assert_true(match.similarity >= 0.5);
    }
    struct print stranger = make_print(77, 0, 12345, 0, 0);
    assert_int_equal(finder_nearest(finder, &stranger, &match, 1), 0);
    finder_free(finder);
    memory_backing_free(memory);
}

/* Whatever became of the records: a finder that uses them comes to an end, and mostly notices. */
static void test_harmed_records(void **state) {
    (void)state;
    enum { ROUNDS = 60 };
    unsigned noticed = 0;
    for (uint64_t seed = 0; seed < ROUNDS; seed++) {
        struct labels labels = {0};
        struct memory_backing *memory = memory_backing_new();
        run(memory, 1, MESSAGES / 2, &labels);
        assert_false(memory_backing_damaged(memory));
        memory_backing_harm(memory, seed);
        run(memory, MESSAGES / 2 + 1, MESSAGES, &labels);
        struct finder_backing backing = memory_backing_get(memory);
        struct finder *finder = finder_new(&(struct finder_settings){0}, &backing);
        struct finder_match matches[5];
        struct print print = message(7);
        finder_nearest(finder, &print, matches, 5);
        finder_free(finder);
        noticed += memory_backing_damaged(memory);
        memory_backing_free(memory);
    }
    assert_true(noticed > ROUNDS / 2);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_campaigns_are_told_apart),
        cmocka_unit_test(test_runs_do_not_show),
        cmocka_unit_test(test_strangers_found_their_own),
        cmocka_unit_test(test_nearest_knows_the_campaign),
        cmocka_unit_test(test_harmed_records),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
