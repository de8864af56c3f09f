/* A run as scores need it; what check says of tables that somebody has changed; stores of an older weir. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/time.h"
#include "bench_store.h"
#include "store/base.h"
#include "store/campaign_list.h"
#include "store/check.h"

static struct bench_corpus corpus;
static struct error error;
static int64_t run;
static const char *const names[] = {"one", "two"};
static struct product_list products;

/* Words enough to be of one campaign. */
#define PITCH(n)                                                                                             \
    "pills number " n                                                                                        \
    ": the cheapest pills of the whole town are sold by the doctor at the corner near the "                  \
    "station until the end of the month, without prescription and with a discount for all old customers"

static void take_spam(const char *name, const char *subject, int64_t received) {
    take_mail(&(struct test_mail){.feed = "traps", .name = name, .subject = subject, .received = received});
}

static void take_ham(const char *name, const char *from, int64_t received) {
    take_mail(&(struct test_mail){
        .feed = "people", .name = name, .subject = name, .from = from, .received = received});
}

static int make_run(void **state) {
    bool is_new;
    struct product_facts facts[2] = {0};
    if (bench_store_open(state))
        return 1;
    take_mail(&(struct test_mail){
        .feed = "traps", .role = "spam", .name = "s0", .subject = PITCH("1"), .received = SPRING});
    take_spam("s1", PITCH("2"), SPRING + 1);
    take_text("traps", NULL, "empty", "");
    take_text(
        "traps", NULL, "s2",
        "Date: Mon, 3 Mar 2025 10:00:02 +0000\nFrom: lottery@example.com\nSubject: Winner\n\n"
        "Dear winner, your ticket has drawn seven million in our yearly lottery of electronic addresses,"
        " write to our agent in Elbonia with your full name, age and account to claim the prize.\n");
    take_mail(&(struct test_mail){.feed = "people",
                                  .role = "ham",
                                  .name = "h3",
                                  .subject = "h3",
                                  .from = "Bea <B@Example.org>",
                                  .received = SPRING + 3});
    take_ham("h4", "b@example.ORG", SPRING + 4);
    take_ham("h5", "Cem", SPRING + 5);
    take_ham("h6", "Cem", SPRING + 6);
    products = products_of(names, 2);
    const struct corpus_settings settings = {.name = "all", .since = TIME_NONE, .until = TIME_NONE};
    return !store_bench_freeze(store, arena, &settings, &corpus, &is_new, &error) ||
           !store_bench_begin(store, &corpus, &products, facts, &run, &error);
}

/* Product one blocks all, late; product two passes the first three and has the fourth in flight. */
static void give_verdicts(void) {
    struct run_backing backing;
    struct bench_backing *own = store_bench_backing(store, run, &products, &backing, &error);
    assert_non_null(own);
    assert_int_equal(backing.item_count, 7);
    for (size_t i = 0; i < 10; i++) {
        struct run_verdict verdict = {.product = i >= 7,
                                      .item = i % 7,
                                      .state = i < 7 ? ANSWER_BLOCK : ANSWER_PASS,
                                      .score = i < 7 ? 5.25 : NAN,
                                      .native = i < 7 ? "spam" : "ham",
                                      .handed_over_ms = 1000 * SPRING + (i < 7 ? 7200000 : 60000),
                                      .tries = 2};
        verdict.answered_ms = verdict.handed_over_ms + 5;
        assert_true(backing.record(backing.context, i >= 7, &verdict, SIZE_MAX, 0, 0, &error));
    }
    assert_true(backing.record(backing.context, 1, NULL, 3, 1, 1000 * SPRING, &error));
    assert_true(backing.state(backing.context, 0, PRODUCT_MISWIRED, "passes GTUBE", &error));
    assert_true(store_bench_backing_close(own, false, &error));
}

static void read_table(const char *const *labels, size_t label_count, struct score_table *table,
                       struct bench_changes *changes, struct bench_run *of) {
    assert_true(store_bench_run(store, arena, run, NULL, of, &error));
    if (!store_bench_table(store, arena, of, labels, label_count, table, changes, &error))
        fail_msg("%s", error.message);
}

static void mails_have_truth_groups_and_verdicts(void **state) {
    struct score_table table;
    struct bench_run of;
    give_verdicts();
    read_table(NULL, 0, &table, NULL, &of);
    assert_int_equal(table.mail_count, 7);
    assert_int_equal(table.feed_count, 2);
    assert_string_equal(table.feeds[table.mails[0].feed], "traps");
    assert_string_equal(table.feeds[table.mails[3].feed], "people");
    assert_int_equal(table.mails[0].role, BENCH_SPAM);
    assert_int_equal(table.mails[3].role, BENCH_HAM);
    assert_int_equal(table.mails[1].received, SPRING + 1);
    /* Spam by campaign, ham by sender in any spelling, all others alone. */
    const struct score_mail *mails = table.mails;
    assert_true(mails[0].group == mails[1].group);
    assert_true(mails[3].group == mails[4].group);
    static const size_t alone[] = {0, 2, 3, 5, 6};
    for (size_t i = 0; i < 5; i++)
        for (size_t j = 0; j < i; j++)
            if (mails[alone[i]].group == mails[alone[j]].group)
                fail_msg("%zu and %zu are one group", alone[j], alone[i]);
    const struct score_verdict *first = &table.verdicts[0], *second = &table.verdicts[7];
    assert_true(first[6].there && first[6].state == ANSWER_BLOCK && first[6].score == 5.25);
    assert_int_equal(first[6].tries, 2);
    assert_int_equal(first[6].answered_ms - first[6].handed_over_ms, 5);
    assert_true(second[2].there && second[2].state == ANSWER_PASS && isnan(second[2].score));
    assert_false(second[3].there); /* in flight */
    assert_false(second[6].there);
    assert_int_equal(table.product_count, 2);
    assert_true(table.products[0].miswired && !table.products[0].live);
    assert_true(!table.products[1].miswired && table.products[1].live);
    assert_string_equal(table.products[1].name, "two");
}

static void campaigns_are_called_as_the_store_calls_them(void **state) {
    struct score_table table;
    struct bench_run of;
    read_table(NULL, 0, &table, NULL, &of);
    assert_true(table.mails[0].campaign < table.campaign_count);
    assert_int_equal(table.mails[0].campaign, table.mails[1].campaign);
    const struct score_campaign *campaign = &table.campaigns[table.mails[0].campaign];
    assert_int_equal(campaign->first_seen, SPRING);
    assert_string_equal(campaign->kind, "other");
    struct store_campaign_list *list = store_campaigns(
        store, &(struct store_campaign_query){.since = TIME_NONE, .until = TIME_NONE, .id = campaign->id},
        &error);
    assert_int_equal(list->count, 1);
    assert_string_equal(list->campaigns[0].name, campaign->name);
    assert_true(strlen(campaign->name) > 0);
    store_campaign_list_free(list);
}

static void labels_score_anew_and_say_what_they_change(void **state) {
    const char *const labels[] = {write_labels("message\trole\tclass\ns2\tham\t-\nh3\tspam\tphish\n"
                                               "s0\tspam\t-\ns1\tspam\tunwanted\nempty\tham\t-\n")};
    struct score_table table;
    struct bench_changes changes;
    struct bench_run of;
    read_table(labels, 1, &table, &changes, &of);
    assert_int_equal(changes.count, 3);
    assert_non_null(strstr(changes.items[0].source, "/s1"));
    assert_string_equal(changes.items[0].before, "spam");
    assert_string_equal(changes.items[0].after, "spam,unwanted");
    assert_non_null(strstr(changes.items[1].source, "/s2"));
    assert_string_equal(changes.items[1].feed, "traps");
    assert_string_equal(changes.items[1].after, "ham");
    assert_string_equal(changes.items[2].before, "ham");
    assert_string_equal(changes.items[2].after, "spam,phish");
    assert_int_equal(table.mails[2].role, BENCH_HAM);
    assert_int_equal(table.mails[3].classes, BENCH_CLASS_PHISH);
    assert_true(table.mails[3].group != table.mails[4].group); /* spam and wanted mail share no group */
    read_table(NULL, 0, &table, &changes, &of);
    assert_int_equal(changes.count, 0);
    assert_int_equal(table.mails[2].role, BENCH_SPAM); /* what was frozen stays */
    const char *const others[] = {write_labels("message\trole\nnowhere\tham\n")};
    assert_false(store_bench_table(store, arena, &of, others, 1, &table, &changes, &error));
    assert_non_null(strstr(error.message, "labels no mail of this corpus"));
}

static void rows_belong_to_the_mails_of_the_table(void **state) {
    struct bench_row *rows;
    struct bench_run of;
    give_verdicts();
    assert_true(store_bench_run(store, arena, run, NULL, &of, &error));
    assert_true(store_bench_rows(store, arena, &of, &rows, &error));
    assert_non_null(strstr(rows[2].source, "/s2"));
    assert_int_equal(rows[0].seq, 1);
    assert_string_equal(rows[2].natives[0], "spam");
    assert_string_equal(rows[2].natives[1], "ham");
    assert_string_equal(rows[3].natives[1], "");
}

static char findings[4000];

static void note_finding(void *context, const char *what) {
    strncat(strncat(findings, what, 300), "\n", 2);
}

static uint64_t check(void) {
    struct check_counts counts;
    *findings = '\0';
    if (!store_check(store, note_finding, NULL, NULL, &counts, &error))
        fail_msg("%s", error.message);
    return counts.wrong;
}

static void check_finds_what_was_changed(void **state) {
    give_verdicts();
    if (check())
        fail_msg("%s", findings);
    assert_true(
        database_run(&store->database, "UPDATE bench_item SET role = 'ham' WHERE number = 1", &error));
    assert_int_equal(check(), 1);
    assert_string_equal(findings, "the manifest of corpus all is not what was frozen\n");
    assert_true(database_run(&store->database,
                             "UPDATE bench_item SET role = 'spam' WHERE number = 1;"
                             "INSERT INTO bench_verdict(run, product, item, handed_over, tries)"
                             " SELECT run, product, 900, 0, 1 FROM bench_verdict LIMIT 1",
                             &error));
    assert_int_equal(check(), 1);
    assert_string_equal(findings, "no mail for 1 verdicts of run 1\n");
    assert_true(database_run(&store->database,
                             "DELETE FROM bench_verdict WHERE item = 900; PRAGMA foreign_keys = OFF;"
                             "DELETE FROM bench_product WHERE number = 1; PRAGMA foreign_keys = ON",
                             &error));
    assert_int_equal(check(), 4);
    assert_non_null(strstr(findings, "no counterpart for bench_verdict"));
}

#define WITHOUT_TABLES                                                                                       \
    "PRAGMA foreign_keys = OFF; DROP TABLE bench_verdict; DROP TABLE bench_product; DROP TABLE bench_run;"   \
    "DROP TABLE bench_item; DROP TABLE bench_corpus; PRAGMA user_version = 5"

static void an_older_store_gets_the_tables_when_it_is_written_to(void **state) {
    struct bench_corpus *corpora;
    struct bench_run of;
    size_t count;
    assert_true(database_run(&store->database, WITHOUT_TABLES, &error));
    store_close(store);
    store = store_open(folder, STORE_READ, &error); /* it is read as it is */
    assert_non_null(store);
    assert_true(store_bench_corpora(store, arena, &corpora, &count, &error));
    assert_int_equal(count, 0);
    assert_true(store_bench_corpus(store, arena, NULL, &corpus, &error));
    assert_int_equal(corpus.id, 0);
    assert_true(store_bench_run(store, arena, 0, NULL, &of, &error));
    assert_int_equal(of.id, 0);
    if (check())
        fail_msg("%s", findings);
    store_close(store);
    store = store_open(folder, STORE_CHANGE, &error);
    if (!store)
        fail_msg("%s", error.message);
    bool is_new;
    const struct corpus_settings settings = {.name = "all", .since = TIME_NONE, .until = TIME_NONE};
    assert_true(store_bench_freeze(store, arena, &settings, &corpus, &is_new, &error));
    assert_int_equal(corpus.tested, 7);
    if (check())
        fail_msg("%s", findings);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(mails_have_truth_groups_and_verdicts, make_run, bench_store_close),
        cmocka_unit_test_setup_teardown(campaigns_are_called_as_the_store_calls_them, make_run,
                                        bench_store_close),
        cmocka_unit_test_setup_teardown(labels_score_anew_and_say_what_they_change, make_run,
                                        bench_store_close),
        cmocka_unit_test_setup_teardown(rows_belong_to_the_mails_of_the_table, make_run, bench_store_close),
        cmocka_unit_test_setup_teardown(check_finds_what_was_changed, make_run, bench_store_close),
        cmocka_unit_test_setup_teardown(an_older_store_gets_the_tables_when_it_is_written_to, make_run,
                                        bench_store_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
