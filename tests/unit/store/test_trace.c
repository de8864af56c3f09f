/* What is kept of how one mail was made. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "store/trace.h"

static void packing_keeps_every_field(void **state) {
    (void)state;
    for (unsigned round = 0; round < 64; round++) {
        struct trace trace = {
            .sender = {(enum sender_reverse)(round % 4), (enum sender_helo)(round % 8), round % 2, round},
            .spf = (enum mail_result)(round % 6),
            .dkim = (enum mail_result)((round + 1) % 6),
            .dmarc = (enum mail_result)((round + 2) % 6),
            .signs = (round * 37) & 127,
            .picture = (uint16_t)(round * 64 + 63)};
        for (size_t i = 0; i < TRACE_TEXT_CLASSES; i++)
            trace.text[i] = (uint8_t)((round + i) % 8);
        struct trace back = {0};
        trace_unpack(trace_pack(&trace), &back);
        assert_int_equal(back.sender.reverse, trace.sender.reverse);
        assert_int_equal(back.sender.helo, trace.sender.helo);
        assert_int_equal(back.sender.home, trace.sender.home);
        assert_int_equal(back.sender.provider, trace.sender.provider);
        assert_int_equal(back.spf, trace.spf);
        assert_int_equal(back.dkim, trace.dkim);
        assert_int_equal(back.dmarc, trace.dmarc);
        assert_int_equal(back.signs, trace.signs);
        assert_int_equal(back.picture, trace.picture);
        assert_memory_equal(back.text, trace.text, sizeof trace.text);
    }
}

static struct trace read_text(const char *raw) {
    struct arena *arena = arena_new();
    struct mail *mail = mail_parse(arena, slice_from_string(raw), NULL, NULL);
    struct print print;
    struct trace trace;
    print_make(mail, &print);
    trace_read(mail, &print, &trace);
    arena_free(arena);
    return trace;
}

static void equal_texts_are_equal(void **state) {
    (void)state;
#define TEXT "one small shop in the old town sells warm bread and cold milk on every day of the week\n"
    struct trace a = read_text("Subject: a\nTo: ann@example.org\n\nDear ann,\n" TEXT);
    struct trace b = read_text("Subject: b\nTo: bob@example.net\n\nDear bob,\n" TEXT);
    struct trace c =
        read_text("Subject: a\n\nsome other words stand in this letter, none of them as before\n");
    assert_memory_equal(a.text, b.text, sizeof a.text);
    assert_memory_not_equal(a.text, c.text, sizeof a.text);
}

static void signs_are_seen(void **state) {
    (void)state;
    assert_int_equal(read_text("Subject: hello\n\nplain words alone stand here\n").signs, 0);
    assert_int_equal(read_text("Subject: cheap prescripti0n\n\nplain words alone stand here\n").signs,
                     TRACE_DISGUISED);
    assert_int_equal(read_text("Subject: a\nList-Id: <a.example.org>\n\nplain words alone\n").signs,
                     TRACE_BULK);
    assert_int_equal(
        read_text("Subject: a\nContent-Type: text/html\n\n"
                  "<p><a href=\"http://a.example/\"><img src=\"http://a.example/b.gif\"></a></p>\n")
            .signs,
        TRACE_PICTURE);
    assert_true(read_text("Subject: a\nContent-Type: text/html\n\n"
                          "<p>shown</p><p style=\"display:none\">a long text that nobody is shown, with words"
                          " enough to be no preheader at all, about the weather and the sea and a boat</p>\n")
                    .signs &
                TRACE_HIDDEN);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(packing_keeps_every_field),
        cmocka_unit_test(equal_texts_are_equal),
        cmocka_unit_test(signs_are_seen),
    };
    mail_initialize();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
