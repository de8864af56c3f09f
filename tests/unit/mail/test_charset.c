#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"
#include "mail/charset.h"
#include "mail/mail.h"

static void assert_text(struct slice text, const char *expected) {
    assert_int_equal(text.size, strlen(expected));
    assert_memory_equal(text.data, expected, text.size);
}

static void check(void **state, const char *bytes, const char *label, const char *expected, uint32_t odd) {
    uint32_t anomalies = 0;
    assert_text(charset_to_utf8(*state, slice_from_string(bytes), label, &anomalies), expected);
    assert_int_equal(anomalies, odd);
}

static void reads_each_charset(void **state) {
    check(state, "plain", "us-ascii", "plain", 0);
    check(state, "Gr\xfc\xdf", "ISO-8859-15", "Grüß", 0);
    check(state, "\xf0\xd2\xc9", "koi8-r", "При", 0);
    check(state, "\xcf\xf0\xe8", "windows-1251", "При", 0);
    check(state, "\xd6\xd0\xce\xc4", "gb18030", "中文", 0);
    check(state, "\xa4\xa4\xa4\xe5", "big5", "中文", 0);
    check(state, "\x93\xfa\x96\x7b", "shift_jis", "日本", 0);
    check(state, "\x1b$BF|K\\\x1b(B.", "iso-2022-jp", "日本.", 0);
    check(state, "Gr+APwA3w-", "utf-7", "Grüß", 0);
    check(state, "Grüß", "utf-8", "Grüß", 0);
}

static void reads_labels_as_the_web_does(void **state) {
    check(state, "\x80 5", "iso-8859-1", "€ 5", 0);
    check(state, "\x93quoted\x94", "us-ascii", "“quoted”", 0);
    check(state, "\xe9\x46", "gb2312", "镕", 0);
    check(state, "Gr\xfc\xdf", " \"Latin1\" ", "Grüß", 0);
    check(state, "Grüß", "UTF8", "Grüß", 0);
}

static void believes_bytes_that_are_utf8(void **state) {
    check(state, "Grüße", "windows-1252", "Grüße", MAIL_BAD_CHARSET);
    check(state, "Grüße", "", "Grüße", MAIL_NO_CHARSET);
    check(state, "Grüße", NULL, "Grüße", MAIL_NO_CHARSET);
}

static void guesses_where_no_charset_is_named(void **state) {
    check(state, "plain", "", "plain", 0);
    check(state, "d\xe9j\xe0 vu", "", "déjà vu", MAIL_NO_CHARSET);
    check(state, "d\xe9j\xe0 vu", "x-nothing-known", "déjà vu", MAIL_BAD_CHARSET);
    check(state,
          "\xf0\xd2\xc9\xd7\xc5\xd4, \xcb\xc1\xcb \xc4\xc5\xcc\xc1? \xfc\xd4\xcf \xd0\xc9\xd3\xd8\xcd\xcf "
          "\xce\xc1\xd0\xc9\xd3\xc1\xce\xcf \xd0\xcf-\xd2\xd5\xd3\xd3\xcb\xc9",
          "", "Привет, как дела? Это письмо написано по-русски", MAIL_NO_CHARSET);
}

static void marks_what_is_not_of_the_charset(void **state) {
    check(state, "ab\x1b$Bz", "iso-2022-jp", "ab\xef\xbf\xbd", MAIL_BAD_CHARSET);
}

static void reads_utf8_with_a_broken_end(void **state) {
    check(state, "Grüße \xc3", "utf-8", "Grüße \xef\xbf\xbd", MAIL_BAD_CHARSET);
    check(state, "Grüße \xe4\xb8", "", "Grüße \xef\xbf\xbd", MAIL_NO_CHARSET | MAIL_BAD_CHARSET);
}

static void doubts_labels_of_seven_bits(void **state) {
    check(state, "d\xe9j\xe0 vu, in plain words", "utf-7", "déjà vu, in plain words", MAIL_BAD_CHARSET);
    check(state, "日本", "iso-2022-jp", "日本", MAIL_BAD_CHARSET);
}

static void forgives_shifts_without_text(void **state) {
    check(state, "\x1b$BF|\x1b(B\x1b$BK\\\x1b(B", "iso-2022-jp", "日本", 0);
}

static void drops_nul_bytes(void **state) {
    uint32_t anomalies = 0;
    assert_text(charset_to_utf8(*state, slice_of("a\0b\0", 4), "utf-8", &anomalies), "ab");
    assert_int_equal(anomalies, MAIL_NUL_BYTES);
    anomalies = 0;
    assert_text(charset_to_utf8(*state, slice_of("a\0b\0", 4), "utf-16le", &anomalies), "ab");
    assert_int_equal(anomalies, 0);
}

static void returns_plain_text_uncopied(void **state) {
    uint32_t anomalies = 0;
    const char *bytes = "as it stands";
    assert_ptr_equal(charset_to_utf8(*state, slice_from_string(bytes), "utf-8", &anomalies).data, bytes);
}

static void knows_charsets_in_which_ascii_is_not_ascii(void **state) {
    assert_true(charset_extends_ascii("koi8-r"));
    assert_true(charset_extends_ascii("iso-2022-jp"));
    assert_true(charset_extends_ascii("x-unknown"));
    assert_false(charset_extends_ascii("UTF-16LE"));
    assert_false(charset_extends_ascii("utf-7"));
    assert_false(charset_extends_ascii("unicode"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(reads_each_charset, set_up, tear_down),
        cmocka_unit_test_setup_teardown(reads_labels_as_the_web_does, set_up, tear_down),
        cmocka_unit_test_setup_teardown(believes_bytes_that_are_utf8, set_up, tear_down),
        cmocka_unit_test_setup_teardown(guesses_where_no_charset_is_named, set_up, tear_down),
        cmocka_unit_test_setup_teardown(marks_what_is_not_of_the_charset, set_up, tear_down),
        cmocka_unit_test_setup_teardown(reads_utf8_with_a_broken_end, set_up, tear_down),
        cmocka_unit_test_setup_teardown(doubts_labels_of_seven_bits, set_up, tear_down),
        cmocka_unit_test_setup_teardown(forgives_shifts_without_text, set_up, tear_down),
        cmocka_unit_test_setup_teardown(drops_nul_bytes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(returns_plain_text_uncopied, set_up, tear_down),
        cmocka_unit_test_setup_teardown(knows_charsets_in_which_ascii_is_not_ascii, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
