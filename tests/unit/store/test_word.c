/* Words as `find` sees them: what folds to the same, and where words end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "store/word.h"

/* The words of text, each followed by a bar. */
static char *fold(struct slice text, struct buffer *into) {
    struct word_reader reader;
    buffer_clear(into);
    word_start(&reader, text);
    while (word_next(&reader)) {
        assert_true(reader.as_written.size > 0);
        assert_true(reader.as_written.data >= text.data);
        assert_true(reader.as_written.data + reader.as_written.size <= text.data + text.size);
        assert_true(reader.folded_bytes <= WORD_BYTES);
        buffer_append(into, reader.folded, reader.folded_bytes);
        buffer_append(into, "|", 1);
    }
    assert_false(word_next(&reader));
    buffer_append(into, "", 1);
    return into->data;
}

static void assert_folds(const char *text, const char *expected) {
    struct buffer folded = {0};
    assert_string_equal(fold(slice_from_string(text), &folded), expected);
    buffer_free(&folded);
}

static void test_ascii(void **state) {
    (void)state;
    assert_folds("", "");
    assert_folds(" .,;\n", "");
    assert_folds("Don't BUY-this_now!", "don|t|buy|this|now|");
    assert_folds("a1 2b 3", "a1|2b|3|");
}

static void test_case_and_accents(void **state) {
    (void)state;
    assert_folds("GR\xc3\x96SSE Gr\xc3\xb6\xc3\x9f"
                 "e gro\xcc\x88sse GRO\xcc\x88\xe1\xba\x9e"
                 "E",
                 "grosse|grosse|grosse|grosse|");
    assert_folds("Caf\xc3\xa9 cafe\xcc\x81 CAF\xc3\x89", "cafe|cafe|cafe|");
    assert_folds("\xce\xa3\xce\xaf\xcf\x83\xcf\x85\xcf\x86\xce\xbf\xcf\x82 "
                 "\xce\xa3\xce\x8a\xce\xa3\xce\xa5\xce\xa6\xce\x9f\xce\xa3",
                 "\xcf\x83\xce\xb9\xcf\x83\xcf\x85\xcf\x86\xce\xbf\xcf\x83|"
                 "\xcf\x83\xce\xb9\xcf\x83\xcf\x85\xcf\x86\xce\xbf\xcf\x83|");
    assert_folds("\xc4\xb0stanbul", "istanbul|"); /* a dotted capital I */
}

static void test_compatibility(void **state) {
    (void)state;
    assert_folds("\xef\xac\x81nance", "finance|");                               /* the ligature fi */
    assert_folds("\xef\xbc\xa2\xef\xbc\xb5\xef\xbc\xb9 \xef\xbc\x91", "buy|1|"); /* full width */
    assert_folds("x\xc2\xb2 \xe2\x85\xa3", "x2|iv|");                            /* superscript, roman four */
    assert_folds("\xf0\x9d\x90\x81\xf0\x9d\x90\xae\xf0\x9d\x90\xb2", "buy|");    /* mathematical bold */
}

static void test_other_scripts(void **state) {
    (void)state;
    assert_folds("\xe4\xb8\xad\xe6\x96\x87 \xe5\xad\x97", "\xe4\xb8\xad\xe6\x96\x87|\xe5\xad\x97|");
    assert_folds("\xd0\x9f\xd0\xa0\xd0\x98\xd0\x92\xd0\x95\xd0\xa2",
                 "\xd0\xbf\xd1\x80\xd0\xb8\xd0\xb2\xd0\xb5\xd1\x82|");
    assert_folds("\xe2\x82\xac"
                 "5 \xe2\x80\x9cso\xe2\x80\x9d",
                 "5|so|"); /* signs part words */
}

static void test_bytes_that_are_no_text(void **state) {
    (void)state;
    assert_folds("one\xfftwo", "one|two|");
    assert_folds("\x80\x80 one\xc3", "one|");
    assert_folds("\xed\xa0\x80surrogate", "surrogate|");
    assert_folds("\xf8\x88\x80\x80\x80x", "x|");
}

static void test_marks_alone_are_no_word_to_find(void **state) {
    (void)state;
    assert_folds("\xcc\x81 a", "a|");
    assert_folds("a \xcc\x81", "a|");
}

static void test_a_character_that_parts_words(void **state) {
    (void)state;
    assert_folds("\xc2\xbd x\xc2\xbd\xc2\xbcy", "1|2|x1|21|4y|"); /* one half, one quarter */
    assert_folds("No\xe2\x91\xb4"
                 "a",
                 "no|1|a|"); /* a one in brackets */
    assert_folds(
        "\xef\xb7\xba",
        "\xd8\xb5\xd9\x84\xd9\x89|\xd8\xa7\xd9\x84\xd9\x84\xd9\x87|"
        "\xd8\xb9\xd9\x84\xd9\x8a\xd9\x87|\xd9\x88\xd8\xb3\xd9\x84\xd9\x85|"); /* a ligature of four words */
    assert_folds("\xcd\xba \xef\xb9\xb0"
                 "a",
                 "a|"); /* a space and a mark */
}

static void test_pieces_end_with_their_text(void **state) {
    (void)state;
    struct word_reader reader;
    word_start(&reader, slice_from_string("x\xc2\xbd"));
    assert_true(word_next(&reader));
    word_start(&reader, slice_from_string("y"));
    assert_true(word_next(&reader));
    assert_memory_equal(reader.folded, "y", reader.folded_bytes);
    assert_false(word_next(&reader));
}

static void test_long_words(void **state) {
    (void)state;
    enum { LENGTH = 100000 };
    struct buffer folded = {0};
    char *text = malloc(LENGTH);
    memset(text, 'A', LENGTH);
    assert_int_equal(strlen(fold(slice_of(text, LENGTH), &folded)), WORD_BYTES + 1);
    for (size_t i = 0; i + 1 < LENGTH; i += 2)
        memcpy(text + i, "\xc3\x84", 2);
    size_t size = strlen(fold(slice_of(text, LENGTH), &folded));
    assert_in_range(size, 100, WORD_BYTES + 1);
    for (size_t i = 0; i + 2 < LENGTH; i += 3) /* a ligature of eighteen letters */
        memcpy(text + i, "\xef\xb7\xba", 3);
    assert_in_range(strlen(fold(slice_of(text, LENGTH - 1), &folded)), 100, 2 * WORD_BYTES);
    buffer_free(&folded);
    free(text);
}

static void test_ends_where_the_text_ends(void **state) {
    (void)state;
    struct buffer folded = {0};
    assert_string_equal(fold(slice_of("abcdef", 3), &folded), "abc|");
    assert_string_equal(fold(slice_of("ab\xc3\xa4", 3), &folded), "ab|");
    assert_string_equal(fold(slice_of("", 0), &folded), "");
    buffer_free(&folded);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ascii),
        cmocka_unit_test(test_case_and_accents),
        cmocka_unit_test(test_compatibility),
        cmocka_unit_test(test_other_scripts),
        cmocka_unit_test(test_bytes_that_are_no_text),
        cmocka_unit_test(test_marks_alone_are_no_word_to_find),
        cmocka_unit_test(test_a_character_that_parts_words),
        cmocka_unit_test(test_pieces_end_with_their_text),
        cmocka_unit_test(test_long_words),
        cmocka_unit_test(test_ends_where_the_text_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
