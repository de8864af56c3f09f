/* What of a mail products are handed: all but separators and other filters' verdicts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "bench/handover.h"

static struct arena *arena;

static struct handover make_of(struct slice raw, const char *from_line) {
    struct handover handover;
    handover_make(arena, raw, from_line, NULL, &handover);
    return handover;
}

static struct handover make(const char *raw) {
    return make_of(slice_from_string(raw), NULL);
}

static void assert_bytes(const struct handover *handover, const char *expected) {
    assert_int_equal(handover->bytes.size, strlen(expected));
    assert_memory_equal(handover->bytes.data, expected, handover->bytes.size);
}

#define HOP                                                                                                  \
    "Received: from pc.example.net (host7.example.net [198.51.100.7]) by mx.example.org with SMTP id 1;\n"   \
    "\tMon, 3 Mar 2025 10:00:00 +0000\n"
#define REST "From: a@example.net\nSubject: hello\n\nX-Spam-Flag: YES\nbody\n"

static void what_is_clean_is_not_copied(void **state) {
    const char raw[] = "Return-Path: <a@Example.net>\n" HOP REST;
    struct handover handover = make(raw);
    assert_ptr_equal(handover.bytes.data, raw);
    assert_bytes(&handover, raw);
    assert_string_equal(handover.client, "198.51.100.7");
    assert_string_equal(handover.client_name, "host7.example.net");
    assert_string_equal(handover.helo, "pc.example.net");
    assert_string_equal(handover.mail_from, "a@example.net");
    assert_false(handover.null_sender);
    assert_int_equal(handover.own_bytes, strlen(raw) - strlen(REST));
}

static void verdicts_are_removed_whole(void **state) {
    struct handover handover =
        make("X-Spam-Status: Yes, score=9\n\ttests=A,\n B\n" HOP "x-bogosity: Ham\nX-Mailer: m\n folded\n"
             "X-Example-MailScanner-SpamCheck: clean\nX-Virus-Scanned: by x\n" REST);
    assert_bytes(&handover, HOP "X-Mailer: m\n folded\n" REST);
    assert_int_equal(handover.own_bytes, strlen(HOP));
}

static void line_ends_stay(void **state) {
    struct handover handover = make(
        "X-Spam-Level: **\r\nFrom: a@example.net\r\nX-Spam: 1\r\n 2\r\nTo: b@example.org\r\n\r\nbody\r\n");
    assert_bytes(&handover, "From: a@example.net\r\nTo: b@example.org\r\n\r\nbody\r\n");
    assert_string_equal(handover.client, "");
    assert_int_equal(handover.own_bytes, 0);
}

static void separators_go_and_tell_the_sender(void **state) {
    struct handover handover = make("From b@Example.com  Mon Mar  3 10:00:00 2025\n" REST);
    assert_bytes(&handover, REST);
    assert_string_equal(handover.mail_from, "b@example.com");
    handover = make_of(slice_from_string(REST), "From c@example.com Mon Mar  3 10:00:00 2025");
    assert_string_equal(handover.mail_from, "c@example.com");
    handover = make("From MAILER-DAEMON Mon Mar  3 10:00:00 2025\n" REST);
    assert_true(handover.null_sender);
    assert_string_equal(handover.mail_from, "");
    handover = make("Return-Path: <>\n" REST);
    assert_true(handover.null_sender);
    handover = make(">From b@example.com Mon Mar  3 10:00:00 2025\n" REST);
    assert_bytes(&handover, REST);
    handover = make("From : a header, with a space\n" REST);
    assert_bytes(&handover, "From : a header, with a space\n" REST);
}

static void odd_mail_is_handed_over_as_it_is(void **state) {
    static const char *const odd[] = {"",
                                      "\n",
                                      "no head at all",
                                      "\n\nX-Mailer: late\n\nbody",
                                      "a: b",
                                      "just words\nin lines\n\nX-Spam-Flag: YES\n"};
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        struct handover handover = make(odd[i]);
        assert_bytes(&handover, odd[i]);
        assert_string_equal(handover.helo, "");
    }
    struct handover handover = make("From a@example.net Mon Mar  3 10:00:00 2025\n");
    assert_bytes(&handover, "");
    handover = make("From a@example.net Mon Mar  3 10:00:00 2025");
    assert_bytes(&handover, "");
    assert_string_equal(handover.mail_from, "a@example.net");
    handover = make("X-Spam-Flag: YES");
    assert_bytes(&handover, "");
    handover = make("X-Spam-Flag: YES\nSubject: x");
    assert_bytes(&handover, "Subject: x");
    static const char nuls[] = "Subject: a\0b\nX-Spam-Flag: Y\0S\nX-\0Spam: 1\n\nbody\0\n";
    handover = make_of(slice_of(nuls, sizeof nuls - 1), NULL);
    assert_int_equal(handover.bytes.size, sizeof nuls - 1 - strlen("X-Spam-Flag: Y_S\n"));
    assert_memory_equal(handover.bytes.data, "Subject: a\0b\nX-\0Spam", 20);
}

static void a_long_head_is_cleaned_to_its_end(void **state) {
    enum { LINES = 16000 };
    struct buffer raw = {0}, expected = {0};
    for (unsigned i = 0; i < LINES; i++) {
        buffer_printf(&raw, "X-Note-%u: %060u\n", i, i);
        buffer_printf(&expected, "X-Note-%u: %060u\n", i, i);
        if (i % 1000 == 999)
            buffer_append_string(&raw, "X-Spam-Flag: YES\n folded\n");
    }
    assert_true(raw.size > (size_t)1 << 20);
    buffer_append_string(&raw, "\nX-Spam-Flag: body\n");
    buffer_append_string(&expected, "\nX-Spam-Flag: body\n");
    struct handover handover = make_of(buffer_slice(&raw), NULL);
    assert_int_equal(handover.bytes.size, expected.size);
    assert_memory_equal(handover.bytes.data, expected.data, expected.size);
    buffer_free(&raw);
    buffer_free(&expected);
}

static void what_no_line_of_smtp_can_have_is_unknown(void **state) {
    struct handover handover = make("Return-Path: <\"a\\b\"@example.net>\n" HOP REST);
    assert_string_equal(handover.mail_from, "");
    assert_false(handover.null_sender);
    handover = make("Return-Path: <\xc3\xa4@example.net>\n" HOP REST);
    assert_string_equal(handover.mail_from, "");
    char longest[600] = "Return-Path: <";
    memset(longest + strlen(longest), 'a', 300);
    strcat(longest, "@example.net>\n" HOP REST);
    handover = make(longest);
    assert_string_equal(handover.mail_from, "");
    assert_string_equal(handover.client, "198.51.100.7");
}

static void names_are_known_in_any_case(void **state) {
    static const char *const verdicts[] = {"X-Spam-Status",
                                           "x-spam-foo",
                                           "X-SPAMPROBE",
                                           "X-Bogosity",
                                           "X-CRM114-Status",
                                           "X-DSPAM-Result",
                                           "X-Rspamd-Server",
                                           "X-MS-Exchange-Organization-SCL",
                                           "X-Forefront-Antispam-Report",
                                           "X-Barracuda-Spam-Score",
                                           "X-IronPort-AV",
                                           "X-Gm-Spam",
                                           "X-Old-Spam-Flag",
                                           "X-Amavis-Alert",
                                           "X-Weir-Simulated",
                                           "SpamDiagnosticOutput",
                                           "X-Virus-Scanned",
                                           "X-Zoho-AV-Stamp"};
    static const char *const others[] = {"Received",
                                         "Authentication-Results",
                                         "ARC-Seal",
                                         "Received-SPF",
                                         "X-Mailer",
                                         "Subject",
                                         "X-",
                                         "",
                                         "X-SIDE",
                                         "Spam",
                                         "X-Zoho-AV-Stamps",
                                         "X-Originating-IP",
                                         "X-AntiAbuse",
                                         "A",
                                         "Zzz",
                                         "X-MS-Exchange"};
    for (size_t i = 0; i < sizeof verdicts / sizeof *verdicts; i++)
        if (!handover_is_verdict(slice_from_string(verdicts[i])))
            fail_msg("%s is a verdict", verdicts[i]);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (handover_is_verdict(slice_from_string(others[i])))
            fail_msg("%s is none", others[i]);
}

static void lines_end_as_smtp_has_it(void **state) {
    static const char *const pairs[][2] = {{"", ""},
                                           {"a", "a\r\n"},
                                           {"a\nb\n", "a\r\nb\r\n"},
                                           {"a\r\nb", "a\r\nb\r\n"},
                                           {"a\rb\r", "a\r\nb\r\n"},
                                           {"\n\n", "\r\n\r\n"},
                                           {"a\r\r\nb", "a\r\n\r\nb\r\n"}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        struct buffer into = {0};
        handover_crlf(slice_from_string(pairs[i][0]), &into);
        assert_int_equal(into.size, strlen(pairs[i][1]));
        if (into.size)
            assert_memory_equal(into.data, pairs[i][1], into.size);
        buffer_free(&into);
    }
}

static int open_arena(void **state) {
    mail_initialize();
    arena = arena_new();
    return 0;
}

static int close_arena(void **state) {
    arena_free(arena);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_clean_is_not_copied),
        cmocka_unit_test(verdicts_are_removed_whole),
        cmocka_unit_test(line_ends_stay),
        cmocka_unit_test(separators_go_and_tell_the_sender),
        cmocka_unit_test(odd_mail_is_handed_over_as_it_is),
        cmocka_unit_test(a_long_head_is_cleaned_to_its_end),
        cmocka_unit_test(what_no_line_of_smtp_can_have_is_unknown),
        cmocka_unit_test(names_are_known_in_any_case),
        cmocka_unit_test(lines_end_as_smtp_has_it),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
