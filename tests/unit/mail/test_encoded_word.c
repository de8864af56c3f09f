#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"
#include "mail/encoded_word.h"
#include "mail/mail.h"

static uint32_t anomalies;

static const char *decode(void **state, const char *value, const char *charset) {
    anomalies = 0;
    return encoded_word_decode(*state, slice_from_string(value), charset, &anomalies);
}

static void decodes_both_encodings(void **state) {
    assert_string_equal(decode(state, "=?iso-8859-1?Q?Gr=FC=DFe_an?= alle", ""), "Grüße an alle");
    assert_string_equal(decode(state, " =?UTF-8?b?R3LDvMOfZQ==?=\r\n", ""), "Grüße");
    assert_int_equal(anomalies, 0);
}

static void joins_words_and_characters_split_over_them(void **state) {
    assert_string_equal(decode(state, "=?utf-8?Q?a?=\r\n =?utf-8?Q?b?= c", ""), "ab c");
    assert_string_equal(decode(state, "=?utf-8?B?4pg=?= =?UTF-8?B?gw==?=", ""), "☃");
    assert_string_equal(decode(state, "=?utf-8?Q?a?= =?koi8-r?Q?=C1?=", ""), "aа");
}

static void forgives_what_programs_write(void **state) {
    assert_string_equal(decode(state, "Re:=?utf-8?Q?=C3=BC?=!", ""), "Re:ü!");
    assert_string_equal(decode(state, "=?utf-8?Q?with space?=", ""), "with space");
    assert_string_equal(decode(state, "=?iso-8859-1*en?Q?=FC?=", ""), "ü");
    assert_string_equal(decode(state, "=?utf-8?Q?\?= x", ""), "x");
}

static void keeps_what_is_no_word(void **state) {
    assert_string_equal(decode(state, "=? =?utf-8?X?a?= =?utf-8?Q?never", ""),
                        "=? =?utf-8?X?a?= =?utf-8?Q?never");
}

static void decodes_raw_text_in_the_charset_of_the_body(void **state) {
    assert_string_equal(decode(state, "\xf0\xd2\xc9 =?utf-8?Q?=C3=BC?=", "koi8-r"), "При ü");
    assert_string_equal(decode(state, "Grüße", ""), "Grüße");
    assert_int_equal(anomalies, MAIL_NO_CHARSET);
}

static void stays_on_one_line(void **state) {
    assert_string_equal(decode(state, "=?utf-8?Q?a=0D=0Ab=1B[1m?=", ""), "a  b [1m");
    assert_string_equal(decode(state, "a\r\n\tb", ""), "a b");
}

static void measures_words(void **state) {
    assert_int_equal(encoded_word_length(slice_from_string("=?a?q?b?=c")), 9);
    assert_int_equal(encoded_word_length(slice_from_string("x=?a?q?b?=c")), 0);
    assert_int_equal(encoded_word_length(slice_from_string("=?a?q?b")), 0);
}

/* Each begins a word that never ends; quadratic time would take minutes. */
static void stays_linear(void **state) {
    enum { SIZE = 8 << 20 };
    const char *begin = "=?a?q?x";
    char *value = arena_alloc(*state, SIZE + 1);
    for (size_t i = 0; i < SIZE; i++)
        value[i] = begin[i % strlen(begin)];
    assert_int_equal(strlen(decode(state, value, "")), SIZE);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(decodes_both_encodings, set_up, tear_down),
        cmocka_unit_test_setup_teardown(joins_words_and_characters_split_over_them, set_up, tear_down),
        cmocka_unit_test_setup_teardown(forgives_what_programs_write, set_up, tear_down),
        cmocka_unit_test_setup_teardown(keeps_what_is_no_word, set_up, tear_down),
        cmocka_unit_test_setup_teardown(decodes_raw_text_in_the_charset_of_the_body, set_up, tear_down),
        cmocka_unit_test_setup_teardown(stays_on_one_line, set_up, tear_down),
        cmocka_unit_test_setup_teardown(measures_words, set_up, tear_down),
        cmocka_unit_test_setup_teardown(stays_linear, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
