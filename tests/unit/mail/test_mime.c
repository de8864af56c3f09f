#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"
#include "mail/mail.h"
#include "mail/mime.h"

static uint32_t anomalies;

static struct mime_part *read(void **state, const char *raw) {
    size_t parts = 0;
    anomalies = 0;
    return mime_read(*state, slice_from_string(raw), &parts, &anomalies);
}

static void assert_body(const struct mime_part *part, const char *body) {
    assert_non_null(part);
    assert_int_equal(part->body.size, strlen(body));
    assert_memory_equal(part->body.data, body, strlen(body));
}

#define TWO_PARTS "--b\n\none\n--b\nContent-Type: text/html\n\ntwo\n"

static void splits_parts_and_keeps_what_is_around(void **state) {
    struct mime_part *root =
        read(state, "Content-Type: multipart/mixed; boundary=b\n\nbefore\n" TWO_PARTS "--b--\nbehind\n");
    assert_body(root->first, "one");
    assert_body(root->first->next, "two");
    assert_string_equal(root->first->next->content.type, "text/html");
    assert_null(root->first->next->next);
    assert_memory_equal(root->preamble.data, "before", root->preamble.size);
    assert_memory_equal(root->epilogue.data, "behind\n", root->epilogue.size);
    assert_int_equal(anomalies, MAIL_PART_AFTER_END);
}

static void takes_the_line_end_before_a_boundary_for_its_own(void **state) {
    struct mime_part *root =
        read(state, "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\none\r\n\r\n--b--\r\n");
    assert_body(root->first, "one\r\n");
    assert_int_equal(anomalies, 0);
}

static void knows_a_boundary_from_a_longer_one(void **state) {
    struct mime_part *root =
        read(state, "Content-Type: multipart/mixed; boundary=b\n\n--b\n\n--bb\nstill one\n--b--\n");
    assert_body(root->first, "--bb\nstill one");
    assert_null(root->first->next);
}

static void reads_a_multipart_that_is_never_closed(void **state) {
    struct mime_part *root = read(state, "Content-Type: multipart/mixed; boundary=b\n\n" TWO_PARTS);
    assert_body(root->first->next, "two");
    assert_int_equal(anomalies, MAIL_UNCLOSED_MULTIPART);
}

static void finds_a_boundary_that_is_not_declared(void **state) {
    struct mime_part *root = read(
        state, "Content-Type: multipart/mixed\n\n--\nno part\n--x\nContent-Type: text/plain\n\none\n--x--\n");
    assert_body(root->first, "one");
    assert_int_equal(anomalies, MAIL_UNDECLARED_BOUNDARY);
}

static void finds_the_boundary_where_another_is_declared(void **state) {
    struct mime_part *root = read(
        state, "Content-Type: multipart/mixed; boundary=y\n\n--x\nContent-Type: text/plain\n\none\n--x--\n");
    assert_body(root->first, "one");
    assert_int_equal(anomalies, MAIL_UNDECLARED_BOUNDARY);
}

static void leaves_a_multipart_without_boundary_lines_a_leaf(void **state) {
    struct mime_part *root = read(state, "Content-Type: multipart/mixed\n\njust text\n");
    assert_null(root->first);
    assert_body(root, "just text\n");
}

static void reads_a_part_behind_the_end(void **state) {
    struct mime_part *root =
        read(state, "Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b--\n--b\n\nlate\n--b--\n");
    assert_body(root->first->next, "late");
    assert_int_equal(anomalies, MAIL_PART_AFTER_END);
}

static void makes_a_reading_of_each_content_type(void **state) {
    struct mime_part *root = read(state, "Content-Type: multipart/mixed; boundary=a\n"
                                         "Content-Type: multipart/mixed; boundary=b\n\n"
                                         "--a\n\none\n--a--\n--b\n\ntwo\n--b--\n");
    assert_body(root->first, "one");
    assert_body(root->other_reading->first, "two");
    assert_true(anomalies & MAIL_DUPLICATE_CONTENT_TYPE);
}

static void describes_its_tree(void **state) {
    struct mime_part *root = read(
        state, "Content-Type: multipart/mixed; boundary=b\n\n"
               "--b\nContent-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8BIT\n\n"
               "--b\nContent-Type: multipart/related; boundary=c\n\n--c\nContent-Type: image/gif\n\n--c--\n"
               "--b--\n");
    assert_string_equal(mime_shape(*state, root),
                        "multipart/mixed(text/plain;UTF-8;8bit multipart/related(image/gif;;))");
}

static void bounds_parts_across_messages(void **state) {
    enum { COUNT = 3 * MAIL_PARTS };
    const char *head = "Content-Type: multipart/mixed; boundary=b\n\n";
    char *raw = arena_alloc(*state, strlen(head) + COUNT * 7 + 1), *to = stpcpy(raw, head);
    for (size_t i = 0; i < COUNT; i++)
        to = stpcpy(to, "--b\n\nx\n");
    size_t parts = 0, count = 0;
    struct mime_part *root = mime_read(*state, slice_from_string(raw), &parts, &anomalies);
    for (struct mime_part *part = root->first; part; part = part->next)
        count++;
    assert_int_equal(count, MAIL_PARTS - 1);
    assert_true(anomalies & MAIL_LIMIT);
    assert_null(mime_read(*state, slice_from_string(raw), &parts, &anomalies)->first);
}

static void bounds_nesting(void **state) {
    enum { COUNT = 3 * MAIL_NESTING };
    const char *raw = "Content-Type: multipart/mixed; boundary=b\n\n";
    for (int i = 0; i < COUNT; i++)
        raw = arena_printf(*state, "Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n%s", i, i, raw);
    size_t depth = 0;
    for (struct mime_part *part = read(state, raw); part->first; part = part->first)
        depth++;
    assert_int_equal(depth, MAIL_NESTING);
    assert_true(anomalies & MAIL_LIMIT);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(splits_parts_and_keeps_what_is_around, set_up, tear_down),
        cmocka_unit_test_setup_teardown(takes_the_line_end_before_a_boundary_for_its_own, set_up, tear_down),
        cmocka_unit_test_setup_teardown(knows_a_boundary_from_a_longer_one, set_up, tear_down),
        cmocka_unit_test_setup_teardown(reads_a_multipart_that_is_never_closed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(finds_a_boundary_that_is_not_declared, set_up, tear_down),
        cmocka_unit_test_setup_teardown(finds_the_boundary_where_another_is_declared, set_up, tear_down),
        cmocka_unit_test_setup_teardown(leaves_a_multipart_without_boundary_lines_a_leaf, set_up, tear_down),
        cmocka_unit_test_setup_teardown(reads_a_part_behind_the_end, set_up, tear_down),
        cmocka_unit_test_setup_teardown(makes_a_reading_of_each_content_type, set_up, tear_down),
        cmocka_unit_test_setup_teardown(describes_its_tree, set_up, tear_down),
        cmocka_unit_test_setup_teardown(bounds_parts_across_messages, set_up, tear_down),
        cmocka_unit_test_setup_teardown(bounds_nesting, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
