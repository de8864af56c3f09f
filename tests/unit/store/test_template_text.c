/* What messages of one template have in common. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "store/template_text.h"

enum { MOST = 12 };

static void assert_text(const char *const *samples, size_t count, const char *expected) {
    struct arena *arena = arena_new();
    struct slice texts[MOST];
    for (size_t i = 0; i < count; i++)
        texts[i] = slice_from_string(samples[i]);
    assert_string_equal(template_text(arena, texts, count), expected);
    arena_free(arena);
}

static void test_nothing(void **state) {
    (void)state;
    assert_text(NULL, 0, "");
    assert_text((const char *const[]){""}, 1, "");
    assert_text((const char *const[]){"", "a b"}, 2, "{|a b}");
}

static void test_the_same(void **state) {
    (void)state;
    assert_text((const char *const[]){"buy it\n\n\nnow"}, 1, "buy it\nnow");
    assert_text((const char *const[]){"buy it now", "buy  it now"}, 2, "buy it now");
}

static void test_slots(void **state) {
    (void)state;
    assert_text((const char *const[]){"dear Ann buy pills", "dear Bob buy pills", "dear Ann buy pills"}, 3,
                "dear {Ann|Bob} buy pills");
    assert_text((const char *const[]){"a b", "a x b", "a y y b"}, 3, "a {|x|y y} b");
    assert_text((const char *const[]){"a 1", "a 2", "a 3", "a 4"}, 4, "a {1|2|3|...}");
    assert_text((const char *const[]){"one two", "three four"}, 2, "{one two|three four}");
    assert_text((const char *const[]){"x a", "y a"}, 2, "{x|y} a");
}

static void test_long_variants_end_at_a_character(void **state) {
    (void)state;
    assert_text((const char *const[]){"a 123456789012345678901234567890123456789\xc3\xa4\xc3\xa4 b", "a c b"},
                2, "a {123456789012345678901234567890123456789...|c} b");
}

/* Long texts are cut, and take no time. */
static void test_long_texts(void **state) {
    (void)state;
    enum { BYTES = 1 << 20 };
    char *samples[MOST];
    struct arena *arena = arena_new();
    struct slice texts[MOST];
    for (size_t i = 0; i < MOST; i++) {
        samples[i] = malloc(BYTES);
        for (size_t j = 0; j < BYTES; j++)
            samples[i][j] = (j * (i + 7) + j / 91) % 5 ? (char)('a' + (j * (i + 3)) % 3) : ' ';
        texts[i] = slice_of(samples[i], BYTES);
    }
    assert_true(strlen(template_text(arena, texts, MOST)) < 100000);
    for (size_t i = 0; i < MOST; i++)
        free(samples[i]);
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing),    cmocka_unit_test(test_the_same),
        cmocka_unit_test(test_slots),      cmocka_unit_test(test_long_variants_end_at_a_character),
        cmocka_unit_test(test_long_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
