/* What slot_split() takes for the thing promoted, and what not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "campaign/slot.h"

enum { MESSAGES = 60, COMMON = 7 };

struct cluster {
    struct slot_word words[MESSAGES][4];
    struct slot_member members[MESSAGES];
    unsigned parts[MESSAGES];
};

static void add(struct cluster *cluster, size_t message, uint32_t word, uint16_t seen) {
    struct slot_member *member = &cluster->members[message];
    cluster->words[message][member->word_count++] = (struct slot_word){word, seen, seen};
    member->words = cluster->words[message];
}

static unsigned split(struct cluster *cluster) {
    struct arena *arena = arena_new();
    unsigned count = slot_split(arena, cluster->members, MESSAGES, true, cluster->parts);
    arena_free(arena);
    return count;
}

static void test_rivals_in_stretches_split(void **state) {
    (void)state;
    struct cluster cluster = {0};
    for (size_t i = 0; i < MESSAGES; i++) {
        if (i != 10 && i != 45) /* two misspelt */
            add(&cluster, i, i < 25 ? 100 : 200, i < 25 ? 26 : 36);
        add(&cluster, i, COMMON, 60);
    }
    assert_int_equal(split(&cluster), 2);
    assert_int_equal(cluster.parts[0], cluster.parts[10]);
    assert_int_equal(cluster.parts[45], cluster.parts[59]);
    assert_int_not_equal(cluster.parts[24], cluster.parts[25]);
}

static void test_alternating_phrases_do_not_split(void **state) {
    (void)state;
    struct cluster cluster = {0};
    for (size_t i = 0; i < MESSAGES; i++)
        add(&cluster, i, i % 2 ? 100 : 200, 30);
    assert_int_equal(split(&cluster), 1);
}

static void test_word_without_rival_does_not_split(void **state) {
    (void)state;
    struct cluster cluster = {0};
    for (size_t i = 0; i < MESSAGES; i++) {
        add(&cluster, i, COMMON, 60);
        if (i >= 30)
            add(&cluster, i, 100, 30);
    }
    assert_int_equal(split(&cluster), 1);
}

static void test_common_words_do_not_split(void **state) {
    (void)state;
    struct cluster cluster = {0};
    for (size_t i = 0; i < MESSAGES; i++) /* Monday's mail, Tuesday's mail */
        add(&cluster, i, i < 30 ? 100 : 200, 900);
    assert_int_equal(split(&cluster), 1);
}

static void test_few_messages_stay_together(void **state) {
    (void)state;
    struct cluster cluster = {0};
    struct arena *arena = arena_new();
    for (size_t i = 0; i < 8; i++)
        add(&cluster, i, i < 4 ? 100 : 200, 4);
    assert_int_equal(slot_split(arena, cluster.members, 8, true, cluster.parts), 1);
    assert_int_equal(slot_split(arena, cluster.members, 0, true, cluster.parts), 1);
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rivals_in_stretches_split),
        cmocka_unit_test(test_alternating_phrases_do_not_split),
        cmocka_unit_test(test_word_without_rival_does_not_split),
        cmocka_unit_test(test_common_words_do_not_split),
        cmocka_unit_test(test_few_messages_stay_together),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
