/* Pools made by hand, and what they are judged to be. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"
#include "tout/verdict.h"

static struct tout_verdict verdict;

/* So many loud messages about one thing. */
static struct tout_mention loud(const char *primary, const char *name, uint32_t messages) {
    return (struct tout_mention){.primary = primary,
                                 .name = name,
                                 .kind = TOUT_SYMBOL,
                                 .market = "",
                                 .messages = messages,
                                 .explicit_messages = messages,
                                 .instrument = 9.0 * messages,
                                 .promotion = 7.0 * messages,
                                 .places = 3.0 * messages,
                                 .words = 60.0 * messages,
                                 .symbols = 1.0 * messages};
}

static struct tout_mention quoted(const char *name, uint32_t messages) {
    struct tout_mention mention = loud(name, name, messages);
    mention.promotion = 0.5 * messages;
    mention.places = 1.0 * messages;
    mention.words = 400.0 * messages;
    mention.symbols = 6.0 * messages;
    mention.solicited = messages;
    return mention;
}

static struct tout_pool pool_of(const struct tout_mention *mentions, size_t count, uint32_t messages,
                                uint32_t hosts) {
    return (struct tout_pool){.messages = messages,
                              .readings = messages,
                              .hosts = hosts,
                              .sampled = messages < 200 ? messages : 200,
                              .mentions = mentions,
                              .mention_count = count};
}

static void test_loud_tout_of_many_hosts(void **state) {
    const struct tout_mention mentions[] = {loud("QZXV", "QZXV", 50)};
    struct tout_pool pool = pool_of(mentions, 1, 50, 50);
    pool.targets = 50;
    tout_judge(&pool, &verdict);
    assert_true(verdict.score > 0.9);
    assert_int_equal(verdict.count, 1);
    assert_string_equal(verdict.instruments[0].primary, "QZXV");
    assert_string_equal(verdict.instruments[0].name->name, "QZXV");
    assert_true(verdict.whole && verdict.single && !verdict.unnamed);
    assert_float_equal(verdict.instruments[0].confidence, 1, 1e-9);
    const char *reasons = tout_reasons(*state, &pool, &verdict);
    assert_non_null(strstr(reasons, "names one instrument in 100 % of messages"));
    assert_non_null(strstr(reasons, "100 % name a target price"));
    assert_non_null(strstr(reasons, "no link, no attachment"));
    assert_non_null(strstr(reasons, "50 senders, one message each"));
}

static void test_quotation_service_of_one_host(void **state) {
    const struct tout_mention mentions[] = {quoted("QZXA", 20), quoted("QZXB", 20), quoted("QZXC", 20)};
    struct tout_pool pool = pool_of(mentions, 3, 60, 1);
    tout_judge(&pool, &verdict);
    assert_true(verdict.score < 0.1);
    assert_int_equal(verdict.count, 0);
    assert_false(verdict.unnamed);
    assert_string_equal(tout_reasons(*state, &pool, &verdict), "");
}

static void test_two_instruments(void **state) {
    const struct tout_mention mentions[] = {loud("QZXV", "QZXV", 10), loud("WYBN", "WYBN", 30)};
    struct tout_pool pool = pool_of(mentions, 2, 40, 40);
    tout_judge(&pool, &verdict);
    assert_int_equal(verdict.count, 2);
    assert_string_equal(verdict.instruments[0].primary, "WYBN"); /* most messages first */
    assert_string_equal(verdict.instruments[1].primary, "QZXV");
    assert_true(verdict.whole && !verdict.single);
    assert_non_null(strstr(tout_reasons(*state, &pool, &verdict), "one of 2 instruments each"));
}

static void test_more_instruments_than_room(void **state) {
    enum { THINGS = TOUT_INSTRUMENTS + 4 };
    struct tout_mention mentions[THINGS];
    uint32_t messages = 0;
    for (uint32_t i = 0; i < THINGS; i++) { /* two names are never one letter apart */
        const char *name = arena_printf(*state, "%c%c%c%c", 'A' + (int)i % 26, 'A' + (int)i % 26,
                                        i < 26 ? 'Q' : 'Z', i < 26 ? 'X' : 'W');
        mentions[i] = loud(name, name, 10 + i);
        messages += 10 + i;
    }
    struct tout_pool pool = pool_of(mentions, THINGS, messages, 200);
    tout_judge(&pool, &verdict);
    assert_int_equal(verdict.count, TOUT_INSTRUMENTS);
    assert_int_equal(verdict.instruments[0].messages, 10 + THINGS - 1);
    assert_int_equal(verdict.instruments[TOUT_INSTRUMENTS - 1].messages, 10 + 4);
}

static void test_variant_spellings_fold(void **state) {
    const struct tout_mention mentions[] = {loud("QZV", "QZV", 3), loud("QZXV", "QZXV", 40),
                                            loud("QZXVV", "QZXVV", 3), loud("QZXW", "QZXW", 4),
                                            loud("WYBN", "WYBN", 5)};
    struct tout_pool pool = pool_of(mentions, 5, 55, 55);
    tout_judge(&pool, &verdict);
    assert_int_equal(verdict.count, 2);
    assert_string_equal(verdict.instruments[0].primary, "QZXV");
    assert_string_equal(verdict.instruments[1].primary, "WYBN");
    /* as common, so another thing */
    const struct tout_mention equals[] = {loud("QZXV", "QZXV", 20), loud("QZXW", "QZXW", 20)};
    pool = pool_of(equals, 2, 40, 40);
    tout_judge(&pool, &verdict);
    assert_int_equal(verdict.count, 2);
}

static void test_names_and_aliases(void **state) {
    struct tout_mention mentions[] = {loud("QZXV", "QZXV", 30),     loud("QZXV", "QZXV.PK", 10),
                                      loud("QZXV", "A0B1C2", 20),   loud("QZXV", "ALMA WATER", 25),
                                      loud("QZXV", "ALMA RARE", 2), loud("QZXV", "WYBN", 20)};
    mentions[1].market = "Pink Sheets";
    mentions[2].kind = TOUT_WKN;
    mentions[3].kind = mentions[4].kind = TOUT_NAME;
    struct tout_pool pool = pool_of(mentions, 6, 40, 40);
    tout_judge(&pool, &verdict);
    assert_int_equal(verdict.count, 1);
    const struct tout_instrument *instrument = &verdict.instruments[0];
    assert_string_equal(instrument->name->name, "QZXV.PK"); /* often enough written with its suffix */
    assert_int_equal(instrument->alias_count, 2);
    assert_string_equal(instrument->aliases[0]->name, "ALMA WATER");
    assert_string_equal(instrument->aliases[1]->name, "A0B1C2");
}

static void test_linked_pictures(void **state) {
    struct tout_pool pool = pool_of(NULL, 0, 40, 40);
    pool.picture_links = 36;
    tout_judge(&pool, &verdict);
    assert_true(verdict.unnamed);
    assert_true(verdict.score >= TOUT_SCORE);
    assert_int_equal(verdict.count, 0);
    assert_non_null(strstr(tout_reasons(*state, &pool, &verdict), "90 % of messages"));
    pool.picture_links = 10;
    tout_judge(&pool, &verdict);
    assert_false(verdict.unnamed);
    assert_true(verdict.score < TOUT_SCORE);
}

static void test_nothing(void **state) {
    struct tout_pool pool = {0};
    tout_judge(&pool, &verdict);
    assert_true(verdict.score == 0 && !verdict.count && !verdict.unnamed);
    struct tout_mention wallet = loud("1A1z", "1A1z", 10);
    wallet.kind = TOUT_WALLET;
    pool = pool_of(&wallet, 1, 10, 10);
    tout_judge(&pool, &verdict);
    assert_int_equal(verdict.count, 0); /* where money goes is no instrument */
}

static void test_choosing(void **state) {
    static const char *const primaries[] = {"QZXV", "WYBN"};
    struct tout_reading reading = {
        .count = 2,
        .candidates = {{.name = "ALMA WATER", .kind = TOUT_NAME}, {.name = "WYBN.PK", .kind = TOUT_SYMBOL}}};
    assert_int_equal(tout_choose(primaries, 2, &reading), 1);
    strcpy(reading.candidates[1].name, "QZXW"); /* a letter is wrong */
    assert_int_equal(tout_choose(primaries, 2, &reading), 0);
    strcpy(reading.candidates[1].name, "MMMM");
    assert_true(tout_choose(primaries, 2, &reading) == TOUT_NO_INSTRUMENT);
    assert_true(tout_choose(primaries, 0, &reading) == TOUT_NO_INSTRUMENT);
    reading.count = 0;
    assert_true(tout_choose(primaries, 2, &reading) == TOUT_NO_INSTRUMENT);
}

static void test_listed_symbol_is_believed_sooner(void **state) {
    struct tout_mention mention = quoted("QZXV", 1);
    struct tout_pool pool = pool_of(&mention, 1, 1, 1);
    tout_judge(&pool, &verdict);
    double before = verdict.score;
    mention.known = true;
    tout_judge(&pool, &verdict);
    assert_float_equal(log(verdict.score / (1 - verdict.score)) - log(before / (1 - before)), 1, 1e-4);
}

static void test_base_of_a_name(void **state) {
    assert_int_equal(tout_base_bytes("QZXV.PK", TOUT_SYMBOL), 4);
    assert_int_equal(tout_base_bytes("QZXV", TOUT_SYMBOL), 4);
    assert_int_equal(tout_base_bytes("ALMA.X", TOUT_NAME), 6);
    assert_int_equal(tout_base_bytes("", TOUT_SYMBOL), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_loud_tout_of_many_hosts, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_quotation_service_of_one_host, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_two_instruments, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_more_instruments_than_room, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_variant_spellings_fold, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_names_and_aliases, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_linked_pictures, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_choosing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_listed_symbol_is_believed_sooner, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_base_of_a_name, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
