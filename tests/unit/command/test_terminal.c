/* Text is cut to the columns there are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "command/terminal.h"

static const struct terminal utf8 = {.is_terminal = true, .colour = true, .utf8 = true, .width = 80};
static const struct terminal ascii = {.is_terminal = true, .utf8 = false, .width = 80};
static const struct terminal file = {.utf8 = false};

static void assert_shown(const struct terminal *terminal, const char *text, size_t columns,
                         const char *expected, size_t expected_columns) {
    struct buffer into = {0};
    assert_int_equal(terminal_text(terminal, &into, text, columns), expected_columns);
    buffer_append(&into, "", 1);
    assert_string_equal(into.data, expected);
    buffer_free(&into);
}

static void test_what_fits_stays(void **state) {
    assert_shown(&utf8, "abc", 3, "abc", 3);
    assert_shown(&utf8, "abc", 0, "abc", 3);
    assert_shown(&utf8, "", 5, "", 0);
}

static void test_what_does_not_fit_is_cut(void **state) {
    assert_shown(&utf8, "abcd", 3, "ab…", 3);
    assert_shown(&utf8, "漢字漢", 4, "漢…", 3);
    assert_shown(&ascii, "abcd", 3, "ab~", 3);
    assert_shown(&utf8, "abcd", 1, "…", 1);
}

static void test_charset_counts_on_terminals_only(void **state) {
    assert_shown(&ascii, "é", 0, "?", 1);
    assert_shown(&file, "é", 0, "é", 1);
}

static void test_no_colour_no_escapes(void **state) {
    assert_string_equal(terminal_style(&file, STYLE_STRONG), "");
    assert_string_equal(terminal_style(&utf8, STYLE_PLAIN), "\033[0m");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_fits_stays),
        cmocka_unit_test(test_what_does_not_fit_is_cut),
        cmocka_unit_test(test_charset_counts_on_terminals_only),
        cmocka_unit_test(test_no_colour_no_escapes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
