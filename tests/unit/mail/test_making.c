/* What is said of how a mail is made: equal where made alike, other where made otherwise. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "mail/header_habit.h"
#include "mail/making.h"

#define RECEIVED                                                                                             \
    "Received: from pc17.example.com (host7.example.net [192.0.2.7])\n"                                      \
    "\tby mx.example.org with ESMTP id l3D3390I005434; Mon, 3 Mar 2025 10:00:00 +0000\n"

static struct arena *arena;

static int set_up(void **state) {
    mail_initialize();
    arena = arena_new();
    return 0;
}

static int tear_down(void **state) {
    arena_free(arena);
    return 0;
}

static const char *line(enum mail_making facet, const char *raw) {
    return mail_parse(arena, slice_from_string(raw), NULL, NULL)->making[facet];
}

static void assert_has(enum mail_making facet, const char *raw, const char *words) {
    const char *text = line(facet, raw);
    if (!strstr(text, words))
        fail_msg("'%s' is not in '%s'", words, text);
}

static void assert_same(enum mail_making facet, const char *a, const char *b) {
    assert_string_equal(line(facet, a), line(facet, b));
}

static void assert_other(enum mail_making facet, const char *a, const char *b) {
    assert_string_not_equal(line(facet, a), line(facet, b));
}

static void orders_what_the_program_wrote(void **state) {
    assert_has(MAKING_PROGRAM,
               RECEIVED
               "From: a\nX-Priority: 3\nTO: b\nX-Odd: 1\nX-Odder: 2\nSubject: c\nX-Mailer: M 1.25\n\n",
               "From X-Priority TO X-? Subject X-Mailer | fold none");
    /* What was added on the way is not the program's. */
    assert_same(MAKING_PROGRAM, RECEIVED "From: a\nTo: b\nSubject: c\n\n",
                "X-Priority: 1\n" RECEIVED "From: a\nX-Spam-Status: No\nTo: b\nList-Id: <l.example.org>\n"
                "Cc: d\nSubject: c\nX-Virus-Scanned: yes\nIn-Reply-To: <1@example.org>\n\n");
    assert_other(MAKING_PROGRAM, RECEIVED "From: a\nTo: b\n\n", RECEIVED "To: b\nFrom: a\n\n");
    assert_other(MAKING_PROGRAM, RECEIVED "From: a\nTo: b\n\n", RECEIVED "FROM: a\nTo: b\n\n");
}

static void takes_values_off(void **state) {
    assert_same(MAKING_PROGRAM,
                "From: \"A B\" <a@example.org>\nTo: <c@example.org>\nDate: Sun, 08 Apr 2007 13:13:04 -0400\n"
                "Message-ID: <000001c77a1b$4a2b3c10$01a8c0d0@host>\nX-Mailer: Quill 6.00.2900\n\n",
                "From: \"C\" <d@example.net>\nTo: <e@example.org>\nDate: Mon, 19 Mar 2007 01:02:03 +0900\n"
                "Message-ID: <000001c77b00$12345678$0100007f@pc17>\nX-Mailer: Quill 5.50.4133\n\n");
    assert_other(MAKING_PROGRAM, "X-Mailer: Quill 6.00\n\n", "X-Mailer: Quilt 6.00\n\n");
    assert_other(MAKING_PROGRAM, "From: \"A\" <a@example.org>\n\n", "From: A <a@example.org>\n\n");
    assert_other(MAKING_PROGRAM, "Content-Type: text/plain;\n\tcharset=x\n\n",
                 "Content-Type: text/plain;\n        charset=x\n\n");
    assert_has(MAKING_PROGRAM, "Content-Type: text/plain;\n        charset=x\n\n", "fold ssssssss");
}

static void knows_ids_that_servers_give(void **state) {
    assert_has(MAKING_PROGRAM, RECEIVED "Message-Id: <202503031000.l3D3390I005434@mx.example.org>\n\n",
               "id added");
    assert_has(MAKING_PROGRAM, RECEIVED "Message-Id: <202503031000.l3D33AAAAAA@mx.example.org>\n\n", "id <");
    assert_has(MAKING_PROGRAM, RECEIVED "From: a\n\n", "id none");
    assert_has(MAKING_DELIVERY, RECEIVED "From: a\n\n", "id -");
    assert_has(MAKING_DELIVERY, RECEIVED "From: a@example.net\nMessage-ID: <1@example.net>\n\n", "id F");
}

static void tells_what_the_host_called_itself(void **state) {
    static const struct {
        const char *from, *words;
    } hosts[] = {
        {"host7.example.net (host7.example.net [192.0.2.7])", "its reverse name"},
        {"example.com (host7.example.net [192.0.2.7])", "the sender's domain"},
        {"mail.example.com (host7.example.net [192.0.2.7])", "a host of the sender's domain"},
        {"[192.0.2.7] (host7.example.net [192.0.2.7])", "[address]"},
        {"192.0.2.9 (host7.example.net [192.0.2.7])", "an address"},
        {"pc17 (host7.example.net [192.0.2.7])", "a word"},
        {"elsewhere.example.org (host7.example.net [192.0.2.7])", "another name"},
    };
    for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++)
        assert_has(MAKING_DELIVERY,
                   arena_printf(arena,
                                "Received: from %s\n\tby mx.example.edu with SMTP id q17; Mon, 3 Mar 2025 "
                                "10:00:00 +0000\nFrom: a@example.com\n\n",
                                hosts[i].from),
                   arena_printf(arena, "helo %s, SMTP", hosts[i].words));
}

static void keeps_what_is_forged_below(void **state) {
    const char *forged =
        RECEIVED "Received: from 10.1.2.3 by relay.example.com with SMTP id 77; Mon, 3 Mar 2025 "
                 "09:00:00 -0500\nFrom: a\n\n";
    assert_has(MAKING_DELIVERY, forged, "below: from w.w by w.w with SMTP id w; w, w w w w:w:w +w");
    assert_other(MAKING_DELIVERY, forged, RECEIVED "From: a\n\n");
}

static void says_nothing_of_a_lists_delivery(void **state) {
    assert_string_equal(line(MAKING_DELIVERY, RECEIVED "List-Id: <l.example.org>\nFrom: a\n\n"), "");
    assert_string_equal(line(MAKING_DELIVERY, RECEIVED "Precedence: list\nFrom: a\n\n"), "");
    /* A newsletter sends for itself. */
    assert_has(MAKING_DELIVERY,
               RECEIVED "Precedence: bulk\nList-Unsubscribe: <mailto:a@example.org>\nFrom: a\n\n", "ESMTP");
    assert_has(MAKING_DELIVERY,
               RECEIVED "DKIM-Signature: v=1; a=rsa-sha256;\n d=example.com; s=k; b=abc=\nFrom: a\n\n",
               "dkimv a d s b");
}

static void draws_the_layout(void **state) {
    static const char two[] = "Content-Type: multipart/alternative; boundary=\"----=_Part_17_29\"\n\n"
                              "------=_Part_17_29\nContent-Type: text/plain; charset=utf-8\n\nHello\n"
                              "------=_Part_17_29\nContent-Type: text/html; charset=us-ascii\n\n<p>Hello\n"
                              "------=_Part_17_29--\n";
    assert_has(MAKING_LAYOUT, two, "multipart/alternative(text/plain; text/html;) | boundary ");
    assert_has(MAKING_CHARSET, two, "utf-8 us-ascii");
    assert_has(MAKING_LAYOUT, "Content-Type: text/plain\nContent-Type: text/html\n\nA", "two content types");
    assert_has(MAKING_LAYOUT, "Subject: \xe9\n\nA", "raw bytes in the head");
}

static void looks_at_markup_and_lines(void **state) {
    static const char html[] = "Content-Type: text/html\n\n";
    assert_has(
        MAKING_ENGINE,
        arena_printf(arena,
                     "%s<!DOCTYPE HTML><HTML><HEAD><META content=\"Maker 6.0.1\" name=GENERATOR></HEAD>"
                     "<BODY bgColor=#ffffff><BR><BR>Text",
                     html),
        "html !DOCTYPE HTML HEAD META\" /HEAD BODY= BR | generator Maker 9.9.9");
    assert_same(MAKING_ENGINE, arena_printf(arena, "%s<html><body><p class='a'>One", html),
                arena_printf(arena, "%s<html><body><p class='b'>Two quite other words", html));
    assert_other(MAKING_ENGINE, arena_printf(arena, "%s<html><body><p>One", html),
                 arena_printf(arena, "%s<HTML><BODY><P>One", html));
    assert_has(MAKING_ENGINE, "A: b\n\nDear friend,\n\n\nshort lines\n",
               "text, wrap short, empty lines, greeting ,");
    assert_string_equal(line(MAKING_ENGINE, "A: b\n\n"), "no text");
}

static void is_always_printable_and_bounded(void **state) {
    struct mail *mail;
    char *raw = arena_alloc(arena, 20000);
    strcpy(raw, "X-Mailer: \x01\xff\x7f\n");
    for (unsigned i = 0; i < 300; i++)
        strcat(raw, "X-Priority: 3\nSubject: \xc3\n");
    strcat(raw, "Content-Type: text/html\n\n<\x02\xfe<p<<<>>></!a b=");
    mail = mail_parse(arena, slice_from_string(raw), NULL, NULL);
    for (size_t i = 0; i < MAKING_COUNT; i++) {
        assert_true(strlen(mail->making[i]) < MAKING_BYTES);
        for (const char *c = mail->making[i]; *c; c++)
            assert_true(*c >= ' ' && *c < 0x7f);
    }
    mail = mail_parse(arena, slice_of("", 0), NULL, NULL);
    for (size_t i = 0; i < MAKING_COUNT; i++)
        assert_string_equal(mail->making[i], "");
}

static void knows_names_in_any_case(void **state) {
    static const struct {
        const char *name;
        enum header_habit habit;
        enum header_name known;
    } names[] = {
        {"MESSAGE-id", HEADER_OWN, NAME_MESSAGE_ID},
        {"To", HEADER_OWN, NAME_TO},
        {"x-mailer", HEADER_OWN, NAME_X_MAILER},
        {"X-Mailman-Version", HEADER_TRACE, NAME_LIST},
        {"X-Mailman-New", HEADER_TRACE, NAME_NONE},
        {"X-Miltered", HEADER_TRACE, NAME_NONE},
        {"X-Quirk", HEADER_EXTRA, NAME_NONE},
        {"Content-Disposition", HEADER_CONTENT, NAME_NONE},
        {"Cc", HEADER_TRACE, NAME_NONE},
        {"Quirk", HEADER_TRACE, NAME_NONE},
        {"X-", HEADER_TRACE, NAME_NONE},
        {"", HEADER_TRACE, NAME_NONE},
        {"X", HEADER_TRACE, NAME_NONE},
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct header_kind kind = header_kind(slice_from_string(names[i].name));
        assert_int_equal(kind.habit, names[i].habit);
        assert_int_equal(kind.name, names[i].known);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(orders_what_the_program_wrote),
        cmocka_unit_test(takes_values_off),
        cmocka_unit_test(knows_ids_that_servers_give),
        cmocka_unit_test(tells_what_the_host_called_itself),
        cmocka_unit_test(keeps_what_is_forged_below),
        cmocka_unit_test(says_nothing_of_a_lists_delivery),
        cmocka_unit_test(draws_the_layout),
        cmocka_unit_test(looks_at_markup_and_lines),
        cmocka_unit_test(is_always_printable_and_bounded),
        cmocka_unit_test(knows_names_in_any_case),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
