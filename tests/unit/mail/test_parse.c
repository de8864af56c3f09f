/* Whole mails. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"
#include "mail/mail.h"

#define HEAD                                                                                                 \
    "From: Ann <ann@Example.ORG>\nTo: bob@example.net\nSubject: subject\nMessage-ID: <1@example.org>\n"      \
    "Date: Sun, 8 Apr 2007 13:13:04 +0200\n"
#define PICTURE "Content-Type: image/gif; name=p.gif\nContent-Transfer-Encoding: base64\n\nR0lGODlhQAHIAIA=\n"

static struct mail *parse(void **state, const char *raw) {
    return mail_parse(*state, slice_from_string(raw), NULL, NULL);
}

static void assert_texts(const struct mail *mail, const char *text, const char *other_text) {
    assert_string_equal(mail->text, text);
    assert_int_equal(mail->text_bytes, strlen(text));
    assert_string_equal(mail->other_text, other_text);
    assert_int_equal(mail->other_text_bytes, strlen(other_text));
}

static void reads_a_plain_mail(void **state) {
    struct mail *mail = parse(state, HEAD "\nHello\r\nBob,\tsee\n\n");
    assert_texts(mail, "Hello\nBob, see", "");
    assert_string_equal(mail->subject, "subject");
    assert_string_equal(mail->from.name, "Ann");
    assert_string_equal(mail->from.address, "ann@example.org");
    assert_string_equal(mail->message_id, "<1@example.org>");
    assert_int_equal(mail->date, 1176030784);
    assert_int_equal(mail->received, mail->date);
    assert_int_equal(mail->anomalies, 0);
    assert_int_equal(mail->mail_class, MAIL_ORDINARY);
    assert_null(mail->unreadable);
    assert_null(mail->returned);
}

static void shows_the_html_of_alternatives(void **state) {
    struct mail *mail = parse(state, HEAD "Content-Type: multipart/alternative; boundary=b\n\n"
                                          "--b\n\nas plain text\n--b\nContent-Type: text/html\n\n"
                                          "<p>as <b>rich</b> text</p>\n--b--\n");
    assert_texts(mail, "as rich text", "as plain text");
}

static void shows_plain_text_where_the_html_shows_nothing(void **state) {
    struct mail *mail = parse(state, HEAD "Content-Type: multipart/alternative; boundary=b\n\n"
                                          "--b\n\nas plain text\n--b\nContent-Type: text/html\n\n"
                                          "<html><body></body></html>\n--b--\n");
    assert_texts(mail, "as plain text", "");
}

static void sets_a_decoy_beside_a_picture_apart(void **state) {
    struct mail *mail =
        parse(state, HEAD "Content-Type: multipart/related; boundary=r\n\n"
                          "--r\nContent-Type: multipart/alternative; boundary=b\n\n--b\n\ndecoy\n"
                          "--b\nContent-Type: text/html\n\n<img src=\"cid:p@example.org\">\n--b--\n"
                          "--r\nContent-ID: <p@example.org>\n" PICTURE "--r--\n");
    assert_texts(mail, "", "decoy");
    assert_int_equal(mail->attachment_count, 1);
    assert_true(mail->attachments[0].inlined && mail->attachments[0].image);
    assert_false(mail->anomalies & MAIL_NO_BODY);
}

static void finds_the_html_in_a_related_alternative(void **state) {
    struct mail *mail =
        parse(state, HEAD "Content-Type: multipart/alternative; boundary=b\n\n--b\n\nplain\n"
                          "--b\nContent-Type: multipart/related; boundary=r\n\n"
                          "--r\nContent-Type: text/html\n\nrich\n--r\n" PICTURE "--r--\n--b--\n");
    assert_texts(mail, "rich", "plain");
    assert_int_equal(mail->attachment_count, 1);
}

static void shows_mixed_parts_in_order(void **state) {
    struct mail *mail =
        parse(state, HEAD "Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n"
                          "--b\nContent-Disposition: attachment; filename=a.txt\n\nnot shown\n--b\n" PICTURE
                          "--b\nContent-Type: text/html\n\ntwo\n--b\n\nthree\n--b--\n");
    assert_texts(mail, "one\ntwo\nthree", "");
    assert_int_equal(mail->attachment_count, 2);
    assert_string_equal(mail->attachments[0].name, "a.txt");
}

static void shows_a_message_in_a_message(void **state) {
    struct mail *mail = parse(state, HEAD "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nlook:\n"
                                          "--b\nContent-Type: message/rfc822\n\n" HEAD
                                          "Content-Type: text/html\n\n<p>inner</p>\n--b--\n");
    assert_texts(mail, "look:\ninner", "");
    assert_null(mail->returned);
}

static void stops_at_messages_nested_too_deep(void **state) {
    const char *raw = HEAD "\ntext";
    for (int i = 0; i < 20; i++)
        raw = arena_printf(*state, HEAD "Content-Type: message/rfc822\n\n%s", raw);
    struct mail *mail = parse(state, raw);
    assert_texts(mail, "", "");
    assert_true(mail->anomalies & MAIL_LIMIT);
}

static void reads_the_mail_that_a_bounce_returns(void **state) {
    struct mail *mail =
        parse(state, "Return-Path: <>\nFrom: mailer-daemon@example.net\nTo: ann@example.org\n"
                     "Subject: Undelivered Mail Returned to Sender\n"
                     "Content-Type: multipart/report; report-type=delivery-status; boundary=q\n\n"
                     "--q\n\nI could not deliver it.\n--q\nContent-Type: message/delivery-status\n\n"
                     "Final-Recipient: rfc822; bob@example.net\nAction: failed\n"
                     "--q\nContent-Type: message/rfc822\n\n" HEAD "\nBuy http://shop.example.com/\n--q--\n");
    assert_int_equal(mail->mail_class, MAIL_BOUNCE);
    assert_true(mail->null_sender);
    assert_non_null(mail->returned);
    assert_string_equal(mail->returned->subject, "subject");
    assert_string_equal(mail->returned->text, "Buy http://shop.example.com/");
    assert_int_equal(mail->returned->link_count, 1);
}

static void reads_the_head_that_a_bounce_returns(void **state) {
    struct mail *mail =
        parse(state, "Return-Path: <>\nFrom: mailer-daemon@example.net\n"
                     "Subject: Delivery failure\n"
                     "Content-Type: multipart/report; report-type=delivery-status; boundary=q\n\n"
                     "--q\n\nfailed\n--q\nContent-Type: text/rfc822-headers\n\n" HEAD "--q--\n");
    assert_non_null(mail->returned);
    assert_string_equal(mail->returned->from.address, "ann@example.org");
    assert_string_equal(mail->returned->text, "");
}

static void keeps_what_else_ambiguous_structure_may_show(void **state) {
    struct mail *mail = parse(state, HEAD "Content-Type: multipart/mixed; boundary=a\n"
                                          "Content-Type: multipart/mixed; boundary=b\n\n"
                                          "--a\n\none\n--a--\n--b\n\ntwo\n--b--\n");
    assert_string_equal(mail->text, "one");
    assert_non_null(strstr(mail->other_text, "two"));
    assert_true(mail->anomalies & MAIL_DUPLICATE_CONTENT_TYPE);
}

static void reads_an_undeclared_boundary(void **state) {
    struct mail *mail = parse(state, HEAD "Content-Type: multipart/alternative\n\n"
                                          "--x\nContent-Type: text/html\n\nshown\n--x--\n");
    assert_texts(mail, "shown", "");
    assert_int_equal(mail->anomalies, MAIL_UNDECLARED_BOUNDARY);
}

static void shows_nothing_of_a_multipart_without_parts(void **state) {
    struct mail *mail = parse(state, HEAD "Content-Type: multipart/mixed; boundary=a\n\n"
                                          "--a\nContent-Type: multipart/related; boundary=b\n\n--b--\n"
                                          "--a\n\nshown\n--a--\n");
    assert_texts(mail, "shown", "");
    assert_int_equal(mail->anomalies, 0);
}

static void keeps_text_around_the_parts(void **state) {
    struct mail *mail = parse(state, HEAD "Content-Type: multipart/mixed; boundary=b\n\nbefore\n"
                                          "--b\n\none\n--b--\nbehind\n");
    assert_texts(mail, "one", "before\nbehind");
    assert_int_equal(mail->anomalies, MAIL_PART_AFTER_END);
    mail = parse(state, HEAD "Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b--\n--b\n\ntwo\n");
    assert_texts(mail, "one\ntwo", "");
    assert_true(mail->anomalies & MAIL_PART_AFTER_END);
}

static void notes_a_missing_charset(void **state) {
    struct mail *mail = parse(state, HEAD "\nd\xe9j\xe0 vu\n");
    assert_texts(mail, "déjà vu", "");
    assert_int_equal(mail->anomalies, MAIL_NO_CHARSET);
}

static void reads_html_that_is_not_declared(void **state) {
    assert_texts(parse(state, HEAD "\n\n<html><p>shown</p></html>\n"), "shown", "");
    assert_texts(parse(state, HEAD "Content-Type: text/plain\n\n<html>as it is\n"), "<html>as it is", "");
}

static void sets_hidden_text_apart(void **state) {
    struct mail *mail = parse(state, HEAD "Content-Type: text/html\n\n<p>seen</p>"
                                          "<p style=\"display:none\">some words that nobody sees</p>");
    assert_texts(mail, "seen", "");
    assert_string_equal(mail->hidden, "some words that nobody sees");
}

static void says_why_a_mail_is_unreadable(void **state) {
    assert_string_equal(parse(state, "")->unreadable, "empty");
    assert_string_equal(parse(state, "just text\nand more\n")->unreadable, "no mail: no header");
    static const char zeros[64];
    struct mail *mail = mail_parse(*state, slice_of(zeros, sizeof zeros), NULL, NULL);
    assert_string_equal(mail->unreadable, "no mail: binary data without a header");
    assert_texts(mail, "", "");
    assert_string_equal(mail->subject, "");
}

static void notes_what_is_missing(void **state) {
    struct mail *mail = parse(state, "Subject: x\n");
    assert_int_equal(mail->anomalies, MAIL_NO_BODY | MAIL_NO_DATE);
    assert_int_equal(mail->date, TIME_NONE);
    assert_int_equal(mail->received, TIME_NONE);
}

static void assert_recipient(const struct mail *mail, size_t i, const char *name, const char *address) {
    assert_true(i < mail->recipient_count);
    assert_string_equal(mail->recipients[i].name, name);
    assert_string_equal(mail->recipients[i].address, address);
}

static void reads_recipients_once(void **state) {
    struct mail *mail = parse(
        state, "Delivered-To: c@example.org\nTo: A <a@example.org>, \"B, b\" <b@example.org>,\n"
               " list: c@Example.org, =?utf-8?Q?D=2C_d?= <d@example.org>;, undisclosed-recipients:;\n"
               "Cc: b@example.org\nReceived: from x.example.com (x.example.com [192.0.2.1])\n"
               " by mx.example.org with ESMTP id 1 for <e@example.org>; Sun, 8 Apr 2007 13:13:04 +0200\n\n");
    assert_int_equal(mail->recipient_count, 5);
    assert_recipient(mail, 0, "A", "a@example.org");
    assert_recipient(mail, 1, "B, b", "b@example.org");
    assert_recipient(mail, 2, "", "c@example.org");
    assert_recipient(mail, 3, "D, d", "d@example.org");
    assert_recipient(mail, 4, "", "e@example.org");
    mail = parse(state, "Delivered-To: mailing list Users@Example.org; x\nTo: nobody\n\n");
    assert_int_equal(mail->recipient_count, 1);
    assert_recipient(mail, 0, "", "Users@example.org");
}

static void reads_names_in_the_charset_of_the_body(void **state) {
    struct mail *mail = parse(state, "From: \xf0\xd2\xc9 <ann@example.org>\nSubject: \xf0\xd2\xc9\n"
                                     "To: \"\xf0, \xd2\" <b@example.org>\n"
                                     "Content-Type: text/plain; charset=koi8-r\n\n\xf0\xd2\xc9\n");
    assert_string_equal(mail->from.name, "При");
    assert_recipient(mail, 0, "П, р", "b@example.org");
    assert_string_equal(mail->subject, "При");
    mail = parse(state, "Subject: \xf0\xd2\xc9\n\n\xf0\xd2\xc9\xd7\xc5\xd4, \xcb\xc1\xcb "
                        "\xc4\xc5\xcc\xc1? \xfc\xd4\xcf \xd0\xc9\xd3\xd8\xcd\xcf\n");
    assert_string_equal(mail->subject, "При");
    mail = parse(state, "From: =?utf-8?B?4pg=?= =?utf-8?B?gw==?= <ann@example.org>\n\n");
    assert_string_equal(mail->from.name, "☃");
    mail = parse(state, "From: Ann <ann@example.org>\nContent-Type: text/plain; charset=utf-16le\n\n");
    assert_string_equal(mail->from.name, "Ann");
}

static void takes_the_sender_where_from_is_missing(void **state) {
    assert_string_equal(parse(state, "Sender: a@example.org\n\n")->from.address, "a@example.org");
}

static void reads_a_sender_that_is_no_address_list(void **state) {
    struct mail *mail = parse(state, "From: only a name\n\n");
    assert_string_equal(mail->from.name, "only a name");
    assert_string_equal(mail->from.address, "");
    mail = parse(state, "From: News for bob@here now! <ann@Example.org>\n\n");
    assert_string_equal(mail->from.name, "News for bob@here now!");
    assert_string_equal(mail->from.address, "ann@example.org");
    mail = parse(state, "From: \"Ann\" <>\n\n");
    assert_string_equal(mail->from.name, "Ann");
    assert_string_equal(mail->from.address, "");
}

static void reads_the_envelope(void **state) {
    struct mail *mail = parse(state, "Return-Path: <who@Example.ORG>\nSubject: x\n\n");
    assert_string_equal(mail->envelope_from, "who@example.org");
    assert_false(mail->null_sender);
    assert_true(parse(state, "Return-Path: <>\nSubject: x\n\n")->null_sender);
    const char *from_line = "From who@example.org Sun Apr  8 13:13:04 2007";
    mail = mail_parse(*state, slice_from_string("Subject: x\n\n"), from_line, NULL);
    assert_string_equal(mail->envelope_from, "who@example.org");
    assert_int_equal(mail->received, 1176037984);
    mail = parse(state, "From MAILER-DAEMON Sun Apr  8 13:13:04 2007\nSubject: x\n\n");
    assert_true(mail->null_sender);
    assert_string_equal(mail->envelope_from, "");
}

static void knows_bulk_mail(void **state) {
    assert_false(parse(state, HEAD "\n")->bulk);
    assert_true(parse(state, HEAD "List-Unsubscribe: <mailto:off@example.org>\n\n")->bulk);
    assert_true(parse(state, HEAD "Precedence: Bulk\n\n")->bulk);
}

/* A mail of one head and body, the unit, repeated. */
static struct mail *parse_repeated(void **state, const char *head, const char *unit, size_t size) {
    size_t head_size = strlen(head), unit_size = strlen(unit);
    char *raw = arena_alloc_raw(*state, head_size + size);
    memcpy(raw, head, head_size);
    for (size_t i = 0; i < size; i++)
        raw[head_size + i] = unit[i % unit_size];
    return mail_parse(*state, slice_of(raw, head_size + size), NULL, NULL);
}

static void bounds_text(void **state) {
    struct mail *mail = parse_repeated(state, HEAD "\n", "ü\n", 20 << 20);
    assert_in_range(mail->text_bytes, MAIL_TEXT_BYTES - 4, MAIL_TEXT_BYTES);
    assert_true(mail->anomalies & MAIL_LIMIT);
    assert_true((unsigned char)mail->text[mail->text_bytes - 1] != 0xc3);
    mail = parse_repeated(state, HEAD "Content-Type: text/html\n\n", "<p hidden>not shown</p>", 4 << 20);
    assert_in_range(mail->hidden_bytes, 1, MAIL_HIDDEN_BYTES);
}

static void bounds_lists(void **state) {
    const char *part = "--b\nContent-Type: image/gif\n\nGIF89a\n";
    struct mail *mail =
        parse_repeated(state, HEAD "Content-Type: multipart/mixed; boundary=b\n\n", part, 1 << 20);
    assert_int_equal(mail->attachment_count, MAIL_ATTACHMENTS);
    assert_true(mail->anomalies & MAIL_LIMIT);
    const char *to = "To: ";
    for (size_t i = 0; i < MAIL_RECIPIENTS + 100; i++)
        to = i % 100 ? arena_printf(*state, "%s, a%zu@example.org", to, i)
                     : arena_printf(*state, "%s\nTo: a%zu@example.org", to, i);
    assert_in_range(parse(state, to)->recipient_count, 1, MAIL_RECIPIENTS);
}

static void bounds_messages_that_multiply(void **state) {
    const char *raw = "Subject: x\n\ntext\n";
    for (int level = 0; level < 3; level++) {
        const char *parts = "";
        for (int i = 0; i < 25; i++)
            parts = arena_printf(*state, "%s--b%d\nContent-Type: message/rfc822\n\n%s", parts, level, raw);
        raw = arena_printf(*state, "Content-Type: multipart/mixed; boundary=b%d\n\n%s", level, parts);
    }
    struct mail *mail = parse(state, raw);
    assert_true(mail->anomalies & MAIL_LIMIT);
    assert_in_range(mail->text_bytes, strlen("text"), MAIL_PARTS * strlen("text\n"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(reads_a_plain_mail, set_up, tear_down),
        cmocka_unit_test_setup_teardown(shows_the_html_of_alternatives, set_up, tear_down),
        cmocka_unit_test_setup_teardown(shows_plain_text_where_the_html_shows_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(sets_a_decoy_beside_a_picture_apart, set_up, tear_down),
        cmocka_unit_test_setup_teardown(finds_the_html_in_a_related_alternative, set_up, tear_down),
        cmocka_unit_test_setup_teardown(shows_mixed_parts_in_order, set_up, tear_down),
        cmocka_unit_test_setup_teardown(shows_a_message_in_a_message, set_up, tear_down),
        cmocka_unit_test_setup_teardown(stops_at_messages_nested_too_deep, set_up, tear_down),
        cmocka_unit_test_setup_teardown(reads_the_mail_that_a_bounce_returns, set_up, tear_down),
        cmocka_unit_test_setup_teardown(reads_the_head_that_a_bounce_returns, set_up, tear_down),
        cmocka_unit_test_setup_teardown(keeps_what_else_ambiguous_structure_may_show, set_up, tear_down),
        cmocka_unit_test_setup_teardown(reads_an_undeclared_boundary, set_up, tear_down),
        cmocka_unit_test_setup_teardown(shows_nothing_of_a_multipart_without_parts, set_up, tear_down),
        cmocka_unit_test_setup_teardown(keeps_text_around_the_parts, set_up, tear_down),
        cmocka_unit_test_setup_teardown(notes_a_missing_charset, set_up, tear_down),
        cmocka_unit_test_setup_teardown(reads_html_that_is_not_declared, set_up, tear_down),
        cmocka_unit_test_setup_teardown(sets_hidden_text_apart, set_up, tear_down),
        cmocka_unit_test_setup_teardown(says_why_a_mail_is_unreadable, set_up, tear_down),
        cmocka_unit_test_setup_teardown(notes_what_is_missing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(reads_recipients_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(reads_names_in_the_charset_of_the_body, set_up, tear_down),
        cmocka_unit_test_setup_teardown(takes_the_sender_where_from_is_missing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(reads_a_sender_that_is_no_address_list, set_up, tear_down),
        cmocka_unit_test_setup_teardown(reads_the_envelope, set_up, tear_down),
        cmocka_unit_test_setup_teardown(knows_bulk_mail, set_up, tear_down),
        cmocka_unit_test_setup_teardown(bounds_text, set_up, tear_down),
        cmocka_unit_test_setup_teardown(bounds_lists, set_up, tear_down),
        cmocka_unit_test_setup_teardown(bounds_messages_that_multiply, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
