#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "simulate/spin.h"

static void assert_spun(const char *text, const char *expected) {
    struct random random = random_stream(1, 2, 3);
    struct buffer spun = {0};
    spin_expand(slice_from_string(text), &random, &spun);
    assert_int_equal(spun.size, strlen(expected));
    assert_memory_equal(spun.data ? spun.data : "", expected, spun.size);
    buffer_free(&spun);
}

static void leaves_plain_text(void **state) {
    assert_spun("", "");
    assert_spun("no groups | here", "no groups | here");
    assert_spun("one {only} choice", "one only choice");
    assert_spun("nothing {} in it {|} either", "nothing  in it  either");
}

static void takes_stray_braces_for_text(void **state) {
    assert_spun("a { b", "a { b");
    assert_spun("a } b", "a } b");
    assert_spun("{ {same|same}", "{ same");
    assert_spun("{same|same} }", "same }");
}

static void expands_to_a_depth(void **state) {
    char text[2 * (SPIN_NESTING + 1) + 2] = "", expected[4] = "{x}";
    memset(text, '{', SPIN_NESTING + 1);
    text[SPIN_NESTING + 1] = 'x';
    memset(text + SPIN_NESTING + 2, '}', SPIN_NESTING + 1);
    assert_spun(text, expected); /* the innermost is text */
}

/* Counts how often each of a, b, c, d comes of a nested group, of `rounds`. */
static void count_letters(const char *text, int rounds, int counts[4]) {
    struct random random = random_stream(5, 6, 7);
    struct buffer spun = {0};
    for (int i = 0; i < rounds; i++) {
        buffer_clear(&spun);
        spin_expand(slice_from_string(text), &random, &spun);
        assert_int_equal(spun.size, 1);
        assert_in_range(spun.data[0], 'a', 'd');
        counts[spun.data[0] - 'a']++;
    }
    buffer_free(&spun);
}

static void draws_evenly_at_each_level(void **state) {
    int counts[4] = {0};
    count_letters("{a|{b|{c|d}}}", 8000, counts);
    assert_in_range(counts[0], 3800, 4200);
    assert_in_range(counts[1], 1800, 2200);
    assert_in_range(counts[2], 850, 1150);
    assert_in_range(counts[3], 850, 1150);
}

static void is_a_function_of_the_stream(void **state) {
    static const char text[] = "{a|b|c} {d|e|{f|g}} {h|i} {j|k|l|m}";
    struct random one = random_stream(9, 9, 9), other = one;
    struct buffer first = {0}, second = {0};
    for (int i = 0; i < 20; i++) {
        spin_expand(slice_from_string(text), &one, &first);
        spin_expand(slice_from_string(text), &other, &second);
    }
    assert_int_equal(first.size, second.size);
    assert_memory_equal(first.data, second.data, first.size);
    assert_false(first.size == 0 || !memcmp(first.data, first.data + first.size / 2, first.size / 2));
    buffer_free(&first);
    buffer_free(&second);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(leaves_plain_text),           cmocka_unit_test(takes_stray_braces_for_text),
        cmocka_unit_test(expands_to_a_depth),          cmocka_unit_test(draws_evenly_at_each_level),
        cmocka_unit_test(is_a_function_of_the_stream),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
