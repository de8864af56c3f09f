/* Values as programs read them: rows of CSV, amounts of money. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "command/csv.h"
#include "command/output.h"

static void assert_row(const char *first, const char *second, const char *expected) {
    struct buffer rows = {0};
    csv_append(&rows, first);
    csv_append(&rows, second);
    csv_end(&rows);
    buffer_append(&rows, "", 1);
    assert_string_equal(rows.data, expected);
    buffer_free(&rows);
}

static void test_commas_and_quotes_are_quoted(void **state) {
    assert_row("ABCD", "", "ABCD,\n");
    assert_row("", "ABCD", ",ABCD\n");
    assert_row("Abcd, Inc", "the \"best\"", "\"Abcd, Inc\",\"the \"\"best\"\"\"\n");
}

static void test_a_value_is_one_line(void **state) {
    assert_row("a\nb", "\033[31mc", "a b,\" [31mc\"\n");
}

static void assert_inert(const char *value, const char *expected) {
    struct buffer rows = {0};
    csv_append_inert(&rows, value);
    csv_end(&rows);
    buffer_append(&rows, "", 1);
    assert_string_equal(rows.data, expected);
    buffer_free(&rows);
}

static void test_formulas_are_text(void **state) {
    assert_inert("=HYPERLINK(\"http://example.org\",\"x\")",
                 "\"'=HYPERLINK(\"\"http://example.org\"\",\"\"x\"\")\"\n");
    assert_inert("+15550100", "'+15550100\n");
    assert_inert("-1", "'-1\n");
    assert_inert("@SUM(1)", "'@SUM(1)\n");
    assert_inert("\t=1", "' =1\n");
    assert_inert("a=b", "a=b\n");
    assert_inert("", "\n");
}

static void assert_amount(double amount, const char *expected) {
    char text[OUTPUT_NUMBER_BYTES];
    assert_string_equal(output_amount(amount, text), expected);
}

static void test_amounts_have_six_digits(void **state) {
    assert_amount(0.12, "0.12");
    assert_amount((double)0.12F, "0.12");
    assert_amount(1250.5, "1250.5");
    assert_amount(100, "100");
    assert_amount(1234567, "1234567");
    assert_amount(0.0000012, "0.0000012");
    assert_amount(9.9999999, "10");
}

static void test_what_is_no_amount_is_empty(void **state) {
    assert_amount(0, "");
    assert_amount(-1, "");
    assert_amount(1e300, "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_commas_and_quotes_are_quoted),
        cmocka_unit_test(test_a_value_is_one_line),
        cmocka_unit_test(test_formulas_are_text),
        cmocka_unit_test(test_amounts_have_six_digits),
        cmocka_unit_test(test_what_is_no_amount_is_empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
