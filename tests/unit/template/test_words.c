/* The normal form that signatures are written in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "template/words.h"

static const struct {
    const char *text, *words;
} cases[] = {
    {"", " "},
    {"   ", " "},
    {"Buy QVZX.PK now!!", " buy qvzx pk now "},
    {"a_b\tc\r\n\r\nd", " a b c d "},
    {"Price: $1,200.50, up 5%", " price # up # "},
    {"1.5. 1.", " # # "},
    {"1,,2", " # # "},
    {"7.95Recommendation A1B2", " # 95recommendation a1b2 "},
    {"sym8ol 0pportunity", " sym8ol 0pportunity "},
    {"1.2abc", " # 2abc "},
    {"12", " # "},
    {"Gr\xc3\xbc\xc3\x9f"
     "e",
     " gr\xc3\xbc\xc3\x9f"
     "e "},
    {"no\xc2\xa0"
     "break\xe2\x80\x99s end\xe3\x80\x82",
     " no break s end "},
    {"\xe2\x80\x9cquoted\xe2\x80\x9d\xe2\x80\xa6", " quoted "},
    {"\xd0\x90\xd0\xba\xd1\x86\xd0\xb8\xd1\x8f 5", " \xd0\x90\xd0\xba\xd1\x86\xd0\xb8\xd1\x8f # "},
    {"5\xc3\xa9", " 5\xc3\xa9 "},
    {"cut \xe2", " cut \xe2 "}, /* what is no UTF-8 is a letter */
    {"cut \xc2", " cut "},
    {"x\x01y", " x y "},
};

static void test_append(void **state) {
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buffer to = {0};
        words_append(&to, slice_from_string(cases[i].text));
        buffer_append(&to, "", 1);
        assert_string_equal(to.data, cases[i].words);
        buffer_free(&to);
    }
}

/* Word by word it is the same. */
static void test_read_agrees(void **state) {
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena *arena = arena_new();
        struct words words;
        words_read(arena, slice_from_string(cases[i].text), &words);
        const char *joined =
            words.count ? arena_printf(arena, " %s ", words_phrase(arena, &words, 0, words.count)) : " ";
        assert_string_equal(joined, cases[i].words);
        arena_free(arena);
    }
}

static void test_lines_and_holes_part(void **state) {
    struct arena *arena = arena_new();
    struct words words;
    words_read(arena, slice_from_string("one two\nthree \x01, four five"), &words);
    static const bool first[] = {true, false, true, true, false};
    assert_int_equal(words.count, 5);
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(words.items[i].first, first[i]);
    arena_free(arena);
}

static void test_endless_word_is_left_out(void **state) {
    struct arena *arena = arena_new();
    struct words words;
    char text[200] = "before ";
    memset(text + 7, 'x', 100);
    strcpy(text + 107, " behind");
    words_read(arena, slice_from_string(text), &words);
    assert_int_equal(words.count, 2);
    assert_true(words.items[1].first);
    arena_free(arena);
}

static void test_surface(void **state) {
    struct arena *arena = arena_new();
    struct words words;
    words_read(arena, slice_from_string("(1 Day\t Target price: $1)"), &words);
    assert_string_equal(words_surface(arena, &words, 0, 5), "1 Day Target price: $1");
    assert_string_equal(words_phrase(arena, &words, 0, 5), "# day target price #");
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_append),
        cmocka_unit_test(test_read_agrees),
        cmocka_unit_test(test_lines_and_holes_part),
        cmocka_unit_test(test_endless_word_is_left_out),
        cmocka_unit_test(test_surface),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
