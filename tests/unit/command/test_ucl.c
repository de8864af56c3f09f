/* The configuration language, and what is wrong with what is not it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "command/ucl.h"

static void assert_reads(const char *text, const char *json) {
    struct error error;
    json_t *value = ucl_read(slice_from_string(text), &error);
    assert_non_null(value);
    char *dumped = json_dumps(value, JSON_COMPACT);
    assert_string_equal(dumped, json);
    free(dumped);
    json_decref(value);
}

static void assert_refused(const char *text, const char *why) {
    struct error error = {""};
    assert_null(ucl_read(slice_from_string(text), &error));
    assert_string_equal(error.message, why);
}

static void test_every_way_to_give_a_value(void **state) {
    assert_reads("a = 1\nb: two words\nc three; d \"q; \\\" q\"\ne = 'x'",
                 "{\"a\":\"1\",\"b\":\"two words\",\"c\":\"three\",\"d\":\"q; \\\" q\",\"e\":\"x\"}");
}

static void test_sections_and_lists(void **state) {
    assert_reads("geo { country = /a.mmdb; asn /b.mmdb }\n",
                 "{\"geo\":{\"country\":\"/a.mmdb\",\"asn\":\"/b.mmdb\"}}");
    assert_reads("t = [ a, \"b\",\n c ]", "{\"t\":[\"a\",\"b\",\"c\"]}");
    assert_reads("t = []; u {}", "{\"t\":[],\"u\":{}}");
}

static void test_a_key_given_twice_is_a_list(void **state) {
    assert_reads("t a\nt b\nt [c, d]", "{\"t\":[\"a\",\"b\",\"c\",\"d\"]}");
}

static void test_comments(void **state) {
    assert_reads("# one\na = b # two\n/* three /* nested */ */ c = d /* four */\n",
                 "{\"a\":\"b\",\"c\":\"d\"}");
    assert_reads("", "{}");
}

static void test_json_is_read_too(void **state) {
    assert_reads("{\"a\": [1, 2], \"b\": {\"c\": \"d\"}}\n", "{\"a\":[\"1\",\"2\"],\"b\":{\"c\":\"d\"}}");
}

static void test_errors_name_line_and_fault(void **state) {
    assert_refused("a = b\n\nc {\n", "line 4: a section is not closed with }");
    assert_refused("a = [b", "line 1: a list is not closed with ]");
    assert_refused("a = \"b\n", "line 1: a string is not closed");
    assert_refused("\n/* a", "line 2: a comment is not closed");
    assert_refused("a =", "line 1: a value is missing");
    assert_refused("}", "line 1: a value is missing");
    assert_refused("{a = b} c", "line 1: something stands behind the closing }");
    assert_refused("a = \xFF", "line 1: this is no UTF-8");
}

static void test_nesting_is_limited(void **state) {
    struct buffer text = {0};
    for (int i = 0; i < 100000; i++)
        buffer_append_string(&text, "a{");
    struct error error;
    assert_null(ucl_read(buffer_slice(&text), &error));
    assert_string_equal(error.message, "line 1: sections are nested too deep");
    buffer_free(&text);
}

static void test_bytes_are_no_text(void **state) {
    struct error error;
    assert_null(ucl_read(slice_of("a\0b", 3), &error));
    assert_string_equal(error.message, "line 1: this is no text");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_way_to_give_a_value),
        cmocka_unit_test(test_sections_and_lists),
        cmocka_unit_test(test_a_key_given_twice_is_a_list),
        cmocka_unit_test(test_comments),
        cmocka_unit_test(test_json_is_read_too),
        cmocka_unit_test(test_errors_name_line_and_fault),
        cmocka_unit_test(test_nesting_is_limited),
        cmocka_unit_test(test_bytes_are_no_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
