#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "mail/classify.h"

/* What classify() looks at. */
struct sample {
    const char *subject, *from, *envelope, *headers, *text, *report_type;
    bool null_sender;
    const char *attachment; /* its type */
};

static enum mail_class class_of(const struct sample *sample) {
    struct arena *arena = arena_new();
    struct mail_attachment attachment = {.name = "", .content_type = sample->attachment};
    struct mail mail = {
        .arena = arena,
        .subject = sample->subject ? sample->subject : "",
        .from = {"", sample->from ? sample->from : "someone@example.net"},
        .envelope_from = sample->envelope ? sample->envelope : "",
        .null_sender = sample->null_sender,
        .text = sample->text ? sample->text : "",
        .attachments = &attachment,
        .attachment_count = sample->attachment != NULL,
    };
    mail.text_bytes = strlen(mail.text);
    struct head head;
    head_parse(arena, slice_from_string(sample->headers ? sample->headers : "X: y\n\n"), &head);
    enum mail_class mail_class = classify(&mail, &head, sample->report_type ? sample->report_type : "");
    arena_free(arena);
    return mail_class;
}

#define RETURNED "Received: by a.example\nFrom: x@example.org\nSubject: s\nDate: d\n\nbody\n"

static void knows_reports_by_their_form(void **state) {
    assert_int_equal(class_of(&(struct sample){.report_type = "delivery-status"}), MAIL_BOUNCE);
    assert_int_equal(class_of(&(struct sample){.report_type = "Feedback-Report"}), MAIL_FEEDBACK_REPORT);
    assert_int_equal(class_of(&(struct sample){.report_type = "other"}), MAIL_ORDINARY);
}

static void knows_bounces_without_report(void **state) {
    assert_int_equal(
        class_of(&(struct sample){.null_sender = true,
                                  .from = "MAILER-DAEMON@mx.example.net",
                                  .subject = "failure notice",
                                  .text = "Hi. This is the qmail-send program at mx.example.net."}),
        MAIL_BOUNCE);
    assert_int_equal(class_of(&(struct sample){.envelope = "MAILER-DAEMON@example.org",
                                               .subject = "Unzustellbar: Angebot",
                                               .text = "---- Inhalt ----\n\n" RETURNED}),
                     MAIL_BOUNCE);
    assert_int_equal(class_of(&(struct sample){.from = "postmaster@example.net",
                                               .headers = "X-Failed-Recipients: a@example.org\n\n"}),
                     MAIL_BOUNCE);
    assert_int_equal(
        class_of(&(struct sample){.from = "mailer-daemon@example.net",
                                  .subject = "Mail delivery failed",
                                  .text = "This message was created automatically by mail delivery "
                                          "software (Exim)."}),
        MAIL_BOUNCE);
}

static void takes_spam_dressed_as_bounce_for_spam(void **state) {
    assert_int_equal(class_of(&(struct sample){.subject = "Undelivered Mail Returned to Sender",
                                               .envelope = "x@example.net",
                                               .text = "Buy now. User unknown."}),
                     MAIL_ORDINARY);
    assert_int_equal(
        class_of(&(struct sample){.subject = "Cheap watches", .null_sender = true, .text = "Buy now."}),
        MAIL_ORDINARY);
    assert_int_equal(class_of(&(struct sample){.subject = "Returned mail: see transcript",
                                               .from = "postmaster@example.org",
                                               .null_sender = true,
                                               .text = "The original message was received at once.",
                                               .attachment = "application/octet-stream"}),
                     MAIL_ORDINARY);
}

static void knows_auto_replies(void **state) {
    assert_int_equal(class_of(&(struct sample){.headers = "Auto-Submitted: auto-replied (vacation)\n\n"}),
                     MAIL_AUTO_REPLY);
    assert_int_equal(class_of(&(struct sample){.headers = "Precedence: auto_reply\n\n"}), MAIL_AUTO_REPLY);
    assert_int_equal(class_of(&(struct sample){.subject = "Abwesenheitsnotiz: Re: x", .null_sender = true}),
                     MAIL_AUTO_REPLY);
    assert_int_equal(
        class_of(&(struct sample){.headers = "Auto-Submitted: no\n\n", .subject = "Out of office"}),
        MAIL_ORDINARY);
    assert_int_equal(class_of(&(struct sample){.subject = "Out of office"}), MAIL_ORDINARY);
}

static void knows_challenges_and_confirmations(void **state) {
    struct sample challenge = {.headers = "Auto-Submitted: auto-replied\n\n",
                               .text = "Please confirm that you sent this message."};
    assert_int_equal(class_of(&challenge), MAIL_CHALLENGE);
    challenge.headers = NULL;
    assert_int_equal(class_of(&challenge), MAIL_ORDINARY);
    struct sample confirmation = {.from = "news-request@example.net", .subject = "Confirm your subscription"};
    assert_int_equal(class_of(&confirmation), MAIL_CONFIRMATION);
    confirmation.from = "offers@example.net";
    assert_int_equal(class_of(&confirmation), MAIL_ORDINARY);
}

static void assert_returned(const char *before, const char *returned) {
    char text[500];
    strcpy(text, before);
    strcat(text, returned);
    struct slice found = classify_find_returned(slice_from_string(text));
    assert_int_equal(found.size, strlen(returned));
    assert_memory_equal(found.data, returned, found.size);
}

static void finds_the_returned_mail(void **state) {
    assert_returned(
        "Sorry.\n\n<a@example.org>:\nno mailbox\n\n--- Below this line is a copy of the message.\n\n",
        RETURNED);
    assert_returned("Reason: gone\nText: none\nsays the server\n----- Original message -----\r\n",
                    "From: x@example.org\r\nTo: y@example.org\r\nX-Long: a\r\n b\r\nSubject: s\r\n\r\nbody");
    assert_returned("", RETURNED);
}

static void finds_nothing_where_nothing_is_returned(void **state) {
    assert_int_equal(classify_find_returned(slice_from_string("From: me\n\nTo: you\nhello\n")).size, 0);
    assert_int_equal(classify_find_returned(slice_from_string("")).size, 0);
    assert_int_equal(classify_find_returned(slice_of(NULL, 0)).size, 0);
    assert_int_equal(classify_find_returned(slice_from_string("A: b\nC: d\nE: f\n")).size, 0);
}

static void names_classes(void **state) {
    assert_string_equal(mail_class_name(MAIL_ORDINARY), "ordinary");
    assert_string_equal(mail_class_name(MAIL_FEEDBACK_REPORT), "feedback-report");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_reports_by_their_form),
        cmocka_unit_test(knows_bounces_without_report),
        cmocka_unit_test(takes_spam_dressed_as_bounce_for_spam),
        cmocka_unit_test(knows_auto_replies),
        cmocka_unit_test(knows_challenges_and_confirmations),
        cmocka_unit_test(finds_the_returned_mail),
        cmocka_unit_test(finds_nothing_where_nothing_is_returned),
        cmocka_unit_test(names_classes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
