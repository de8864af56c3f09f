/* What a feedback report says of the mail in it, and that mail as if it had come by itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"
#include "mail/feedback.h"
#include "mail/host_address.h"
#include "mail/recipient.h"

#define MONDAY_TEN INT64_C(1740996000) /* 2025-03-03T10:00:00Z */

static struct feedback read_fields(void **state, const char *fields) {
    struct feedback feedback;
    feedback_read(*state, slice_from_string(fields), &feedback);
    return feedback;
}

static void fields_are_read(void **state) {
    char ip[HOST_ADDRESS_TEXT_BYTES];
    struct feedback feedback = read_fields(
        state, "Feedback-Type: abuse\r\nsource-ip: 192.0.2.1\r\nArrival-Date:\r\n"
               " Mon, 3 Mar 2025 10:00:00 +0000\r\nReceived-Date: Tue, 4 Mar 2025 10:00:00 +0000\r\n"
               "Original-Rcpt-To: <Who@example.org>\r\n");
    assert_string_equal(host_address_format(feedback.source, ip), "192.0.2.1");
    assert_int_equal(feedback.arrival, MONDAY_TEN);
    assert_string_equal(feedback.recipient, "Who@example.org");
    feedback = read_fields(state, "Source-IP: 2001:db8::7\nReceived-Date: Mon, 3 Mar 2025 10:00:00 +0000\n"
                                  "Original-Rcpt-To: rfc822; who@example.org\n");
    assert_string_equal(host_address_format(feedback.source, ip), "2001:db8::7");
    assert_int_equal(feedback.arrival, MONDAY_TEN);
    assert_string_equal(feedback.recipient, "who@example.org");
}

static void what_is_not_said_is_unknown(void **state) {
    static const char *const none[] = {
        "", "Feedback-Type: abuse\n", "\n\n",
        "Source-IP: somewhere\nArrival-Date: yesterday\nOriginal-Rcpt-To: redacted\n",
        /* two recipients are none */
        "Original-Rcpt-To: <a@example.org>\nOriginal-Rcpt-To: <b@example.org>\n"};
    static const uint8_t unknown[16];
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        struct feedback feedback = read_fields(state, none[i]);
        assert_memory_equal(feedback.source, unknown, sizeof unknown);
        assert_int_equal(feedback.arrival, TIME_NONE);
        assert_string_equal(feedback.recipient, "");
    }
}

/* fields: NULL for no machine-readable part. */
static const struct mail *parse_report(void **state, const char *fields, const char *reported) {
    const char *part =
        fields ? arena_printf(*state, "--cut\nContent-Type: message/feedback-report\n\n%s\n", fields) : "";
    const char *raw =
        arena_printf(*state,
                     "Received: from out.isp.example (out.isp.example [203.0.113.4]) by mx.desk.example;"
                     " Tue, 4 Mar 2025 08:00:00 +0000\nFrom: desk@isp.example\nSubject: FW\n"
                     "Content-Type: multipart/report; report-type=feedback-report; boundary=cut\n\n"
                     "--cut\n\na report\n%s--cut\nContent-Type: message/rfc822\n\n%s\n--cut--\n",
                     part, reported);
    return mail_parse(*state, slice_from_string(raw), NULL, NULL);
}

static const char reported[] =
    "Received: from bot.example.com (bot.example.com [192.0.2.9]) by mx.isp.example for <who@isp.example>;"
    " Mon, 3 Mar 2025 10:00:00 +0000\nFrom: Alma <alma@example.net>\nSubject: OBLX\n\nBuy it.\n";

static void a_report_is_the_mail_in_it_as_it_says(void **state) {
    unsigned derived = ~0U;
    const struct mail *report =
        parse_report(state,
                     "Source-IP: 192.0.2.1\nArrival-Date: Mon, 3 Mar 2025 10:00:01 +0000\n"
                     "Original-Rcpt-To: other@isp.example\n",
                     reported);
    const struct mail *mail = feedback_unwrap(report, &derived);
    assert_non_null(mail);
    assert_int_equal(report->recipient_count, 1); /* for redaction */
    assert_string_equal(report->recipients[0].address, "other@isp.example");
    assert_int_equal(derived, 0);
    assert_string_equal(mail->subject, "OBLX");
    assert_string_equal(mail->from.address, "alma@example.net");
    assert_string_equal(mail->sender.ip, "192.0.2.1");
    assert_string_equal(mail->sender.helo, ""); /* another host's */
    assert_int_equal(mail->received, MONDAY_TEN + 1);
    assert_string_equal(recipient_of(mail), "other@isp.example");
}

static void what_a_report_leaves_out_is_read_from_the_mail(void **state) {
    unsigned derived;
    const struct mail *mail =
        feedback_unwrap(parse_report(state, "Feedback-Type: abuse\nVersion: 1\n", reported), &derived);
    assert_non_null(mail);
    assert_int_equal(derived, DERIVED_HOST | DERIVED_TIME | DERIVED_RECIPIENT);
    assert_string_equal(mail->sender.ip, "192.0.2.9");
    assert_string_equal(mail->sender.helo, "bot.example.com");
    assert_int_equal(mail->received, MONDAY_TEN);
    assert_string_equal(recipient_of(mail), "who@isp.example");
    assert_non_null(feedback_unwrap(parse_report(state, NULL, reported), &derived));
    assert_int_equal(derived, DERIVED_HOST | DERIVED_TIME | DERIVED_RECIPIENT);
}

/* Or it would have no place among the days. */
static void without_any_time_it_is_that_of_the_report(void **state) {
    unsigned derived;
    const struct mail *mail = feedback_unwrap(
        parse_report(state, NULL, "From: alma@example.net\nSubject: OBLX\n\nBuy it.\n"), &derived);
    assert_non_null(mail);
    assert_int_equal(mail->received, MONDAY_TEN + 22 * 3600);
    assert_string_equal(mail->sender.ip, "");
}

static void other_mail_is_no_report(void **state) {
    unsigned derived;
    assert_null(feedback_unwrap(mail_parse(*state, slice_from_string(reported), NULL, NULL), &derived));
    assert_null(feedback_unwrap(parse_report(state, "Source-IP: 192.0.2.1\n", ""), &derived));
    const char bounce[] =
        "From: mailer-daemon@example.org\nSubject: Undeliverable\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=cut\n\n--cut\n"
        "Content-Type: message/rfc822\n\nFrom: a@example.net\nSubject: x\n\ny\n--cut--\n";
    assert_null(feedback_unwrap(mail_parse(*state, slice_from_string(bounce), NULL, NULL), &derived));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_are_read),
        cmocka_unit_test(what_is_not_said_is_unknown),
        cmocka_unit_test(a_report_is_the_mail_in_it_as_it_says),
        cmocka_unit_test(what_a_report_leaves_out_is_read_from_the_mail),
        cmocka_unit_test(without_any_time_it_is_that_of_the_report),
        cmocka_unit_test(other_mail_is_no_report),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
