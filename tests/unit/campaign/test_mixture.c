/* Sums of habits, and how much two of them have in common. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "campaign/mixture.h"

/* Habits 0 to 2 are programs, 3 and 4 deliveries. */
static const uint8_t facets[] = {MAKING_PROGRAM, MAKING_PROGRAM, MAKING_PROGRAM, MAKING_DELIVERY,
                                 MAKING_DELIVERY};
static const double rarity[] = {1, 1, 0.25, 1, 0.5};
static const struct habit_table table = {facets, rarity, sizeof facets};

static struct mixture mixture_of(struct habit *habits, size_t count, uint64_t messages) {
    struct mixture mixture = {.habits = habits, .count = count, .scale = 1, .messages = messages};
    mixture_weigh(&mixture, &table);
    return mixture;
}

static void adds_and_takes_away(void **state) {
    struct habit a[] = {{0, 0.5}, {2, 0.5}, {3, 1}}, b[] = {{1, 1}, {2, 0.5}};
    const struct mixture first = mixture_of(a, 3, 4), second = mixture_of(b, 2, 6);
    struct mixture sum = {.count = 0};
    mixture_add(&sum, &first, 2);
    mixture_add(&sum, &second, 4);
    assert_int_equal(sum.count, 4);
    assert_true(sum.scale > 5.99 && sum.scale < 6.01);
    assert_int_equal(sum.messages, 10);
    const double shares[] = {1, 4, 3, 2};
    for (uint32_t i = 0; i < 4; i++) {
        assert_int_equal(sum.habits[i].number, i);
        assert_true(sum.habits[i].share > shares[i] - 0.01 && sum.habits[i].share < shares[i] + 0.01);
    }
    mixture_add(&sum, &second, -4);
    assert_int_equal(sum.count, 3);
    assert_int_equal(sum.messages, 4);
    assert_int_equal(sum.habits[0].number, 0);
    assert_int_equal(sum.habits[1].number, 2);
    assert_int_equal(sum.habits[2].number, 3);
    mixture_free(&sum);
}

static void weighs_what_both_do(void **state) {
    struct habit a[] = {{0, 1}, {3, 1}}, b[] = {{0, 0.5}, {1, 0.5}, {3, 0.25}, {4, 0.75}};
    const struct mixture first = mixture_of(a, 2, 9), second = mixture_of(b, 4, 99);
    struct tie tie = mixture_tie(&first, &second, &table);
    assert_true(tie.shared[MAKING_PROGRAM] > 0.49 && tie.shared[MAKING_PROGRAM] < 0.51);
    assert_true(tie.shared[MAKING_DELIVERY] > 0.24 && tie.shared[MAKING_DELIVERY] < 0.26);
    assert_true(tie.program > 0.70 && tie.program < 0.72); /* 45 degrees */
    double weight = (0.5 + 0.25 * mixture_facet_weight(MAKING_DELIVERY)) * 0.9;
    assert_true(tie.weight > weight - 0.01 && tie.weight < weight + 0.01);
    struct tie back = mixture_tie(&second, &first, &table);
    assert_true(back.weight > tie.weight - 1e-9 && back.weight < tie.weight + 1e-9);
}

static void common_habits_weigh_little(void **state) {
    struct habit rare[] = {{0, 1}}, common[] = {{2, 1}};
    const struct mixture a = mixture_of(rare, 1, 50), b = mixture_of(common, 1, 50);
    assert_true(mixture_tie(&a, &a, &table).weight > 3 * mixture_tie(&b, &b, &table).weight);
    assert_true(mixture_tie(&a, &b, &table).weight <= 0);
    assert_true(mixture_tie(&a, &b, &table).program <= 0);
}

static void few_messages_weigh_little(void **state) {
    struct habit habits[] = {{0, 1}};
    const struct mixture one = mixture_of(habits, 1, 1), many = mixture_of(habits, 1, 1000);
    double weight = mixture_tie(&one, &many, &table).weight;
    assert_true(weight > 0.49 && weight < 0.51);
    assert_true(mixture_tie(&many, &many, &table).weight > 0.99);
}

static void nothing_has_nothing_in_common(void **state) {
    struct habit habits[] = {{0, 1}};
    const struct mixture none = {.scale = 1}, some = mixture_of(habits, 1, 3);
    assert_true(mixture_tie(&none, &some, &table).weight <= 0);
    assert_true(mixture_tie(&none, &none, &table).program <= 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(adds_and_takes_away),           cmocka_unit_test(weighs_what_both_do),
        cmocka_unit_test(common_habits_weigh_little),    cmocka_unit_test(few_messages_weigh_little),
        cmocka_unit_test(nothing_has_nothing_in_common),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
