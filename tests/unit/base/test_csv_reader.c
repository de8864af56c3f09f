/* Rows of values: quotes, line ends, a byte order mark, limits, and what is no CSV. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/csv_reader.h"

/* All rows: values with '|' behind each, rows with their line before and '/' behind. */
static void read_all(const char *text, size_t size, struct buffer *rows, struct error *error) {
    struct csv_reader reader;
    enum csv_step step;
    *rows = (struct buffer){0};
    csv_reader_open(&reader, slice_of(text, size));
    while ((step = csv_reader_next(&reader, error)) == CSV_ROW) {
        buffer_printf(rows, "%zu:", reader.line);
        for (size_t i = 0; i < reader.count; i++) {
            buffer_append(rows, reader.fields[i].data, reader.fields[i].size);
            buffer_append_string(rows, "|");
        }
        buffer_append_string(rows, "/");
    }
    csv_reader_close(&reader);
    if (step == CSV_FAILED)
        buffer_append_string(rows, "failed");
    buffer_append(rows, "", 1);
}

static void check(const char *text, const char *expected) {
    struct buffer rows;
    struct error error;
    read_all(text, strlen(text), &rows, &error);
    if (strcmp(rows.data, expected) != 0)
        fail_msg("\"%s\" gives %s, not %s", text, rows.data, expected);
    buffer_free(&rows);
}

static void check_failure(const char *text, const char *message) {
    struct buffer rows;
    struct error error;
    read_all(text, strlen(text), &rows, &error);
    assert_string_equal(rows.data + strlen(rows.data) - strlen("failed"), "failed");
    if (strncmp(error.message, message, strlen(message)) != 0)
        fail_msg("\"%s\" fails: %s", text, error.message);
    buffer_free(&rows);
}

static void test_plain(void **state) {
    check("", "");
    check("a", "1:a|/");
    check("a,b\nc,d\n", "1:a|b|/2:c|d|/");
    check("a,\n", "1:a||/");
    check(",", "1:||/");
    check("a, b ,c", "1:a| b |c|/");
    check("5\" disk,b", "1:5\" disk|b|/");
}

static void test_quotes(void **state) {
    check("\"a,b\",c", "1:a,b|c|/");
    check("\"a \"\"b\"\"\",\"\"", "1:a \"b\"||/");
    check("\"a\nb\",c\nd", "1:a\nb|c|/3:d|/");
    check("a,\"b\"", "1:a|b|/");
    check("\"\"\"\"", "1:\"|/");
}

static void test_line_ends(void **state) {
    check("a\r\nb\r\n", "1:a|/2:b|/");
    check("a\rb\r", "1:a|/2:b|/");
    check("\n\na\n\r\n\nb", "3:a|/6:b|/");
    check("\"a\"\r\nb", "1:a|/2:b|/");
}

static void test_byte_order_mark(void **state) {
    check("\xef\xbb\xbf", "");
    check("\xef\xbb\xbf"
          "a,b",
          "1:a|b|/");
    check("\xef\xbb", "1:\xef\xbb|/");
    check("a\n\xef\xbb\xbf"
          "b",
          "1:a|/2:\xef\xbb\xbf"
          "b|/");
}

static void test_what_is_no_csv(void **state) {
    check_failure("a\n\"b", "line 2 has a quote that is not closed");
    check_failure("\"", "line 1 has a quote that is not closed");
    check_failure("a,\"b\"c", "line 1 has text behind a closing quote");
    check_failure("\"a\nb\" \n", "line 1 has text behind a closing quote");
}

static void test_limits(void **state) {
    struct buffer text = {0};
    for (size_t i = 0; i < CSV_FIELD_BYTES; i++)
        buffer_append_string(&text, "x");
    buffer_append(&text, "", 1);
    struct buffer rows;
    struct error error;
    read_all(text.data, text.size - 1, &rows, &error);
    assert_int_equal(rows.size, strlen("1:") + CSV_FIELD_BYTES + strlen("|/") + 1);
    buffer_free(&rows);
    text.data[text.size - 1] = 'x';
    buffer_append(&text, "", 1);
    check_failure(text.data, "line 1 has a value of more than 8192 bytes");
    text.data[0] = '"';
    buffer_append_string(&text, "x");
    buffer_append(&text, "", 1);
    text.data[text.size - 3] = 'x';
    check_failure(text.data, "line 1 has a value of more than 8192 bytes");
    buffer_clear(&text);
    for (size_t i = 1; i < CSV_FIELDS; i++)
        buffer_append_string(&text, ",");
    buffer_append(&text, "", 1);
    read_all(text.data, text.size - 1, &rows, &error);
    assert_null(strstr(rows.data, "failed"));
    buffer_free(&rows);
    text.data[text.size - 1] = ',';
    buffer_append(&text, "", 1);
    check_failure(text.data, "line 1 has more than 256 fields");
    buffer_free(&text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plain),          cmocka_unit_test(test_quotes),
        cmocka_unit_test(test_line_ends),      cmocka_unit_test(test_byte_order_mark),
        cmocka_unit_test(test_what_is_no_csv), cmocka_unit_test(test_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
