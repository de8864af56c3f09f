/* Captures of a campaign, from mail taken in by three feeds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/time.h"
#include "store/campaign_list.h"
#include "store/capture.h"
#include "store/ingest.h"

static char folder[] = "/tmp/weir-test-XXXXXX";
static struct store *store;

#define MONDAY_TEN INT64_C(1740996000) /* 2025-03-03T10:00:00Z */
/* What nobody says of a mail. */
#define NOBODY 0
#define NEVER  (-1)

static void take_in(const char *feed, const char *text) {
    char path[100];
    struct error error;
    struct ingest_counts counts;
    static unsigned number;
    snprintf(path, sizeof path, "%s/%u", folder, number++);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
    const char *const paths[] = {path};
    assert_true(
        ingest_run(store, &(struct ingest_settings){.threads = 1, .feed = feed}, paths, 1, &counts, &error));
    assert_int_equal(counts.added, 1);
    remove(path);
}

/* The n-th mail as a feed has it: above: headers of the feed's own; client, second: of the hand-over. */
static void take_mail(const char *feed, int n, const char *above, int client, int second) {
    char mail[2000], hop[300] = "";
    if (client != NOBODY && second != NEVER)
        snprintf(hop, sizeof hop,
                 "Received: from h.example.com (h.example.com [192.0.2.%d]) by mx.trap.example for "
                 "<b%d@trap.example>;"
                 " Mon, 3 Mar 2025 10:00:%02d +0000\n",
                 client, n, second);
    snprintf(
        mail, sizeof mail,
        "%s%sFrom: Alma <alma@example.net>\nSubject: OBLX is moving\nMessage-ID: <%d@example.net>\n%s\n"
        "The shares of Oblix Example Inc will go to the sky before Friday, so says everybody who has seen\n"
        "the news of the mine that was found on Monday. Buy OBLX now at 0.12, target 0.50.\n",
        above, hop, n, second != NEVER ? "Date: Mon, 3 Mar 2025 09:59:00 +0000\n" : "");
    take_in(feed, mail);
}

static const char *only_campaign(char id[STORE_ID_BYTES]) {
    struct error error;
    struct store_campaign_list *list = store_campaigns(
        store, &(struct store_campaign_query){.since = TIME_NONE, .until = TIME_NONE}, &error);
    assert_non_null(list);
    assert_int_equal(list->count, 1);
    snprintf(id, STORE_ID_BYTES, "%s", list->campaigns[0].id);
    store_campaign_list_free(list);
    return id;
}

static void each_delivery_is_one_capture_of_all_its_feeds(void **state) {
    struct store_captures captures;
    struct error error;
    char id[STORE_ID_BYTES];
    take_mail("one", 1, "", 1, 30);
    take_mail("one", 2, "", 2, 10);
    take_mail("two", 1, "X-Resold: yes\n", 1, 30); /* with other bytes */
    take_mail("two", 2, "", 2, 10);                /* with the same */
    take_mail("three", 3, "", 1, 20);
    take_mail("three", 1, "X-Bought: yes\n", 1, 30);
    take_mail("three", 4, "", NOBODY, 40); /* by its Date alone */
    take_mail("three", 5, "", NOBODY, NEVER);
    take_mail("one", 1, "X-Again: yes\n", 1, 30); /* one feed has it twice */
    assert_true(store_captures(store, only_campaign(id), &captures, &error));
    assert_int_equal(captures.feed_count, 3);
    assert_string_equal(captures.feeds[0].name, "one");
    assert_string_equal(captures.feeds[2].name, "three");
    assert_int_equal(captures.feeds[0].traps, 0);
    assert_int_equal(captures.count, 4);
    assert_int_equal(captures.linked, 2);
    assert_int_equal(captures.hostless, 1);
    assert_int_equal(captures.undated, 1);
    assert_int_equal(captures.indirect, 0);
    static const struct {
        int second;
        uint8_t client;
        uint32_t feeds;
    } expected[] = {{10, 2, 3}, {20, 1, 4}, {30, 1, 7}, {30, 1, 1}};
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(captures.captures[i].received, MONDAY_TEN + expected[i].second);
        assert_int_equal(captures.captures[i].address[15], expected[i].client);
        assert_int_equal(captures.captures[i].feeds, expected[i].feeds);
        assert_true(captures.captures[i].recipient != 0);
    }
    assert_true(captures.captures[2].recipient == captures.captures[3].recipient);
    assert_true(captures.captures[0].recipient != captures.captures[1].recipient);
    store_captures_free(&captures);
}

static void what_was_said_of_a_feed_is_with_it(void **state) {
    struct store_captures captures;
    struct error error;
    char id[STORE_ID_BYTES];
    bool created;
    uint64_t misread;
    const struct store_feed_change change = {.traps = 400,
                                             .sampled = 0.25,
                                             .since = MONDAY_TEN,
                                             .since_said = true,
                                             .forwarder = "192.0.2.0/24",
                                             .reports = -1,
                                             .role = "spam"};
    assert_true(store_feed_set(store, "two", &change, &created, &misread, &error));
    assert_false(created);
    assert_true(store_captures(store, only_campaign(id), &captures, &error));
    const struct store_feed *feed = &captures.feeds[1];
    assert_int_equal(feed->traps, 400);
    assert_true(feed->sampled == 0.25);
    assert_int_equal(feed->since, MONDAY_TEN);
    assert_string_equal(feed->forwarder, "192.0.2.0/24");
    assert_string_equal(feed->role, "spam");
    store_captures_free(&captures);
}

static void of_more_feeds_than_bits_the_last_are_one(void **state) {
    struct store_captures captures;
    struct error error;
    char id[STORE_ID_BYTES], feed[20];
    for (int i = 3; i <= CAPTURE_FEEDS + 2; i++) {
        snprintf(feed, sizeof feed, "feed-%d", i);
        take_mail(feed, 100 + i, "", i, 1);
    }
    assert_true(store_captures(store, only_campaign(id), &captures, &error));
    assert_int_equal(captures.feed_count, CAPTURE_FEEDS);
    assert_string_equal(captures.feeds[CAPTURE_FEEDS - 1].name, "(others)");
    store_captures_free(&captures);
    assert_false(store_captures(store, "c2", &captures, &error));
}

static int open_folder(void **state) {
    struct error error;
    if (!mkdtemp(folder))
        return 1;
    store = store_open(folder, STORE_WRITE, &error);
    return store == NULL;
}

static int remove_folder(void **state) {
    char command[100];
    store_close(store);
    snprintf(command, sizeof command, "rm -r %s", folder);
    return system(command);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_delivery_is_one_capture_of_all_its_feeds),
        cmocka_unit_test(what_was_said_of_a_feed_is_with_it),
        cmocka_unit_test(of_more_feeds_than_bits_the_last_are_one),
    };
    return cmocka_run_group_tests(tests, open_folder, remove_folder);
}
