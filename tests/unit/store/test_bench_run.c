/* Runs: begun, stopped at any moment and gone on with, and what is kept of them. */
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

static struct bench_corpus corpus;
static struct error error;
static int64_t run;
static const char *const names[] = {"one", "two"};
static struct product_list products;

static int begin_run(void **state) {
    bool is_new;
    struct product_facts facts[2] = {{"v1", "rules of May"}, {"", ""}};
    if (bench_store_open(state))
        return 1;
    take_mail(&(struct test_mail){.feed = "traps",
                                  .role = "spam",
                                  .name = "s1",
                                  .subject = "one",
                                  .headers = "X-Spam-Flag: YES\n",
                                  .received = SPRING + 10});
    take_mail(&(struct test_mail){
        .feed = "people", .role = "ham", .name = "h1", .subject = "two", .received = SPRING});
    take_text("people", NULL, "empty", "");
    take_text("people", NULL, "box",
              "From b@example.com Mon Mar  3 10:00:20 2025\nSubject: three\nFrom: b@example.com\n\ntext\n\n");
    products = products_of(names, 2);
    products.items[0].network = PRODUCT_NETWORK_OFF;
    products.items[1].version = "as configured";
    products.items[1].product_class = PRODUCT_COMPLEMENTARY;
    const struct corpus_settings settings = {.name = "all", .since = TIME_NONE, .until = TIME_NONE};
    return !store_bench_freeze(store, arena, &settings, &corpus, &is_new, &error) ||
           !store_bench_begin(store, &corpus, &products, facts, &run, &error);
}

static struct bench_run read_run(void) {
    struct bench_run read;
    if (!store_bench_run(store, arena, 0, NULL, &read, &error))
        fail_msg("%s", error.message);
    return read;
}

static struct bench_backing *open_backing(struct run_backing *backing) {
    struct bench_backing *own = store_bench_backing(store, run, &products, backing, &error);
    if (!own)
        fail_msg("%s", error.message);
    return own;
}

/* item: from 0, in order of arrival. since_ms: the hand-over after the first receipt. */
static void give_verdict(const struct run_backing *backing, size_t product, size_t item,
                         enum answer_state state, int64_t since_ms, size_t next) {
    int64_t handed_over = 1000 * SPRING + since_ms;
    const struct run_verdict verdict = {.product = product,
                                        .item = item,
                                        .state = state,
                                        .score = state == ANSWER_BLOCK ? 7.5 : NAN,
                                        .native = "as it said",
                                        .handed_over_ms = handed_over,
                                        .answered_ms = handed_over + 20,
                                        .tries = 1};
    assert_true(backing->record(backing->context, product, &verdict, next, 1, handed_over, &error));
}

static void what_a_run_began_with_is_kept(void **state) {
    struct bench_run read = read_run();
    assert_int_equal(read.id, run);
    assert_string_equal(read.corpus, "all");
    assert_int_equal(read.corpus_id, corpus.id);
    assert_true(read.started != TIME_NONE && read.ended == TIME_NONE && !read.live);
    assert_int_equal(read.product_count, 2);
    assert_string_equal(read.products[0].name, "one");
    assert_string_equal(read.products[0].protocol, "command");
    assert_string_equal(read.products[0].version, "v1");
    assert_string_equal(read.products[0].rules, "rules of May");
    assert_int_equal(read.products[0].network, PRODUCT_NETWORK_OFF);
    assert_int_equal(read.products[0].product_class, PRODUCT_FULL);
    assert_string_equal(read.products[1].version, "as configured");
    assert_int_equal(read.products[1].product_class, PRODUCT_COMPLEMENTARY);
    assert_int_equal(read.products[1].state, PRODUCT_UNTRIED);
    assert_true(store_bench_run(store, arena, 0, "another", &read, &error));
    assert_int_equal(read.id, 0);
    assert_true(store_bench_run(store, arena, run + 1, NULL, &read, &error));
    assert_int_equal(read.id, 0);
    assert_true(store_bench_run(store, arena, run, "all", &read, &error));
    assert_int_equal(read.id, run);
}

static void mails_are_loaded_as_products_get_them(void **state) {
    struct run_backing backing;
    struct handover mail;
    struct bench_backing *own = open_backing(&backing);
    assert_int_equal(backing.item_count, 3);
    assert_true(backing.load(backing.context, 1, arena, &mail, &error));
    assert_int_equal(mail.number, 2);
    assert_memory_equal(mail.bytes.data, "Received: from h.example.com", 28); /* no X-Spam-Flag */
    assert_string_equal(mail.client, "198.51.100.7");
    struct handover first;
    assert_true(backing.load(backing.context, 0, arena, &first, &error));
    assert_non_null(memmem(first.bytes.data, first.bytes.size, "Subject: two", 12));
    assert_memory_equal(mail.bytes.data, "Received: from h.example.com", 28); /* still there */
    assert_true(backing.load(backing.context, 2, arena, &mail, &error));
    assert_memory_equal(mail.bytes.data, "Subject: three", 14);
    assert_string_equal(mail.mail_from, "b@example.com");
    assert_true(store_bench_backing_close(own, false, &error));
}

static void what_was_in_flight_alone_is_asked_again(void **state) {
    struct run_backing backing;
    unsigned tries;
    struct bench_backing *own = open_backing(&backing);
    assert_false(backing.is_done(backing.context, 0, 0, &tries));
    assert_int_equal(tries, 0);
    assert_true(backing.record(backing.context, 0, NULL, 0, 1, 1000 * SPRING, &error));
    assert_false(backing.is_done(backing.context, 0, 0, &tries));
    assert_int_equal(tries, 1);
    give_verdict(&backing, 0, 0, ANSWER_BLOCK, 0, 1);
    assert_true(backing.record(backing.context, 1, NULL, 2, 3, 1000 * SPRING, &error));
    assert_true(backing.state(backing.context, 1, PRODUCT_DOWN, "nobody listens", &error));
    assert_true(store_bench_backing_close(own, false, &error));

    store_close(store); /* as a kill would, but for what is in no database */
    store = store_open(folder, STORE_CHANGE, &error);
    own = open_backing(&backing);
    assert_true(backing.is_done(backing.context, 0, 0, &tries));
    assert_false(backing.is_done(backing.context, 0, 1, &tries));
    assert_int_equal(tries, 1);
    assert_false(backing.is_done(backing.context, 1, 2, &tries));
    assert_int_equal(tries, 3);
    assert_false(backing.is_done(backing.context, 1, 0, &tries));
    assert_int_equal(tries, 0);
    struct bench_run read = read_run();
    assert_int_equal(read.products[0].asked, 1);
    assert_int_equal(read.products[1].asked, 0);
    assert_int_equal(read.products[1].state, PRODUCT_DOWN);
    assert_string_equal(read.products[1].why, "nobody listens");
    for (size_t product = 0; product < 2; product++)
        for (size_t item = 0; item < 3; item++)
            if (!backing.is_done(backing.context, product, item, &tries))
                give_verdict(&backing, product, item, ANSWER_PASS, 0, SIZE_MAX);
    assert_true(store_bench_backing_close(own, true, &error));
    read = read_run();
    assert_true(read.ended != TIME_NONE);
    assert_int_equal(read.products[1].asked, 3);
}

static void a_run_is_live_if_all_of_it_is(void **state) {
    struct run_backing backing;
    struct bench_backing *own = open_backing(&backing);
    give_verdict(&backing, 0, 0, ANSWER_PASS, 1000, SIZE_MAX);
    give_verdict(&backing, 1, 1, ANSWER_PASS, 3600 * 1000, SIZE_MAX);
    assert_true(read_run().live);
    give_verdict(&backing, 1, 0, ANSWER_PASS, 3601 * 1000, SIZE_MAX);
    assert_false(read_run().live);
    assert_true(store_bench_backing_close(own, false, &error));
}

static void products_must_be_those_that_began(void **state) {
    static const char *const others[] = {"two", "three", "one"};
    struct run_backing backing;
    const struct product_list began = products;
    products = products_of(others, 2);
    assert_null(store_bench_backing(store, run, &products, &backing, &error));
    assert_non_null(strstr(error.message, "began with product 'one', which the configuration does not have"));
    products = products_of(others, 3);
    assert_null(store_bench_backing(store, run, &products, &backing, &error));
    assert_non_null(strstr(error.message, "began without product 'three'"));
    products = began;
    struct product swapped[] = {began.items[1], began.items[0]};
    products.items = swapped;
    struct bench_backing *own = open_backing(&backing);
    give_verdict(&backing, 0, 0, ANSWER_PASS, 0, SIZE_MAX); /* of what the list calls its first */
    assert_true(store_bench_backing_close(own, false, &error));
    assert_int_equal(read_run().products[1].asked, 1);
    swapped[0].protocol = &product_dnsbl;
    assert_null(store_bench_backing(store, run, &products, &backing, &error));
    assert_string_equal(
        error.message,
        arena_printf(arena, "product 'two' was of protocol command when run %lld began, and is of dnsbl now",
                     (long long)run));
    assert_null(store_bench_backing(store, run + 5, &began, &backing, &error));
}

static void what_is_lost_ends_the_run_in_words(void **state) {
    struct run_backing backing;
    struct handover mail;
    assert_true(database_run(&store->database,
                             "PRAGMA foreign_keys = OFF; DELETE FROM delivery WHERE seq = 1", &error));
    struct bench_backing *own = open_backing(&backing);
    assert_int_equal(backing.item_count, 3); /* what was frozen stays */
    assert_true(backing.load(backing.context, 0, arena, &mail, &error));
    assert_false(backing.load(backing.context, 1, arena, &mail, &error));
    assert_string_equal(error.message, "mail 2 of the corpus is lost; `weir check` says more");
    assert_true(store_bench_backing_close(own, false, &error));
}

static void nothing_begins_without_mails_or_products(void **state) {
    const struct product_list none = {NULL, 0};
    struct bench_corpus empty = {.id = corpus.id, .name = "empty"};
    int64_t id;
    assert_false(store_bench_begin(store, &corpus, &none, NULL, &id, &error));
    assert_false(store_bench_begin(store, &empty, &products, NULL, &id, &error));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_a_run_began_with_is_kept, begin_run, bench_store_close),
        cmocka_unit_test_setup_teardown(mails_are_loaded_as_products_get_them, begin_run, bench_store_close),
        cmocka_unit_test_setup_teardown(what_was_in_flight_alone_is_asked_again, begin_run,
                                        bench_store_close),
        cmocka_unit_test_setup_teardown(a_run_is_live_if_all_of_it_is, begin_run, bench_store_close),
        cmocka_unit_test_setup_teardown(products_must_be_those_that_began, begin_run, bench_store_close),
        cmocka_unit_test_setup_teardown(what_is_lost_ends_the_run_in_words, begin_run, bench_store_close),
        cmocka_unit_test_setup_teardown(nothing_begins_without_mails_or_products, begin_run,
                                        bench_store_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
