#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"
#include "mail/head.h"
#include "mail/mail.h"

static struct head parse(void **state, const char *raw) {
    struct head head;
    head_parse(*state, slice_from_string(raw), &head);
    return head;
}

static void keeps_order_spelling_and_folding(void **state) {
    const char *raw = "FROM: a\r\nSubject: one\r\n\ttwo\r\n\r\nbody";
    struct head head = parse(state, raw);
    assert_int_equal(head.count, 2);
    assert_memory_equal(head.headers[0].name.data, "FROM", 4);
    assert_string_equal(head_unfold(*state, head_find(&head, "subject", 0)->value), "one\ttwo");
    assert_string_equal(raw + head.bytes, "body");
    assert_int_equal(head.anomalies, 0);
}

static void skips_separator_and_blank_lines(void **state) {
    struct head head = parse(state, "From x@example.org Sun Apr  8 13:13:04 2007\n\nTo: b\n\nbody");
    assert_int_equal(head.count, 1);
}

static void steps_over_a_line_that_is_no_header(void **state) {
    struct head head = parse(state, "A: 1\nnot one\nB: 2\n\nbody");
    assert_int_equal(head.count, 2);
    assert_true(head.anomalies & MAIL_BAD_HEADER);
}

static void begins_the_body_where_no_header_follows(void **state) {
    const char *raw = "A: 1\njust text here\nand more\n\nB: 2\n";
    struct head head = parse(state, raw);
    assert_int_equal(head.count, 1);
    assert_memory_equal(raw + head.bytes, "just", 4);
}

static void bounds_headers(void **state) {
    size_t size = 0, count = 3000;
    char *raw = arena_alloc(*state, count * 6 + 1);
    for (size_t i = 0; i < count; i++, size += 5)
        memcpy(raw + size, "A: b\n", 5);
    struct head head;
    head_parse(*state, slice_of(raw, size), &head);
    assert_int_equal(head.count, MAIL_HEADERS);
    assert_true(head.anomalies & MAIL_LIMIT);
}

static void reads_dates(void **state) {
    static const struct {
        const char *text;
        int64_t seconds;
    } dates[] = {
        {"Sun, 08 Apr 2007 13:13:04 +0000", 1176037984},
        {" Sun,  8 Apr 2007 09:13:04 -0400 (EDT)", 1176037984},
        {"8 Apr 07 13:13:04 GMT", 1176037984},
        {"Sun Apr  8 13:13:04 2007", 1176037984},
        {"08-Apr-2007 13:13:04 +0000", 1176037984},
        {"Sun, 08 Apr 2007 01:13:04 PM", 1176037984},
        {"Sun, 08 Apr 2007 18:43:04 +0530", 1176037984},
        {"yesterday", TIME_NONE},
        {"99 Apr 2007 13:13:04", TIME_NONE},
        {"", TIME_NONE},
    };
    for (size_t i = 0; i < sizeof dates / sizeof *dates; i++)
        assert_int_equal(head_parse_date(slice_from_string(dates[i].text)), dates[i].seconds);
}

static void takes_the_mark_out(void **state) {
    struct head head = parse(state, "A: 1\nX-Weir-Simulated:\n yes\nB: 2\n 3\nx-weir-simulated: no\n\nbody");
    assert_int_equal(head.count, 2);
    assert_true(head.simulated);
    assert_string_equal(head_unfold(*state, head.headers[0].value), "1");
    assert_string_equal(head_unfold(*state, head.headers[1].value), "2 3");
    assert_int_equal(head.anomalies, 0);
    assert_false(parse(state, "A: 1\nX-Weir-Simulated-By: yes\n\n").simulated);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(keeps_order_spelling_and_folding, set_up, tear_down),
        cmocka_unit_test_setup_teardown(skips_separator_and_blank_lines, set_up, tear_down),
        cmocka_unit_test_setup_teardown(steps_over_a_line_that_is_no_header, set_up, tear_down),
        cmocka_unit_test_setup_teardown(begins_the_body_where_no_header_follows, set_up, tear_down),
        cmocka_unit_test_setup_teardown(takes_the_mark_out, set_up, tear_down),
        cmocka_unit_test_setup_teardown(bounds_headers, set_up, tear_down),
        cmocka_unit_test(reads_dates),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
