/* Mail as it goes over the line, and the client as XCLIENT gives it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "bench/smtp_letter.h"
#include "bench/smtp_reply.h"

static const unsigned all =
    SMTP_OFFER_XCLIENT | SMTP_OFFER_XCLIENT_ADDR | SMTP_OFFER_XCLIENT_NAME | SMTP_OFFER_XCLIENT_HELO;

static struct handover mail_of(const char *own, const char *rest, char *into) {
    strcpy(into, own);
    strcat(into, rest);
    return (struct handover){.bytes = slice_from_string(into),
                             .own_bytes = strlen(own),
                             .client = "192.0.2.7",
                             .client_name = "host.example.net",
                             .helo = "host",
                             .mail_from = "a@example.net"};
}

static void check_wire(const char *text, const char *expected) {
    struct buffer wire = {0};
    smtp_letter_wire(slice_from_string(text), &wire);
    buffer_append(&wire, "", 1);
    assert_string_equal(wire.data, expected);
    buffer_free(&wire);
}

static void dots_are_doubled(void **state) {
    check_wire(".\n", "..\r\n.\r\n");
    check_wire("a\n.\n..b\n.c\nd.\n", "a\r\n..\r\n...b\r\n..c\r\nd.\r\n.\r\n");
    check_wire("a\r\n.\r\nb\r\n", "a\r\n..\r\nb\r\n.\r\n");
}

/* A bare CR or LF would be a line end to some and none to others, and so could hold another mail. */
static void every_line_end_is_crlf(void **state) {
    check_wire("a\r.\rb\n\rc", "a\r\n..\r\nb\r\n\r\nc\r\n.\r\n");
    check_wire("", ".\r\n");
    check_wire("no end", "no end\r\n.\r\n");
}

static void check_text(const struct handover *mail, enum smtp_client client, const char *expected) {
    struct buffer text = {0};
    smtp_letter_text(mail, client, "X-Original-IP", &text);
    buffer_append(&text, "", 1);
    assert_string_equal(text.data, expected);
    buffer_free(&text);
}

static void own_headers_stay_only_with_received(void **state) {
    char bytes[200];
    struct handover mail = mail_of("Received: by mx\n", "Subject: s\n\nb\n", bytes);
    check_text(&mail, SMTP_CLIENT_RECEIVED, "Received: by mx\nSubject: s\n\nb\n");
    check_text(&mail, SMTP_CLIENT_XCLIENT, "Subject: s\n\nb\n");
    check_text(&mail, SMTP_CLIENT_NONE, "Subject: s\n\nb\n");
    check_text(&mail, SMTP_CLIENT_HEADER, "X-Original-IP: 192.0.2.7\r\nSubject: s\n\nb\n");
    mail.client = "";
    check_text(&mail, SMTP_CLIENT_HEADER, "Subject: s\n\nb\n");
}

static void check_xclient(const struct handover *mail, unsigned offers, const char *expected) {
    struct buffer command = {0};
    smtp_letter_xclient(mail, offers, &command);
    buffer_append(&command, "", 1);
    assert_string_equal(command.data, expected);
    buffer_free(&command);
}

static void xclient_has_what_is_offered(void **state) {
    char bytes[200];
    struct handover mail = mail_of("", "\n", bytes);
    check_xclient(&mail, all, "XCLIENT ADDR=192.0.2.7 NAME=host.example.net HELO=host\r\n");
    check_xclient(&mail, SMTP_OFFER_XCLIENT | SMTP_OFFER_XCLIENT_ADDR, "XCLIENT ADDR=192.0.2.7\r\n");
    mail.client = "2001:db8::7";
    mail.client_name = "";
    mail.helo = "a+b=c";
    check_xclient(&mail, all, "XCLIENT ADDR=IPV6:2001:db8::7 NAME=[UNAVAILABLE] HELO=a+2Bb+3Dc\r\n");
    mail.client = "";
    mail.client_name = "not/a=name";
    mail.helo = "";
    check_xclient(&mail, all, "XCLIENT ADDR=[UNAVAILABLE] NAME=[UNAVAILABLE] HELO=[UNAVAILABLE]\r\n");
}

static void xclient_is_no_longer_than_a_command(void **state) {
    char bytes[200], name[HANDOVER_WORD_BYTES + 1] = "", helo[HANDOVER_WORD_BYTES + 1] = "";
    struct handover mail = mail_of("", "\n", bytes);
    struct buffer command = {0};
    memset(name, 'n', HANDOVER_WORD_BYTES);
    memset(helo, '+', HANDOVER_WORD_BYTES);
    mail.client_name = name;
    mail.helo = helo;
    smtp_letter_xclient(&mail, all, &command);
    assert_true(command.size <= SMTP_COMMAND_BYTES);
    buffer_append(&command, "", 1);
    assert_non_null(strstr(command.data, "nnn HELO=[UNAVAILABLE]\r\n"));
    buffer_free(&command);
}

static void eight_bits_are_seen(void **state) {
    assert_false(smtp_letter_is_8bit(slice_from_string("abc\r\n\t~")));
    assert_true(smtp_letter_is_8bit(slice_from_string("abc\xe4")));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dots_are_doubled),
        cmocka_unit_test(every_line_end_is_crlf),
        cmocka_unit_test(own_headers_stay_only_with_received),
        cmocka_unit_test(xclient_has_what_is_offered),
        cmocka_unit_test(xclient_is_no_longer_than_a_command),
        cmocka_unit_test(eight_bits_are_seen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
