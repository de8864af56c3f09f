/* Replies of mail servers: whole, in several lines, and what is none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "bench/smtp_reply.h"

static enum smtp_reply_step add(struct smtp_reply *reply, const char *line) {
    return smtp_reply_add(reply, slice_from_string(line));
}

static void one_line_is_a_reply(void **state) {
    struct smtp_reply reply = {0};
    assert_int_equal(add(&reply, "550 5.7.1 go away"), SMTP_REPLY_WHOLE);
    assert_int_equal(reply.code, 550);
    assert_string_equal(reply.text, "5.7.1 go away");
    reply = (struct smtp_reply){0};
    assert_int_equal(add(&reply, "250"), SMTP_REPLY_WHOLE);
    assert_int_equal(reply.code, 250);
    assert_string_equal(reply.text, "");
}

static void lines_with_a_dash_go_on(void **state) {
    struct smtp_reply reply = {0};
    assert_int_equal(add(&reply, "554-5.7.1 listed"), SMTP_REPLY_MORE);
    assert_int_equal(add(&reply, "554-see the list"), SMTP_REPLY_MORE);
    assert_int_equal(add(&reply, "554 bye"), SMTP_REPLY_WHOLE);
    assert_int_equal(reply.lines, 3);
    assert_string_equal(reply.text, "5.7.1 listed");
}

static void extensions_are_read_behind_the_first_line(void **state) {
    struct smtp_reply reply = {0};
    add(&reply, "250-8BITMIME.example");
    add(&reply, "250-xclient addr NAME proto");
    add(&reply, "250-8BITMIMEX");
    assert_int_equal(add(&reply, "250 SIZE 1000"), SMTP_REPLY_WHOLE);
    assert_int_equal(reply.offers, SMTP_OFFER_XCLIENT | SMTP_OFFER_XCLIENT_ADDR | SMTP_OFFER_XCLIENT_NAME);
    reply = (struct smtp_reply){0};
    add(&reply, "250-XCLIENT ADDR");
    add(&reply, "250 8bitmime");
    assert_int_equal(reply.offers, SMTP_OFFER_8BITMIME);
}

static void anything_else_is_garbage(void **state) {
    static const char *const lines[] = {"",       "2",       "25x ok",   "600 what",     "150 wait",
                                        "250_ok", "250\tok", "HTTP/1.1", "\xff\xfe\x00", " 250 late",
                                        "2500 ok"};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct smtp_reply reply = {0};
        assert_int_equal(add(&reply, lines[i]), SMTP_REPLY_GARBAGE);
    }
}

static void another_code_or_no_end_is_garbage(void **state) {
    struct smtp_reply reply = {0};
    assert_int_equal(add(&reply, "250-one"), SMTP_REPLY_MORE);
    assert_int_equal(add(&reply, "550 other"), SMTP_REPLY_GARBAGE);
    reply = (struct smtp_reply){0};
    for (int i = 0; i < SMTP_REPLY_LINES; i++)
        assert_int_equal(add(&reply, "250-more"), SMTP_REPLY_MORE);
    assert_int_equal(add(&reply, "250 end"), SMTP_REPLY_GARBAGE);
}

static void text_is_cut_and_printable(void **state) {
    struct smtp_reply reply = {0};
    char line[SMTP_REPLY_LINE_BYTES + 1];
    memset(line, 'a', sizeof line - 1);
    line[sizeof line - 1] = '\0';
    memcpy(line, "450 \x1b[1m\x80", 9);
    assert_int_equal(add(&reply, line), SMTP_REPLY_WHOLE);
    assert_int_equal(strlen(reply.text), SMTP_REPLY_TEXT_BYTES - 1);
    assert_memory_equal(reply.text, " [1m aaa", 8);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_line_is_a_reply),
        cmocka_unit_test(lines_with_a_dash_go_on),
        cmocka_unit_test(extensions_are_read_behind_the_first_line),
        cmocka_unit_test(anything_else_is_garbage),
        cmocka_unit_test(another_code_or_no_end_is_garbage),
        cmocka_unit_test(text_is_cut_and_printable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
