/* What is shown of mail does no harm, and its width is known. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/harmless.h"

static void assert_becomes(const char *text, size_t size, enum harmless_mode mode, const char *expected) {
    struct buffer into = {0};
    harmless_append(&into, slice_of(text, size), mode);
    buffer_append(&into, "", 1);
    assert_string_equal(into.data, expected);
    buffer_free(&into);
}

static void assert_line(const char *text, const char *expected) {
    assert_becomes(text, strlen(text), HARMLESS_LINE, expected);
}

static void test_plain_text_stays(void **state) {
    assert_line("Grüße, 漢字 and café", "Grüße, 漢字 and café");
    assert_line("", "");
}

static void test_controls_become_spaces(void **state) {
    assert_line("a\033[31mb", "a [31mb");
    assert_line("a\tb\nc\rd\x7f", "a b c d ");
    assert_line("a\r\nb", "a b");
    assert_line("\xC2\x9B"
                "1m",
                " 1m"); /* the C1 form of ESC [ */
    assert_line("a\xE2\x80\xA8"
                "b\xE2\x80\xA9"
                "c",
                "a b c");
    assert_becomes("a\0b", 3, HARMLESS_LINE, "a b");
}

static void test_bidirectional_controls_are_replaced(void **state) {
    static const char *const controls[] = {
        "\u200E", "\u200F", "\u061C", "\u202A", "\u202B", "\u202C",
        "\u202D", "\u202E", "\u2066", "\u2067", "\u2068", "\u2069",
    };
    for (size_t i = 0; i < sizeof controls / sizeof *controls; i++) {
        assert_line(controls[i], "\uFFFD");
        assert_false(harmless_already(slice_from_string(controls[i])));
    }
}

static void test_invalid_bytes_are_replaced(void **state) {
    assert_line("a\xFF"
                "b",
                "a\uFFFD"
                "b");
    assert_line("\xE2\x82", "\uFFFD");       /* cut short */
    assert_line("\xC0\xAF", "\uFFFD\uFFFD"); /* overlong */
    assert_becomes("\xFF\033", 2, HARMLESS_UTF8, "\uFFFD\033");
}

static void test_text_keeps_its_lines(void **state) {
    assert_becomes("a\tb\r\nc\033", 7, HARMLESS_TEXT, "a\tb\nc ");
    assert_true(harmless_already(slice_from_string("a\tb\nc")));
    assert_false(harmless_already(slice_from_string("a\033")));
}

static void test_ascii_for_terminals_of_other_charsets(void **state) {
    assert_becomes("caf\u00e9 \u202e\n", 10, HARMLESS_ASCII, "caf? ? ");
}

static size_t width(const char *text) {
    return display_width(slice_from_string(text));
}

static void test_width_counts_columns(void **state) {
    assert_int_equal(width("abc"), 3);
    assert_int_equal(width("漢字"), 4);
    assert_int_equal(width("e\u0301"), 1);        /* a combining accent */
    assert_int_equal(width("a\u200Bb\uFEFF"), 2); /* zero width space, byte order mark */
    assert_int_equal(width("\uFF21"), 2);         /* fullwidth A */
}

static void test_fit_never_splits_a_character(void **state) {
    assert_int_equal(display_fit(slice_from_string("abc"), 2), 2);
    assert_int_equal(display_fit(slice_from_string("漢字"), 3), strlen("漢"));
    assert_int_equal(display_fit(slice_from_string("e\u0301x"), 1), strlen("e\u0301"));
    assert_int_equal(display_fit(slice_from_string("ab"), 5), 2);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plain_text_stays),
        cmocka_unit_test(test_controls_become_spaces),
        cmocka_unit_test(test_bidirectional_controls_are_replaced),
        cmocka_unit_test(test_invalid_bytes_are_replaced),
        cmocka_unit_test(test_text_keeps_its_lines),
        cmocka_unit_test(test_ascii_for_terminals_of_other_charsets),
        cmocka_unit_test(test_width_counts_columns),
        cmocka_unit_test(test_fit_never_splits_a_character),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
