/* Freezing corpora: who says what a mail is, what is left out and why, and that it stays. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/time.h"
#include "bench_store.h"
#include "store/feed.h"

static struct bench_corpus corpus;
static struct error error;

static bool freeze(struct corpus_settings settings, bool *is_new) {
    if (!settings.since && !settings.until)
        settings.since = settings.until = TIME_NONE;
    return store_bench_freeze(store, arena, &settings, &corpus, is_new, &error);
}

static void freeze_new(struct corpus_settings settings) {
    bool is_new;
    if (!freeze(settings, &is_new))
        fail_msg("%s", error.message);
    assert_true(is_new);
}

static size_t read_items(struct bench_item *items, size_t most) {
    struct bench_items *rows = store_bench_items_open(store, corpus.id, &error);
    size_t count = 0;
    assert_non_null(rows);
    while (store_bench_items_next(rows, &items[count], &error) == STORE_ROW) {
        struct bench_item *item = &items[count++];
        item->feed = arena_string(arena, item->feed);
        item->source = arena_string(arena, item->source);
        item->role = arena_string(arena, item->role);
        item->classes = arena_string(arena, item->classes);
        item->truth = arena_string(arena, item->truth);
        item->excluded = arena_string(arena, item->excluded);
        assert_true(count < most);
    }
    store_bench_items_close(rows);
    return count;
}

static const struct bench_item *item_named(const struct bench_item *items, size_t count, const char *end) {
    for (size_t i = 0; i < count; i++)
        if (strlen(items[i].source) >= strlen(end) &&
            !strcmp(items[i].source + strlen(items[i].source) - strlen(end), end))
            return &items[i];
    fail_msg("no item %s", end);
    return NULL;
}

static int take_mails(void **state) {
    if (bench_store_open(state))
        return 1;
    take_mail(&(struct test_mail){
        .feed = "traps", .role = "spam", .name = "s1", .subject = "one", .received = SPRING + 50});
    take_mail(&(struct test_mail){.feed = "traps", .name = "s2", .subject = "two", .received = SPRING + 10});
    take_mail(&(struct test_mail){.feed = "traps", .name = "s3", .subject = "three", .received = TIME_NONE});
    take_mail(&(struct test_mail){
        .feed = "people", .role = "ham", .name = "h1", .subject = "four", .received = SPRING + 20});
    take_mail(
        &(struct test_mail){.feed = "people", .name = "h2", .subject = "five", .received = SPRING + 10});
    take_mail(&(struct test_mail){
        .feed = "fishers", .role = "phish", .name = "p1", .subject = "six", .received = SPRING + 30});
    take_mail(&(struct test_mail){
        .feed = "heap", .role = "mixed", .name = "m1", .subject = "seven", .received = SPRING + 40});
    take_text("traps", NULL, "empty", "");
    return 0;
}

static void roles_are_the_truth_and_mails_come_in_order_of_receipt(void **state) {
    struct bench_item items[20];
    bool is_new;
    freeze_new((struct corpus_settings){.name = "roles"});
    assert_int_equal(corpus.tested, 6);
    assert_int_equal(corpus.excluded, 1);
    assert_int_equal(corpus.by_role[BENCH_SPAM], 3);
    assert_int_equal(corpus.by_role[BENCH_HAM], 2);
    assert_int_equal(corpus.by_role[BENCH_PHISH], 1);
    assert_int_equal(corpus.spam_first, SPRING + 10);
    assert_int_equal(corpus.spam_last, SPRING + 50);
    assert_int_equal(corpus.ham_first, SPRING + 10);
    assert_int_equal(corpus.ham_last, SPRING + 20);
    assert_int_equal(strlen(corpus.digest), 64);
    assert_string_equal(corpus.apart, "");
    assert_int_equal(read_items(items, 20), 7);
    static const char *const order[] = {"/s2", "/h2", "/h1", "/p1", "/s1", "/s3", "/empty"};
    for (size_t i = 0; i < 7; i++) {
        assert_int_equal(items[i].number, i + 1);
        assert_non_null(strstr(items[i].source, order[i]));
    }
    assert_string_equal(items[0].truth, "role of feed traps");
    assert_string_equal(items[0].role, "spam");
    assert_string_equal(items[0].excluded, "");
    assert_string_equal(items[3].classes, "phish");
    assert_true(items[5].received == TIME_NONE);
    assert_string_equal(items[6].excluded, "unreadable: empty");
    char *digest = arena_string(arena, corpus.digest);
    assert_true(
        freeze((struct corpus_settings){.name = "roles", .since = TIME_NONE, .until = TIME_NONE}, &is_new));
    assert_false(is_new);
    assert_string_equal(corpus.digest, digest);
    freeze_new((struct corpus_settings){.name = "again"}); /* the same digest is the same test */
    assert_string_equal(corpus.digest, digest);
    assert_true(store_bench_corpus(store, arena, NULL, &corpus, &error));
    assert_string_equal(corpus.name, "again");
    struct bench_corpus *all;
    size_t count;
    assert_true(store_bench_corpora(store, arena, &all, &count, &error));
    assert_int_equal(count, 2);
    assert_string_equal(all[0].name, "roles");
    assert_int_equal(all[0].tested, 6);
}

static void what_was_frozen_stays(void **state) {
    bool is_new;
    freeze_new((struct corpus_settings){.name = "stays"});
    char *digest = arena_string(arena, corpus.digest);
    take_mail(
        &(struct test_mail){.feed = "traps", .name = "s4", .subject = "later", .received = SPRING + 60});
    assert_false(freeze((struct corpus_settings){.name = "stays"}, &is_new));
    assert_non_null(strstr(error.message, "corpus 'stays' was frozen at "));
    assert_non_null(strstr(error.message, "(7 lines then, 8 now): give the new one another name"));
    assert_true(store_bench_corpus(store, arena, "stays", &corpus, &error));
    assert_string_equal(corpus.digest, digest);
    assert_int_equal(corpus.tested, 6);
    freeze_new((struct corpus_settings){.name = "later", .since = SPRING + 60, .until = SPRING + 61});
    assert_int_equal(corpus.tested, 1);
    assert_int_equal(corpus.excluded, 0);
}

static void labels_win_over_roles(void **state) {
    struct bench_item items[20];
    const char *const labels[] = {write_labels("message\trole\tclass\ns1\tham\t-\nheap/m1\tspam\tmalware\n"
                                               "empty\tspam\t-\n")};
    freeze_new((struct corpus_settings){.name = "labels", .labels = labels, .label_count = 1});
    size_t count = read_items(items, 20);
    const struct bench_item *item = item_named(items, count, "/s1");
    assert_string_equal(item->role, "ham");
    assert_string_equal(item->truth, arena_printf(arena, "labels %s", labels[0]));
    item = item_named(items, count, "/m1");
    assert_string_equal(item->role, "spam");
    assert_string_equal(item->classes, "malware");
    assert_string_equal(item_named(items, count, "/empty")->excluded, "unreadable: empty");
    assert_string_equal(item_named(items, count, "/s2")->truth, "role of feed traps");
}

static void of_mail_of_which_nothing_is_known_nothing_is_tested(void **state) {
    struct bench_item items[20];
    bool is_new;
    freeze_new((struct corpus_settings){.name = "heap", .feeds = {{"heap", NULL}}, .feed_count = 1});
    assert_int_equal(corpus.tested, 0);
    assert_int_equal(read_items(items, 20), 1);
    assert_string_equal(items[0].role, "");
    assert_string_equal(items[0].excluded, "no label, and its feed's role says nothing of it");
    /* It was no corpus yet, so what is said now may become one. */
    freeze_new((struct corpus_settings){.name = "heap", .feeds = {{"heap", "newsletter"}}, .feed_count = 1});
    assert_int_equal(corpus.by_role[BENCH_NEWSLETTER], 1);
    assert_int_equal(read_items(items, 20), 1);
    assert_string_equal(items[0].truth, "configuration, of feed heap");
    assert_false(freeze((struct corpus_settings){.name = "none", .feeds = {{"heep", NULL}}, .feed_count = 1},
                        &is_new));
    assert_string_equal(
        error.message, "corpus 'none' names feed 'heep', which is not in the store; `weir feeds` lists them");
}

static void two_truths_of_the_same_bytes_are_none(void **state) {
    struct bench_item items[30];
    struct test_mail both = {.feed = "traps", .name = "both", .subject = "both", .received = SPRING + 1};
    take_mail(&both);
    both.feed = "people";
    take_mail(&both);
    struct test_mail fish = {.feed = "traps", .name = "fish", .subject = "fish", .received = SPRING + 2};
    take_mail(&fish);
    fish.feed = "fishers";
    take_mail(&fish); /* phish is spam, too */
    both = (struct test_mail){.feed = "traps", .name = "twice", .subject = "twice", .received = SPRING + 3};
    take_mail(&both);
    both.name = "twice-again";
    take_mail(&both); /* every delivery is tested */
    freeze_new((struct corpus_settings){.name = "truths"});
    size_t count = read_items(items, 30);
    static const char why[] = "the same bytes are said to be something else elsewhere";
    assert_string_equal(item_named(items, count, "traps/both")->excluded, why);
    assert_string_equal(item_named(items, count, "people/both")->excluded, why);
    assert_string_equal(item_named(items, count, "traps/fish")->excluded, "");
    assert_string_equal(item_named(items, count, "fishers/fish")->excluded, "");
    assert_string_equal(item_named(items, count, "/twice")->excluded, "");
    assert_string_equal(item_named(items, count, "/twice-again")->excluded, "");
}

static void a_label_that_fits_several_mails_labels_none(void **state) {
    struct bench_item items[20];
    take_mail(&(struct test_mail){.feed = "traps", .name = "x", .subject = "x", .received = SPRING});
    take_mail(&(struct test_mail){.feed = "people", .name = "x", .subject = "y", .received = SPRING});
    const char *const labels[] = {write_labels("message\trole\nx\tspam\n")};
    freeze_new((struct corpus_settings){.name = "doubt", .labels = labels, .label_count = 1});
    size_t count = read_items(items, 20);
    assert_non_null(strstr(item_named(items, count, "traps/x")->excluded, "fits several mails"));
    assert_non_null(strstr(item_named(items, count, "people/x")->excluded, "fits several mails"));
}

static void simulated_mail_is_refused(void **state) {
    bool is_new;
    take_text("game", "simulated", "g1",
              "X-Weir-Simulated: yes\nReceived: from a.example (a.example [192.0.2.1]) by mx.example.org;"
              " Mon, 3 Mar 2025 10:00:00 +0000\nFrom: a@example.net\nSubject: game\n\ntext\n");
    assert_false(freeze((struct corpus_settings){.name = "game"}, &is_new));
    assert_non_null(strstr(error.message, "feed 'game' holds simulated mail"));
    assert_false(freeze(
        (struct corpus_settings){.name = "game", .feeds = {{"game", "spam"}}, .feed_count = 1}, &is_new));
    assert_non_null(strstr(error.message, "feed 'game' holds simulated mail"));
    freeze_new((struct corpus_settings){.name = "real", .feeds = {{"traps", NULL}}, .feed_count = 1});
    assert_int_equal(corpus.tested, 3);
}

static void mail_in_a_report_is_not_tested(void **state) {
    struct bench_item items[20];
    bool created;
    uint64_t misread;
    const struct store_feed_change change = {
        .role = "spam", .traps = -1, .sampled = -1, .reports = FEED_REPORTS_YES};
    assert_true(store_feed_set(store, "reports", &change, &created, &misread, &error));
    take_text(
        "reports", NULL, "r1",
        "Received: from fbl.example.com (fbl.example.com [198.51.100.9]) by mx.example.org;"
        " Mon, 3 Mar 2025 10:00:00 +0000\nFrom: fbl@example.com\nSubject: report\nMIME-Version: 1.0\n"
        "Content-Type: multipart/report; report-type=feedback-report; boundary=b\n\n--b\n\nA report.\n--b\n"
        "Content-Type: message/feedback-report\n\nFeedback-Type: abuse\nVersion: 1\nUser-Agent: x/1\n\n--b\n"
        "Content-Type: message/rfc822\n\nFrom: spammer@example.net\nSubject: pills\n\nBuy pills.\n--b--\n");
    freeze_new((struct corpus_settings){.name = "reports", .feeds = {{"reports", NULL}}, .feed_count = 1});
    assert_int_equal(corpus.tested, 0);
    assert_int_equal(read_items(items, 20), 1);
    assert_string_equal(items[0].role, "spam");
    assert_string_equal(items[0].excluded, "it stands in a report, its own bytes are not there");
}

static void archives_that_can_be_told_apart_are_named(void **state) {
    for (unsigned i = 0; i < 30; i++) {
        const char *name = arena_printf(arena, "n%u", i);
        take_mail(&(struct test_mail){.feed = "new",
                                      .role = i ? NULL : "spam",
                                      .name = name,
                                      .subject = name,
                                      .receiver = i % 2 ? "mx1.example.com" : "mx2.example.com",
                                      .received = time_from_civil(2007, 1, 1 + (int)i, 0, 0, 0)});
        take_mail(&(struct test_mail){.feed = "old",
                                      .role = i ? NULL : "ham",
                                      .name = name,
                                      .subject = arena_printf(arena, "old %u", i),
                                      .receiver = "mx.example.edu",
                                      .received = time_from_civil(2002 + (int)(i % 2), 1, 1, 0, 0, 0)});
    }
    freeze_new(
        (struct corpus_settings){.name = "apart", .feeds = {{"new", NULL}, {"old", NULL}}, .feed_count = 2});
    assert_string_equal(
        corpus.apart, "spam is of 2007, wanted mail of 2002 to 2003; spam came in at 2 servers, wanted mail "
                      "at one server that took in none of it");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(roles_are_the_truth_and_mails_come_in_order_of_receipt, take_mails,
                                        bench_store_close),
        cmocka_unit_test_setup_teardown(what_was_frozen_stays, take_mails, bench_store_close),
        cmocka_unit_test_setup_teardown(labels_win_over_roles, take_mails, bench_store_close),
        cmocka_unit_test_setup_teardown(of_mail_of_which_nothing_is_known_nothing_is_tested, take_mails,
                                        bench_store_close),
        cmocka_unit_test_setup_teardown(two_truths_of_the_same_bytes_are_none, take_mails, bench_store_close),
        cmocka_unit_test_setup_teardown(a_label_that_fits_several_mails_labels_none, take_mails,
                                        bench_store_close),
        cmocka_unit_test_setup_teardown(simulated_mail_is_refused, take_mails, bench_store_close),
        cmocka_unit_test_setup_teardown(mail_in_a_report_is_not_tested, take_mails, bench_store_close),
        cmocka_unit_test_setup_teardown(archives_that_can_be_told_apart_are_named, bench_store_open,
                                        bench_store_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
