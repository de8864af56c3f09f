/* Mboxes of all four kinds, and files that are none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "feed/content.h"
#include "feed/feed.h"
#include "feed/mbox.h"
#include "scratch.h"

#define FROM_A "From a@example.org Mon Jan  1 10:00:00 2007"
#define FROM_B "From b@example.org Tue Jan  2 11:00:00 2007"

static void assert_said(const char *file, const char *expected) {
    struct buffer said = {0};
    scratch_write_text("m", file);
    scratch_feed("m", &said);
    assert_string_equal(said.data, expected);
    buffer_free(&said);
}

static void test_one_message_is_the_whole_file(void **state) {
    (void)state;
    assert_said("Subject: a\n\ntext\n", "m [Subject: a\n\ntext\n]\n");
    assert_said(FROM_A "\nSubject: a\n\ntext\n\n", "m [" FROM_A "\nSubject: a\n\ntext\n\n] " FROM_A "\n");
    assert_said(FROM_A "\r\nSubject: a\r\n\r\n", "m [" FROM_A "\r\nSubject: a\r\n\r\n] " FROM_A "\n");
    assert_said("", "m []\n");
}

static void test_mboxo(void **state) {
    (void)state;
    assert_said(FROM_A "\nSubject: a\n\n>From here\n\n" FROM_B "\nSubject: b\n\nlast\n\n",
                "m#1 [Subject: a\n\n>From here\n] " FROM_A "\nm#2 [Subject: b\n\nlast\n] " FROM_B "\n");
}

static void test_mboxrd_keeps_its_quotes(void **state) {
    (void)state;
    assert_said(FROM_A "\nSubject: a\n\n>>From me\n\n\n" FROM_B "\nSubject: b\n\nlast",
                "m#1 [Subject: a\n\n>>From me\n\n] " FROM_A "\nm#2 [Subject: b\n\nlast] " FROM_B "\n");
}

static void test_mboxcl_length_is_believed(void **state) {
    (void)state;
    const char *body = "quoted:\n\n" FROM_B "\nSubject: in\n";
    char file[600], expected[600];
    snprintf(file, sizeof file, FROM_A "\nContent-Length: %zu\n\n%s\n" FROM_B "\nSubject: b\n\nlast\n\n",
             strlen(body), body);
    snprintf(expected, sizeof expected,
             "m#1 [Content-Length: %zu\n\n%s] " FROM_A "\nm#2 [Subject: b\n\nlast\n] " FROM_B "\n",
             strlen(body), body);
    assert_said(file, expected);
}

static void test_mboxcl2_without_empty_line(void **state) {
    (void)state;
    assert_said(FROM_A "\nContent-Length: 5\n\nbody\n" FROM_B "\ncontent-length: 4\n\nlast",
                "m#1 [Content-Length: 5\n\nbody\n] " FROM_A "\nm#2 [content-length: 4\n\nlast] " FROM_B "\n");
}

static void test_false_length_is_not_believed(void **state) {
    (void)state;
    const char *lengths[] = {"0", "3", "20", "99999999999999999999", "-1", "x", ""};
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; ++i) {
        char file[600], expected[600];
        snprintf(file, sizeof file,
                 FROM_A "\nContent-Length: %s\n\nlong body\n\n" FROM_B "\nSubject: b\n\n\n", lengths[i]);
        snprintf(expected, sizeof expected,
                 "m#1 [Content-Length: %s\n\nlong body\n] " FROM_A "\nm#2 [Subject: b\n\n] " FROM_B "\n",
                 lengths[i]);
        assert_said(file, expected);
    }
}

static void test_line_ends_of_windows(void **state) {
    (void)state;
    assert_said("\r\n" FROM_A "\r\nSubject: a\r\n\r\nx\r\n\r\n" FROM_B "\r\nSubject: b\r\n\r\n",
                "m#1 [Subject: a\r\n\r\nx\r\n] " FROM_A "\nm#2 [Subject: b\r\n] " FROM_B "\n");
}

static void test_prose_splits_nothing(void **state) {
    (void)state;
    static const char *const prose[] = {
        "From here on it went well at 10:30 in January",
        "From a@example.org I heard:",
        "From me to you",
        "From Mon to Fri 10:30",
        "From",
        "From: c@example.org Mon Jan  1 10:00:00 2007",
        ">From c@example.org Mon Jan  1 10:00:00 2007",
    };
    for (size_t i = 0; i < sizeof prose / sizeof *prose; ++i) {
        char file[300], expected[600];
        snprintf(file, sizeof file, FROM_A "\nSubject: a\n\nx\n\n%s\nmore\n", prose[i]);
        snprintf(expected, sizeof expected, "m [%s] " FROM_A "\n", file);
        assert_said(file, expected);
    }
    /* Not after an empty line. */
    assert_said(FROM_A "\nSubject: a\n\nx\n" FROM_B "\n",
                "m [" FROM_A "\nSubject: a\n\nx\n" FROM_B "\n] " FROM_A "\n");
}

static void test_from_lines_as_mailers_write_them(void **state) {
    (void)state;
    static const char *const lines[] = {
        "From - Mon Jan 01 10:00:00 2007",
        "From MAILER-DAEMON  Mon Jan  1 10:00:00 2007",
        "From \"a b\"@example.org Mon Jan  1 10:00 MET 2007",
        "From ???@??? Mon Jan 01 10:00:00 2007",
        "From a@example.org",
        "From a@example.org Mon, 1 Jan 2007 10:00:00 +0000",
        "From 1234@xxx Mon Jan 01 10:00:00 +0000 2007",
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; ++i)
        assert_true(content_is_from_line(slice_from_string(lines[i]), slice_from_string("Subject: x\n")));
}

static void test_empty_messages(void **state) {
    (void)state;
    assert_said(FROM_A "\n\n" FROM_B "\n\n", "m#1 [] " FROM_A "\nm#2 [] " FROM_B "\n");
}

/* Larger than every window inside. */
static void test_large_mbox(void **state) {
    (void)state;
    enum { COUNT = 40, LINES = 3000 };
    struct buffer file = {0};
    for (int i = 0; i < COUNT; ++i) {
        buffer_append_string(&file, FROM_A "\nSubject: a\nContent-Length: 77777\n\n");
        for (int line = 0; line < LINES * (i % 5); ++line)
            buffer_printf(&file, "From line %d of %d\n\n", line, i);
        buffer_append_string(&file, "end\n\n");
    }
    scratch_write("m", file.data, file.size);
    const char *path = "m";
    struct feed *feed = feed_open(&path, 1);
    struct buffer bytes = {0};
    struct feed_message message;
    struct error error;
    size_t count = 0, total = 0;
    while (feed_next(feed, &bytes, &message, &error) == FEED_MESSAGE) {
        ++count;
        total += bytes.size - message.offset + strlen(FROM_A) + 2;
        assert_memory_equal(bytes.data + message.offset, "Subject: a\n", 11);
        assert_memory_equal(bytes.data + bytes.size - 4, "end\n", 4);
    }
    assert_int_equal(count, COUNT);
    assert_int_equal(total, file.size);
    feed_close(feed);
    buffer_free(&bytes);
    buffer_free(&file);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_message_is_the_whole_file),
        cmocka_unit_test(test_mboxo),
        cmocka_unit_test(test_mboxrd_keeps_its_quotes),
        cmocka_unit_test(test_mboxcl_length_is_believed),
        cmocka_unit_test(test_mboxcl2_without_empty_line),
        cmocka_unit_test(test_false_length_is_not_believed),
        cmocka_unit_test(test_line_ends_of_windows),
        cmocka_unit_test(test_prose_splits_nothing),
        cmocka_unit_test(test_from_lines_as_mailers_write_them),
        cmocka_unit_test(test_empty_messages),
        cmocka_unit_test(test_large_mbox),
    };
    return cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
}
