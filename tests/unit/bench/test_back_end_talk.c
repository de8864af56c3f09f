/* The back-end's side of a session: what is taken, for whom, and what ends a mail. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "bench/back_end_talk.h"

static const uint64_t own = UINT64_C(0x0123456789abcdef);
#define OWN "w17.0123456789ABCDEF@WEIR.example"

struct seen {
    unsigned mails;
    size_t recipients;
    uint64_t first;
    bool null_sender;
    char head[400];
};

static void see(void *context, const struct back_end_mail *mail) {
    struct seen *seen = context;
    seen->mails++;
    seen->recipients = mail->recipient_count;
    seen->first = mail->tokens[0];
    seen->null_sender = mail->null_sender;
    assert_true(mail->head.size < sizeof seen->head);
    if (mail->head.size)
        memcpy(seen->head, mail->head.data, mail->head.size);
    seen->head[mail->head.size] = '\0';
}

/* Says it all, in pieces of `piece` bytes, and compares the codes of the replies behind the greeting. */
static void check(const char *text, size_t piece, struct seen *seen, const char *codes) {
    struct back_end_talk talk;
    char got[400] = "";
    *seen = (struct seen){0};
    back_end_talk_begin(&talk, "weir.example", see, seen);
    for (size_t at = 0, size = strlen(text); at < size; at += piece)
        back_end_talk_take(&talk, text + at, size - at < piece ? size - at : piece);
    buffer_append(&talk.out, "", 1);
    for (char *line = talk.out.data; *line; line = strchr(line, '\n') + 1)
        if (line != talk.out.data && line[3] == ' ') {
            strncat(got, line, 3);
            strcat(got, " ");
        }
    assert_string_equal(got, codes);
    back_end_talk_free(&talk);
}

static void tokens_are_read_only_where_weir_made_them(void **state) {
    static const char *const others[] = {"",
                                         "w17@weir.example",
                                         "w17.0123456789abcdef@weir.example.org",
                                         "w17.0123456789abcdef@other.example",
                                         "w.0123456789abcdef@weir.example",
                                         "w17.0123456789abcdeg@weir.example",
                                         "x17.0123456789abcdef@weir.example",
                                         "w17.0123456789abcdef",
                                         "w17.-123456789abcdef@weir.example",
                                         "w17.0123456789abcdef0@weir.example"};
    assert_true(back_end_token(slice_from_string(OWN), "weir.example") == own);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_true(!back_end_token(slice_from_string(others[i]), "weir.example"));
}

static void a_mail_is_delivered_with_its_head(void **state) {
    static const char text[] = "EHLO a\r\nMAIL FROM:<s@weir.example> BODY=8BITMIME\r\nRCPT TO:<" OWN ">\r\n"
                               "DATA\r\nSubject: a\r\n\tb\r\n..c: d\r\n\r\nbody\r\n..\r\n.\r\nQUIT\r\n";
    struct seen seen;
    for (size_t piece = 1; piece < sizeof text; piece++) {
        check(text, piece, &seen, "250 250 250 354 250 221 ");
        assert_int_equal(seen.mails, 1);
        assert_true(seen.first == own);
        assert_false(seen.null_sender);
        assert_string_equal(seen.head, "Subject: a\r\n\tb\r\n.c: d\r\n\r\n");
    }
}

static void all_recipients_are_taken(void **state) {
    struct seen seen;
    check("HELO a\r\nmail from: <>\r\nrcpt to:someone@example.org NOTIFY=NEVER\r\nRCPT TO: <" OWN
          ">\r\nDATA\r\n"
          ".\r\n",
          7, &seen, "250 250 250 250 354 250 ");
    assert_int_equal(seen.recipients, 2);
    assert_true(!seen.first && seen.null_sender);
}

static void lmtp_has_a_reply_for_each_recipient(void **state) {
    struct seen seen;
    check("LHLO a\r\nMAIL FROM:<s@a>\r\nRCPT TO:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n\r\n.\r\nNOOP\r\n", 100,
          &seen, "250 250 250 250 354 250 250 250 ");
    assert_int_equal(seen.mails, 1);
}

/* Bare line feeds would let a mail hold another one. */
static void only_crlf_ends_a_mail(void **state) {
    struct seen seen;
    check("EHLO a\r\nMAIL FROM:<s@a>\r\nRCPT TO:<a@b>\r\nDATA\r\na\n.\nb\r\n.\nc\n.\r\nd\r.\r\r\n"
          "MAIL FROM:<x@a>\r\n.\r\n",
          100, &seen, "250 250 250 354 250 ");
    assert_int_equal(seen.mails, 1);
}

static void order_is_kept(void **state) {
    struct seen seen;
    check("MAIL FROM:<a@b>\r\nEHLO a\r\nRCPT TO:<a@b>\r\nDATA\r\nMAIL FROM:<a@b>\r\nMAIL FROM:<a@b>\r\n"
          "RCPT TO:<>\r\nRCPT TO:\r\nRSET\r\nDATA\r\nMAIL FROM:\r\nwhat\r\n\r\nVRFY a\r\n",
          100, &seen, "503 250 503 503 250 503 501 501 250 503 501 502 502 252 ");
    assert_int_equal(seen.mails, 0);
}

static void two_mails_do_not_mix(void **state) {
    struct seen seen;
    check("EHLO a\r\nMAIL FROM:<>\r\nRCPT TO:<" OWN ">\r\nDATA\r\nA: 1\r\n\r\n.\r\nMAIL FROM:<s@a>\r\n"
          "RCPT TO:<a@b>\r\nDATA\r\nB: 2\r\n.\r\n",
          3, &seen, "250 250 250 354 250 250 250 354 250 ");
    assert_int_equal(seen.mails, 2);
    assert_int_equal(seen.recipients, 1);
    assert_true(!seen.first && !seen.null_sender);
    assert_string_equal(seen.head, "B: 2\r\n");
}

static void what_is_too_long_is_cut(void **state) {
    struct back_end_talk talk;
    struct seen seen = {0};
    char line[1000];
    memset(line, 'a', sizeof line);
    back_end_talk_begin(&talk, "weir.example", see, &seen);
    for (int i = 0; i < 1000; i++)
        back_end_talk_take(&talk, line, sizeof line);
    back_end_talk_take(&talk, "\r\n", 2);
    buffer_append(&talk.out, "", 1);
    assert_non_null(strstr(talk.out.data, "\r\n500 "));
    assert_null(strstr(talk.out.data, "\r\n502 "));
    static const char text[] = "EHLO a\r\nMAIL FROM:<s@a>\r\nRCPT TO:<a@b>\r\nDATA\r\n";
    back_end_talk_take(&talk, text, sizeof text - 1);
    for (int i = 0; i < 1000; i++)
        back_end_talk_take(&talk, line, sizeof line);
    assert_int_equal(talk.state, BACK_END_HEAD);
    assert_true(talk.head.size <= BACK_END_HEAD_BYTES);
    back_end_talk_free(&talk);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tokens_are_read_only_where_weir_made_them),
        cmocka_unit_test(a_mail_is_delivered_with_its_head),
        cmocka_unit_test(all_recipients_are_taken),
        cmocka_unit_test(lmtp_has_a_reply_for_each_recipient),
        cmocka_unit_test(only_crlf_ends_a_mail),
        cmocka_unit_test(order_is_kept),
        cmocka_unit_test(two_mails_do_not_mix),
        cmocka_unit_test(what_is_too_long_is_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
