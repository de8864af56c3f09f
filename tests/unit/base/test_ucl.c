/* The configuration language, and what is wrong with what is not it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "base/ucl.h"

/* As JSON, for tests to compare: a key that comes twice stands there twice. */
static void dump(const struct ucl_value *value, struct buffer *into) {
    if (value->kind == UCL_STRING) {
        buffer_printf(into, "\"%s\"", value->string);
        return;
    }
    buffer_append_string(into, value->kind == UCL_LIST ? "[" : "{");
    for (const struct ucl_value *item = value->first; item; item = item->next) {
        if (value->kind == UCL_SECTION)
            buffer_printf(into, "\"%s\":", item->key);
        dump(item, into);
        if (item->next)
            buffer_append_string(into, ",");
    }
    buffer_append_string(into, value->kind == UCL_LIST ? "]" : "}");
}

static void assert_reads(const char *text, const char *json) {
    struct arena *arena = arena_new();
    struct buffer dumped = {0};
    struct error error = {""};
    const struct ucl_value *value = ucl_read(arena, slice_from_string(text), &error);
    assert_string_equal(error.message, "");
    assert_non_null(value);
    dump(value, &dumped);
    buffer_append(&dumped, "", 1);
    assert_string_equal(dumped.data, json);
    buffer_free(&dumped);
    arena_free(arena);
}

static void assert_refused(const char *text, const char *why) {
    struct arena *arena = arena_new();
    struct error error = {""};
    assert_null(ucl_read(arena, slice_from_string(text), &error));
    assert_string_equal(error.message, why);
    arena_free(arena);
}

static void test_every_way_to_give_a_value(void **state) {
    assert_reads("a = 1\nb: two words\nc three; d \"q; \\\" q\\n\"\ne = 'x'",
                 "{\"a\":\"1\",\"b\":\"two words\",\"c\":\"three\",\"d\":\"q; \" q\n\",\"e\":\"x\"}");
}

static void test_sections_and_lists(void **state) {
    assert_reads("geo { country = /a.mmdb; asn /b.mmdb }\n",
                 "{\"geo\":{\"country\":\"/a.mmdb\",\"asn\":\"/b.mmdb\"}}");
    assert_reads("t = [ a, \"b\",\n c ]", "{\"t\":[\"a\",\"b\",\"c\"]}");
    assert_reads("t = []; u {}", "{\"t\":[],\"u\":{}}");
}

static void test_strings_under_a_key_that_comes_twice(void **state) {
    struct arena *arena = arena_new();
    struct error error;
    struct ucl_strings strings = {0};
    const struct ucl_value *all = ucl_read(arena, slice_from_string("t a\nt b\nt [c, d]\nt [[e]]\n"), &error);
    const struct ucl_value *value = all->first;
    for (; value->next; value = value->next)
        assert_true(ucl_strings_add(arena, &strings, value));
    assert_int_equal(strings.count, 4);
    for (size_t i = 0; i < 4; i++)
        assert_string_equal(strings.items[i], ((const char *[]){"a", "b", "c", "d"})[i]);
    assert_false(ucl_strings_add(arena, &strings, value));
    arena_free(arena);
}

static void test_sections_with_names(void **state) {
    assert_reads("feed north { traps = 5 }\nfeed south { traps 6 }",
                 "{\"feed\":{\"north\":{\"traps\":\"5\"}},\"feed\":{\"south\":{\"traps\":\"6\"}}}");
    assert_reads("feed \"a b\" {}", "{\"feed\":{\"a b\":{}}}");
    assert_refused("a = b {c|d}", "line 1: a value with a brace in it stands in quotes");
}

static void test_texts_of_many_lines(void **state) {
    assert_reads("t = <<EOT\none {a|b}; # two\n\n  EOT\nEOT\nu <<X\nX\n",
                 "{\"t\":\"one {a|b}; # two\n\n  EOT\",\"u\":\"\"}");
    assert_reads("t = [<<A\na\nA\n, <<A\r\nb\r\nA\r\n]", "{\"t\":[\"a\",\"b\"]}");
    assert_refused("\nt = <<EOT\na\n EOT\n",
                   "line 2: the text from << on has no end: a line that is its word alone");
    assert_refused("t = <<\n", "line 1: behind << a word is missing");
    assert_refused("t = <<EOT x\n",
                   "line 1: behind << stands one word of capital letters, and then the line ends");
}

static void test_every_value_knows_its_line(void **state) {
    struct arena *arena = arena_new();
    struct error error;
    const struct ucl_value *all =
        ucl_read(arena, slice_from_string("a = <<E\nx\nE\n\nb {\n  c = d\n}\n"), &error);
    assert_int_equal(all->first->line, 1);
    assert_int_equal(all->first->next->line, 5);
    assert_int_equal(all->first->next->first->line, 6);
    arena_free(arena);
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
    buffer_append(&text, "", 1);
    assert_refused(text.data, "line 1: sections are nested too deep");
    buffer_free(&text);
}

static void test_bytes_are_no_text(void **state) {
    struct arena *arena = arena_new();
    struct error error;
    assert_null(ucl_read(arena, slice_of("a\0b", 3), &error));
    assert_string_equal(error.message, "line 1: this is no text");
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_way_to_give_a_value),
        cmocka_unit_test(test_sections_and_lists),
        cmocka_unit_test(test_strings_under_a_key_that_comes_twice),
        cmocka_unit_test(test_sections_with_names),
        cmocka_unit_test(test_texts_of_many_lines),
        cmocka_unit_test(test_every_value_knows_its_line),
        cmocka_unit_test(test_comments),
        cmocka_unit_test(test_json_is_read_too),
        cmocka_unit_test(test_errors_name_line_and_fault),
        cmocka_unit_test(test_nesting_is_limited),
        cmocka_unit_test(test_bytes_are_no_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
