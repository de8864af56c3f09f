/* Which campaigns are one sender's, among many that are not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "campaign/operator.h"

/* Campaigns of others, each with a program and a delivery of its own, but for a layout that all have. */
enum { OTHERS = 60, OWN = 6, HABITS_MOST = 4, COMMON = 2 * OTHERS, FIRST = COMMON + 1, HABITS = FIRST + 12 };

struct store {
    struct habit habits[OTHERS + OWN][HABITS_MOST];
    struct mixture campaigns[OTHERS + OWN];
    size_t count;
    uint8_t facets[HABITS];
    struct arena *arena;
    struct operators found;
};

static void add(struct store *store, uint64_t messages, const struct habit *habits, size_t count) {
    struct habit *own = store->habits[store->count];
    for (size_t i = 0; i < count; i++)
        own[i] = habits[i];
    store->campaigns[store->count++] =
        (struct mixture){.habits = own, .count = count, .scale = 1, .messages = messages};
}

/* The programs are even up to COMMON and all from FIRST to FIRST + 5, the deliveries the rest. */
static void open(struct store *store) {
    store->count = 0;
    store->arena = arena_new();
    for (uint32_t i = 0; i < HABITS; i++)
        store->facets[i] = i % 2 || i > FIRST + 5 ? MAKING_DELIVERY : MAKING_PROGRAM;
    for (uint32_t i = FIRST; i < FIRST + 6; i++)
        store->facets[i] = MAKING_PROGRAM;
    store->facets[COMMON] = MAKING_LAYOUT;
    for (uint32_t i = 0; i < OTHERS; i++)
        add(store, 10, (struct habit[]){{2 * i, 1}, {2 * i + 1, 1}, {COMMON, 1}}, 3);
}

static void find(struct store *store) {
    operators_find(store->arena, store->campaigns, store->count, store->facets, HABITS, &store->found);
}

static void close(struct store *store) {
    arena_free(store->arena);
}

static void unlike_ones_are_of_no_operator(void **state) {
    struct store store;
    open(&store);
    find(&store);
    assert_int_equal(store.found.count, 0);
    for (size_t i = 0; i < store.count; i++)
        assert_int_equal(store.found.of_campaign[i], OPERATOR_NONE);
    assert_int_equal(store.found.sources, OTHERS);
    assert_int_equal(store.found.users[COMMON], OTHERS);
    close(&store);
}

static void one_program_and_one_delivery_tie(void **state) {
    struct store store;
    open(&store);
    for (unsigned i = 0; i < 2; i++)
        add(&store, 10, (struct habit[]){{FIRST, 1}, {FIRST + 6, 1}}, 2);
    find(&store);
    assert_int_equal(store.found.count, 1);
    const struct operator_found *found = &store.found.items[0];
    assert_int_equal(found->campaign_count, 2);
    assert_int_equal(found->campaigns[0], OTHERS);
    assert_int_equal(found->campaigns[1], OTHERS + 1);
    assert_true(found->strength > 0.5 && found->strength < 1);
    assert_int_equal(store.found.of_campaign[OTHERS], 0);
    assert_int_equal(store.found.users[FIRST], 1); /* he alone */
    close(&store);
}

/* Three programs rotate; each campaign happens to have others of them more often. */
static void mixtures_tie_though_no_single_program_does(void **state) {
    struct store store;
    open(&store);
    add(&store, 30, (struct habit[]){{FIRST, 0.5}, {FIRST + 1, 0.3}, {FIRST + 2, 0.2}, {FIRST + 6, 1}}, 4);
    add(&store, 30, (struct habit[]){{FIRST, 0.3}, {FIRST + 1, 0.5}, {FIRST + 2, 0.2}, {FIRST + 6, 1}}, 4);
    find(&store);
    assert_int_equal(store.found.count, 1);
    assert_int_equal(store.found.items[0].campaign_count, 2);
    close(&store);
}

/* It may be a library that two unlike senders took. */
static void a_program_alone_ties_nobody(void **state) {
    struct store store;
    open(&store);
    for (unsigned i = 0; i < 2; i++)
        add(&store, 1000, (struct habit[]){{FIRST, 1}, {FIRST + 6 + i, 1}}, 2);
    find(&store);
    assert_int_equal(store.found.count, 0);
    close(&store);
}

/* The hosts are hired by both: that alone does not make them one. */
static void the_same_delivery_with_other_programs_is_another(void **state) {
    struct store store;
    open(&store);
    add(&store, 30, (struct habit[]){{FIRST, 1}, {FIRST + 6, 1}}, 2);
    add(&store, 30, (struct habit[]){{FIRST + 1, 1}, {FIRST + 6, 1}}, 2);
    find(&store);
    assert_int_equal(store.found.count, 0);
    close(&store);
}

/* Everybody's program: each of the others has it, and nothing else is alike. */
static void a_widespread_program_ties_nobody(void **state) {
    struct store store;
    open(&store);
    for (size_t i = 0; i < store.count; i++)
        store.habits[i][0].number = FIRST;
    for (size_t i = 0; i < store.count; i++) { /* still in order of numbers */
        struct habit program = store.habits[i][0];
        store.habits[i][0] = store.habits[i][1];
        store.habits[i][1] = store.habits[i][2];
        store.habits[i][2] = program;
    }
    find(&store);
    assert_int_equal(store.found.count, 0);
    close(&store);
}

/* One message each says little. */
static void single_messages_need_more(void **state) {
    struct store store;
    open(&store);
    add(&store, 1, (struct habit[]){{FIRST, 1}, {FIRST + 6, 0.5}}, 2);
    add(&store, 1, (struct habit[]){{FIRST, 1}, {FIRST + 6, 0.5}}, 2);
    find(&store);
    assert_int_equal(store.found.count, 0);
    close(&store);
}

/* Rarity is counted by senders, not by campaigns: four of one are one user. */
static void many_campaigns_do_not_make_a_program_common(void **state) {
    struct store store;
    open(&store);
    for (unsigned i = 0; i < 4; i++)
        add(&store, 10, (struct habit[]){{FIRST, 1}, {FIRST + 6, 1}}, 2);
    find(&store);
    assert_int_equal(store.found.count, 1);
    assert_int_equal(store.found.items[0].campaign_count, 4);
    assert_int_equal(store.found.users[FIRST], 1);
    assert_int_equal(store.found.sources, OTHERS + 1);
    close(&store);
}

static void two_senders_are_two(void **state) {
    struct store store;
    open(&store);
    for (unsigned i = 0; i < OWN; i++)
        add(&store, 10, (struct habit[]){{FIRST + i % 2, 1}, {FIRST + 6 + i % 2, 1}}, 2);
    find(&store);
    assert_int_equal(store.found.count, 2);
    assert_int_equal(store.found.items[0].campaigns[0], OTHERS);
    assert_int_equal(store.found.items[1].campaigns[0], OTHERS + 1);
    assert_int_equal(store.found.items[0].campaign_count, OWN / 2);
    close(&store);
}

static void a_store_of_two_campaigns_knows_nothing_rare(void **state) {
    struct store store;
    open(&store);
    store.count = 0;
    add(&store, 10, (struct habit[]){{FIRST, 1}, {FIRST + 6, 1}}, 2);
    add(&store, 10, (struct habit[]){{FIRST, 1}, {FIRST + 6, 1}}, 2);
    find(&store);
    assert_int_equal(store.found.count, 0);
    store.count = 0;
    find(&store);
    assert_int_equal(store.found.count, 0);
    close(&store);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(unlike_ones_are_of_no_operator),
        cmocka_unit_test(one_program_and_one_delivery_tie),
        cmocka_unit_test(mixtures_tie_though_no_single_program_does),
        cmocka_unit_test(a_program_alone_ties_nobody),
        cmocka_unit_test(the_same_delivery_with_other_programs_is_another),
        cmocka_unit_test(a_widespread_program_ties_nobody),
        cmocka_unit_test(single_messages_need_more),
        cmocka_unit_test(many_campaigns_do_not_make_a_program_common),
        cmocka_unit_test(two_senders_are_two),
        cmocka_unit_test(a_store_of_two_campaigns_knows_nothing_rare),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
