/* What a filter wrote into the head of a mail, and what stood there before. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "bench/smtp_judge.h"

static struct smtp_marks marks;

static int compile(void **state) {
    struct error error;
    marks = (struct smtp_marks){.tag_count = 2, .subject_tag = "*****SPAM*****", .has_score = true};
    return smtp_mark_compile("X-Spam-Flag: ^YES$", 0, &marks.tags[0], &error) &&
                   smtp_mark_compile("X-Action:reject|discard", 0, &marks.tags[1], &error) &&
                   smtp_mark_compile("X-Spam-Status: score=([-0-9.]+)", 1, &marks.score, &error)
               ? 0
               : -1;
}

static int release(void **state) {
    smtp_mark_free(&marks.tags[0]);
    smtp_mark_free(&marks.tags[1]);
    smtp_mark_free(&marks.score);
    return 0;
}

static struct answer judge(const char *in, const char *out) {
    struct answer answer;
    smtp_judge(&marks, slice_from_string(in), slice_from_string(out), &answer);
    return answer;
}

static void an_added_tag_blocks(void **state) {
    struct answer answer = judge("Subject: a\n\nb\n", "x-spam-flag:\r\n YES\r\nSubject: a\r\n\r\n");
    assert_int_equal(answer.state, ANSWER_BLOCK);
    assert_string_equal(answer.native, "X-Spam-Flag: YES");
    assert_true(isnan(answer.score));
    assert_int_equal(judge("\nb", "X-Spam-Flag: NO\r\nX-Action: soft reject\r\n\r\n").state, ANSWER_BLOCK);
    assert_int_equal(judge("\nb", "X-Spam-Flag: NO\r\nX-Action: add header\r\n\r\n").state, ANSWER_PASS);
}

static void a_tag_that_was_there_counts_for_nothing(void **state) {
    static const char in[] = "X-Spam-Flag: YES\nSubject: a\n\nb\n";
    assert_int_equal(judge(in, "X-Spam-Flag: YES\r\nSubject: a\r\n\r\n").state, ANSWER_PASS);
    assert_int_equal(judge(in, "X-New: 1\r\nX-SPAM-FLAG:  YES\r\nSubject: a\r\n\r\n").state, ANSWER_PASS);
    assert_int_equal(judge(in, "X-Spam-Flag: YES\r\nX-Spam-Flag: YES\r\nSubject: a\r\n\r\n").state,
                     ANSWER_BLOCK);
    assert_int_equal(judge("X-Spam-Flag: NO\n\n", "X-Spam-Flag: YES\r\n\r\n").state, ANSWER_BLOCK);
}

static void a_tag_in_the_body_counts_for_nothing(void **state) {
    assert_int_equal(
        judge("Subject: a\n\nX-Spam-Flag: YES\n", "Subject: a\r\n\r\nX-Spam-Flag: YES\r\n").state,
        ANSWER_PASS);
}

static void a_subject_is_tagged_once_more(void **state) {
    assert_int_equal(judge("Subject: a\n\n", "Subject: *****SPAM***** a\r\n\r\n").state, ANSWER_BLOCK);
    assert_int_equal(judge("Subject: *****SPAM***** a\n\n", "Subject: *****SPAM***** a\r\n\r\n").state,
                     ANSWER_PASS);
    assert_int_equal(
        judge("Subject: *****SPAM***** a\n\n", "Subject: *****SPAM***** *****SPAM***** a\r\n\r\n").state,
        ANSWER_BLOCK);
    assert_int_equal(judge("To: a\n\n", "To: a\r\nSubject: *****SPAM***** \r\n\r\n").state, ANSWER_BLOCK);
}

static void an_encoded_subject_is_read(void **state) {
    static const char tagged[] = "Subject: =?utf-8?q?*****SPAM*****_=C3=A4?=\r\n\r\n";
    struct answer answer = judge("Subject: =?utf-8?q?=C3=A4?=\n\n", tagged);
    assert_int_equal(answer.state, ANSWER_BLOCK);
    assert_string_equal(answer.native, "Subject: *****SPAM*****");
    assert_int_equal(judge(tagged, tagged).state, ANSWER_PASS);
}

static void the_score_is_the_filters(void **state) {
    static const char out[] = "X-Spam-Status: No, score=-1.5 required=5.0\r\n\ttests=A\r\nSubject: a\r\n\r\n";
    struct answer answer = judge("Subject: a\n\n", out);
    assert_int_equal(answer.state, ANSWER_PASS);
    assert_true(answer.score == -1.5);
    assert_true(isnan(judge(out, out).score));
    assert_true(isnan(judge("\n", "X-Spam-Status: score=-.-\r\n\r\n").score));
}

static void empty_heads_pass(void **state) {
    assert_int_equal(judge("", "").state, ANSWER_PASS);
    assert_int_equal(judge("\n", "\r\n").state, ANSWER_PASS);
}

/* Tens of thousands of headers of one name take no longer than their bytes. */
static void many_headers_end(void **state) {
    struct buffer in = {0};
    for (int i = 0; i < 20000; i++)
        buffer_printf(&in, "X-Spam-Flag: %d\r\n", i % 7);
    buffer_append_string(&in, "\r\n");
    struct answer answer;
    smtp_judge(&marks, buffer_slice(&in), buffer_slice(&in), &answer);
    assert_int_equal(answer.state, ANSWER_PASS);
    buffer_free(&in);
}

static void wrong_marks_are_refused(void **state) {
    static const char *const texts[] = {
        "", "YES", ": YES", "X Spam: YES", "X-Spam-Flag: (", "X-Spam-Flag: ["};
    struct smtp_mark mark;
    struct error error;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_false(smtp_mark_compile(texts[i], 0, &mark, &error));
    assert_false(smtp_mark_compile("X-Spam-Status: score", 1, &mark, &error));
    assert_non_null(strstr(error.message, "no group"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_added_tag_blocks),
        cmocka_unit_test(a_tag_that_was_there_counts_for_nothing),
        cmocka_unit_test(a_tag_in_the_body_counts_for_nothing),
        cmocka_unit_test(a_subject_is_tagged_once_more),
        cmocka_unit_test(an_encoded_subject_is_read),
        cmocka_unit_test(the_score_is_the_filters),
        cmocka_unit_test(empty_heads_pass),
        cmocka_unit_test(many_headers_end),
        cmocka_unit_test(wrong_marks_are_refused),
    };
    return cmocka_run_group_tests(tests, compile, release);
}
