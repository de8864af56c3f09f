/* Signatures against mail. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "template/matcher.h"

#define ONE(field, words)                                                                                    \
    {                                                                                                        \
        field, 1, {                                                                                          \
            { words, words }                                                                                 \
        }                                                                                                    \
    }

static const struct signature both = {
    .anchor_count = 2, .anchors = {ONE(SIGNATURE_BODY, "qvzx"), ONE(SIGNATURE_BODY, "day target price")}};
static const struct signature choice = {
    .anchor_count = 2,
    .anchors = {{SIGNATURE_BODY, 2, {{"call broker", ""}, {"contact your broker", ""}}},
                ONE(SIGNATURE_BODY, "qvzx")}};
static const struct signature subject = {.anchor_count = 1,
                                         .anchors = {ONE(SIGNATURE_SUBJECT, "hot # alert")}};
static const struct signature sender = {.anchor_count = 1, .anchors = {ONE(SIGNATURE_FROM, "hot alert")}};
static const struct signature twice = {
    .anchor_count = 2, .anchors = {ONE(SIGNATURE_BODY, "qvzx"), ONE(SIGNATURE_SUBJECT, "qvzx")}};
static const struct signature *const all[] = {&both, &choice, &subject, &sender, &twice};

/* Which of `all` a mail of this head and body matches, as their digits. */
static void assert_matches(const char *head, const char *body, const char *expected) {
    struct arena *arena = arena_new();
    struct error error;
    struct matcher *matcher = matcher_new(all, sizeof all / sizeof *all, &error);
    assert_non_null(matcher);
    struct matcher_scratch *scratch = matcher_scratch_new(matcher);
    struct matcher_text text = {0};
    const uint32_t *found;
    const char *raw = arena_printf(arena, "%s\n\n%s\n", head, body);
    char digits[16] = "";
    matcher_text_read(&text, mail_parse(arena, slice_from_string(raw), NULL, NULL));
    for (unsigned round = 0; round < 2; round++) { /* nothing is left over from the scan before */
        size_t count = matcher_scan(matcher, scratch, &text, &found);
        for (size_t i = 0; i < count; i++)
            digits[i] = (char)('0' + found[i]);
        digits[count] = '\0';
        assert_string_equal(digits, expected);
    }
    matcher_text_free(&text);
    matcher_scratch_free(scratch);
    matcher_free(matcher);
    arena_free(arena);
}

static void test_conjunction(void **state) {
    assert_matches("Subject: x", "Buy QVZX! 5 Day\nTarget-Price: $3", "0");
    assert_matches("Subject: x", "Buy QVZX!", "");
    assert_matches("Subject: x", "5 day target price", "");
    assert_matches("Subject: x", "QVZXX 5 day target price", ""); /* whole words */
    assert_matches("Subject: x", "qvzx, day target prices", "");
}

static void test_choice(void **state) {
    assert_matches("Subject: x", "QVZX: call broker", "1");
    assert_matches("Subject: x", "QVZX: contact your broker", "1");
    assert_matches("Subject: x", "QVZX: contact a broker", "");
}

static void test_fields(void **state) {
    assert_matches("Subject: Hot 17 alert", "x", "2");
    assert_matches("Subject: x", "hot 17 alert", "");
    assert_matches("From: \"Hot Alert\" <a@example.org>\nSubject: x", "x", "3");
    assert_matches("From: \"Hot\" <a@example.org>\nSubject: alert", "x", ""); /* not over two fields */
    assert_matches("Subject: about QVZX", "QVZX is hot", "4");
    assert_matches("Subject: about QVZX", "nothing", "");
}

static void test_what_is_seen_counts(void **state) {
    assert_matches(
        "Subject: x\nContent-Type: multipart/alternative; boundary=b",
        "QVZX 5 day target price\n--b\nContent-Type: text/plain\n\nplain\n"
        "--b\nContent-Type: text/html\n\n<p>Q<b>VZX</b> <!-- x -->5 day&nbsp;target<br>price</p>\n--b--",
        "0");
    assert_matches("Subject: x\nContent-Type: text/html",
                   "<p>hello</p><div style=\"display:none\">QVZX 5 day target price</div>", "");
}

static void test_no_signature(void **state) {
    struct error error;
    struct matcher *matcher = matcher_new(NULL, 0, &error);
    assert_non_null(matcher);
    struct matcher_scratch *scratch = matcher_scratch_new(matcher);
    struct matcher_text text = {0};
    const uint32_t *found;
    assert_int_equal(matcher_scan(matcher, scratch, &text, &found), 0);
    matcher_scratch_free(scratch);
    matcher_free(matcher);
}

static int initialize(void **state) {
    mail_initialize();
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_conjunction),  cmocka_unit_test(test_choice),
        cmocka_unit_test(test_fields),       cmocka_unit_test(test_what_is_seen_counts),
        cmocka_unit_test(test_no_signature),
    };
    return cmocka_run_group_tests(tests, initialize, NULL);
}
