/* Labels: what tables of them may be, and which mail each fits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "bench_store.h"
#include "store/bench_label.h"

static struct bench_labels labels;
static struct error error;

static bool read_text(const char *text) {
    const char **files = arena_alloc(arena, sizeof *files);
    files[0] = write_labels(text);
    return bench_labels_read(arena, files, 1, &labels, &error);
}

static void columns_are_found_by_name(void **state) {
    assert_true(read_text("class\tnote\trole\tmessage\n"
                          "-\tx\tspam\ta.eml\n"
                          "malware,phish\ty\tspam\tb.eml\r\n"
                          "\t\tham\tc.eml\n\n"
                          "-\t-\t-\td.eml\n"
                          "-\t-\tphish\te.eml"));
    assert_int_equal(labels.count, 4);
    const struct bench_label *label = bench_labels_find(&labels, "b.eml", 1);
    assert_int_equal(label->role, BENCH_SPAM);
    assert_int_equal(label->classes, BENCH_CLASS_PHISH | BENCH_CLASS_MALWARE);
    assert_int_equal(label->line, 3);
    assert_string_equal(bench_classes_text(arena, label->classes), "phish,malware");
    assert_int_equal(bench_labels_find(&labels, "c.eml", 2)->role, BENCH_HAM);
    assert_null(bench_labels_find(&labels, "d.eml", 3));
    label = bench_labels_find(&labels, "e.eml", 4);
    assert_int_equal(label->role, BENCH_PHISH);
    assert_int_equal(label->classes, BENCH_CLASS_PHISH); /* its role says so */
    assert_true(read_text("message\tlabel\tinstrument\ninmail.1\tspam\t-\ninmail.2\tham\n"));
    assert_int_equal(bench_labels_find(&labels, "trec/inmail.2", 1)->role, BENCH_HAM);
    assert_true(read_text("message\tlabel\trole\na\tspam\tham\n"));
    assert_int_equal(bench_labels_find(&labels, "a", 1)->role, BENCH_HAM);
}

static void the_longest_end_of_a_source_that_is_labelled_counts(void **state) {
    assert_true(read_text("message\trole\n17.eml\tspam\nham/17.eml\tham\nfeed.mbox#3\tnewsletter\n"));
    assert_int_equal(bench_labels_find(&labels, "/x/ham/17.eml", 1)->role, BENCH_HAM);
    assert_int_equal(bench_labels_find(&labels, "/x/other/17.eml", 2)->role, BENCH_SPAM);
    assert_int_equal(bench_labels_find(&labels, "17.eml", 2)->role, BENCH_SPAM);
    assert_int_equal(bench_labels_find(&labels, "a.tar/feed.mbox#3", 3)->role, BENCH_NEWSLETTER);
    assert_null(bench_labels_find(&labels, "a.tar/feed.mbox#33", 4));
    assert_null(bench_labels_find(&labels, "117.eml", 4));
    assert_false(labels.items[0].ambiguous);
    bench_labels_find(&labels, "/y/17.eml", 5);
    assert_true(labels.items[0].ambiguous);
    assert_false(labels.items[1].ambiguous);
}

static void what_cannot_be_meant_is_named(void **state) {
    static const char *const wrong[][2] = {
        {"", "no header row with the columns message and role"},
        {"inmail.1\tspam\n", "no header row"},
        {"message\tclass\na\tphish\n", "no header row"},
        {"message\trole\na\tspma\n",
         "line 2: a role is spam, phish, malware, unwanted, ham or newsletter: 'spma'"},
        {"message\trole\na\tmixed\n", "line 2: a role is"},
        {"message\trole\n\na\tspam-and-much-more-than-fits\n", "line 3: a role is"},
        {"message\trole\tclass\na\tspam\tpish\n",
         "line 2: a class is phish, malware or unwanted, commas between: 'pish'"},
        {"message\trole\tclass\na\tham\tphish\n", "line 2: wanted mail has no class: 'a'"},
        {"message\trole\n-\tspam\n", "line 2: a label without a message"},
        {"message\trole\na\tspam\nb\tham\na\tham\n", "line 4 say different things of 'a'"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_false(read_text(wrong[i][0]));
        if (!strstr(error.message, wrong[i][1]))
            fail_msg("%s", error.message);
    }
    assert_true(read_text("message\trole\na\tspam\na\tspam\n")); /* the same twice is no contradiction */
    assert_int_equal(labels.count, 1);
    const char *const missing[] = {"/nowhere/labels.tsv"};
    assert_false(bench_labels_read(arena, missing, 1, &labels, &error));
    assert_non_null(strstr(error.message, "cannot read the labels /nowhere/labels.tsv"));
}

static void a_file_that_labels_nothing_is_named(void **state) {
    const char *const files[] = {write_labels("message\trole\na\tspam\n"),
                                 write_labels("message\trole\nb\tspam\n")};
    assert_true(bench_labels_read(arena, files, 2, &labels, &error));
    bench_labels_find(&labels, "a", 1);
    assert_false(bench_labels_used(&labels, &error));
    assert_non_null(strstr(error.message, files[1]));
    bench_labels_find(&labels, "b", 2);
    assert_true(bench_labels_used(&labels, &error));
}

static void many_labels_are_found(void **state) {
    struct buffer text = {0};
    buffer_append_string(&text, "message\trole\n");
    for (unsigned i = 0; i < 20000; i++)
        buffer_printf(&text, "inmail.%u\t%s\n", i, i % 3 ? "spam" : "ham");
    buffer_append(&text, "", 1);
    assert_true(read_text(text.data));
    assert_int_equal(labels.count, 20000);
    for (unsigned i = 0; i < 20000; i++)
        assert_int_equal(bench_labels_find(&labels, arena_printf(arena, "x/inmail.%u", i), 1 + i)->role,
                         i % 3 ? BENCH_SPAM : BENCH_HAM);
    buffer_free(&text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_are_found_by_name),
        cmocka_unit_test(the_longest_end_of_a_source_that_is_labelled_counts),
        cmocka_unit_test(what_cannot_be_meant_is_named),
        cmocka_unit_test(a_file_that_labels_nothing_is_named),
        cmocka_unit_test(many_labels_are_found),
    };
    return cmocka_run_group_tests(tests, bench_store_open, bench_store_close);
}
