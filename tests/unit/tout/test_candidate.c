/* Places where an instrument may be named: one text for each way of naming it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"
#include "tout/candidate.h"

static struct tout_place places[TOUT_PLACES];

static size_t find(struct arena *arena, const char *subject, const char *text, struct tokens *tokens) {
    *tokens = tokens_of(arena, subject);
    size_t body = tokens->count;
    tokens_read(arena, slice_from_string(text), tokens);
    return candidate_find(arena, tokens, body, places);
}

/* Of this name and kind there is a place found in all these ways; how 0: there is none. */
static void assert_place(struct arena *arena, const char *text, enum tout_kind kind, const char *name,
                         unsigned how) {
    struct tokens tokens;
    size_t count = find(arena, "", text, &tokens);
    const struct tout_place *found = NULL;
    for (size_t i = 0; i < count; i++) {
        assert_true(places[i].at < places[i].to && places[i].to <= tokens.count);
        if (places[i].kind == kind && !strcmp(places[i].spelling.name, name) &&
            (!found || (places[i].how & how) == how))
            found = &places[i];
    }
    if ((found != NULL) != (how != 0))
        fail_msg("\"%s\": %s is %sa place", text, name, found ? "" : "not ");
    if (found && (found->how & how) != how)
        fail_msg("\"%s\": found by %#x", text, found->how);
}

static void assert_symbol(struct arena *arena, const char *text, const char *name, unsigned how) {
    assert_place(arena, text, TOUT_SYMBOL, name, how);
}

static void test_behind_a_key(void **state) {
    assert_symbol(*state, "Symbol: QZXV", "QZXV", HOW_KEY);
    assert_symbol(*state, "Stock symbol is QZXV today", "QZXV", HOW_KEY);
    assert_symbol(*state, "Symbol:\nQZXV.PK", "QZXV.PK", HOW_KEY | HOW_SUFFIX);
    assert_symbol(*state, "Symbol: qzxv", "QZXV", HOW_KEY);
    assert_symbol(*state, "Trading Symbol: (OTC: QZXV)", "QZXV", HOW_KEY);
    assert_symbol(*state, "Symbol: Q Z X V", "QZXV", HOW_KEY | HOW_SPACED);
    assert_symbol(*state, "Sym8ol: QZXV", "QZXV", HOW_KEY);
    assert_symbol(*state, "S.umbol: QZXV", "QZXV", HOW_KEY);
    assert_symbol(*state, "Ticker: QZ-XV", "QZXV", HOW_KEY);
    assert_symbol(*state, "Symbol\n\nQZXV", "QZXV", HOW_CAPITALS);
    assert_symbol(*state, "A symbol of trust", "OF", 0);
    assert_symbol(*state, "Symbol:", "", 0);
}

static void test_beside_a_market(void **state) {
    assert_symbol(*state, "Alma Ltd. (OTCBB: QZXV) rose", "QZXV", HOW_MARKET);
    assert_symbol(*state, "NASDAQ:QZXV", "QZXV", HOW_MARKET);
    assert_symbol(*state, "Pink Sheets: QZXV", "QZXV", HOW_MARKET);
    assert_symbol(*state, "Watch QZXV.OB closely", "QZXV.OB", HOW_SUFFIX);
    assert_symbol(*state, "{qzxv:PK}", "QZXV.PK", HOW_SUFFIX);
    struct tokens tokens;
    assert_true(find(*state, "", "OTCBB: QZXV", &tokens) > 0);
    assert_string_equal(places[0].spelling.market->name, "OTC Bulletin Board");
}

static void test_dollar_label_bracket_capitals(void **state) {
    assert_symbol(*state, "Buy $QZXV now", "QZXV", HOW_DOLLAR);
    assert_symbol(*state, "Buy $ QZXV now", "QZXV", HOW_CAPITALS);
    assert_symbol(*state, "Search for this: QZXV\nnow", "QZXV", HOW_LABEL);
    assert_symbol(*state, "Alma Water (QZXV) rose", "QZXV", HOW_BRACKET);
    assert_symbol(*state, "The Almacoin (QZXV) rose", "QZXV", HOW_KEY);
    assert_symbol(*state, "They like QZXV a lot", "QZXV", HOW_CAPITALS);
    assert_symbol(*state, "They like Q Z X V a lot", "QZXV", HOW_CAPITALS | HOW_SPACED);
    assert_symbol(*state, "They like QZXV.example.org", "EXAMPL", 0);
}

static void test_proofs(void **state) {
    assert_place(*state, "isin au0000xvgza3", TOUT_ISIN, "AU0000XVGZA3", HOW_PROOF);
    assert_place(*state, "at 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed.", TOUT_CONTRACT,
                 "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed", HOW_PROOF);
    assert_place(*state, "to 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", TOUT_WALLET,
                 "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", HOW_PROOF);
    assert_place(*state, "AU0000XVGZA4", TOUT_ISIN, "AU0000XVGZA4", 0);
}

/* A Bech32 string may have 90 characters by the standard; a name has room for less. */
static void test_longest_address(void **state) {
    static const char longest[] = "bc1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3qccfmv3";
    static const char too_long[] =
        "bc1pr23clxd5mzfsh79vn6pg0kaytjeq8w4ur23clxd5mzfsh79vn6pg0kaytjeq8w4ur23clxd5mzfsh79v0kvqus";
    struct tokens tokens;
    assert_place(*state, longest, TOUT_WALLET, longest, HOW_PROOF);
    assert_int_equal(find(*state, "", too_long, &tokens), 0);
}

static void test_wkn(void **state) {
    assert_place(*state, "WKN: 123456", TOUT_WKN, "123456", HOW_KEY);
    assert_place(*state, "WKN a0b1c2", TOUT_WKN, "A0B1C2", HOW_KEY);
    assert_place(*state, "Kaufen: A0B1C2", TOUT_WKN, "A0B1C2", HOW_LABEL);
    assert_place(*state, "Die A0B1C2 steigt", TOUT_WKN, "A0B1C2", HOW_CAPITALS);
    assert_place(*state, "WKN: 12345", TOUT_WKN, "12345", 0);
    assert_place(*state, "WKN", TOUT_WKN, "", 0);
}

static void test_names(void **state) {
    assert_place(*state, "Company: Alma Water Holdings Inc. (QZXV)", TOUT_NAME, "ALMA WATER HOLDINGS",
                 HOW_COMPANY);
    assert_place(*state, "Shares of Alma Water Corp. rose", TOUT_NAME, "ALMA WATER", HOW_LEGAL);
    assert_place(*state, "Get Almacoin now", TOUT_COIN, "ALMACOIN", HOW_LEGAL);
    assert_place(*state, "Get Alma Coin now", TOUT_COIN, "ALMA COIN", HOW_LEGAL);
    assert_place(*state, "Get bitcoin now", TOUT_COIN, "BITCOIN", 0);
    assert_place(*state, "Company:", TOUT_NAME, "", 0);
    assert_place(*state, "Company: -", TOUT_NAME, "", 0);
}

static void test_subject(void **state) {
    struct tokens tokens;
    size_t count = find(*state, "Symbol: QZXV", "Symbol: QZXB", &tokens);
    assert_true(count > 1);
    for (size_t i = 0; i < count; i++)
        assert_int_equal((places[i].how & HOW_SUBJECT) != 0, !strcmp(places[i].spelling.name, "QZXV"));
}

static void test_no_capitals(void **state) {
    assert_symbol(*state, "the symbol qzxv will rise, and soon", "QZXV", HOW_KEY);
    assert_symbol(*state, "The symbol qzxv WILL RISE", "QZXV", 0);
}

static void test_limits(void **state) {
    struct tokens tokens;
    char text[5 * 400 + 1] = "";
    assert_int_equal(find(*state, "", "", &tokens), 0);
    for (size_t i = 0; i < 400; i++)
        strcat(text, "QZXV ");
    assert_int_equal(find(*state, "", text, &tokens), TOUT_PLACES);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_behind_a_key, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_beside_a_market, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_dollar_label_bracket_capitals, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_proofs, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_longest_address, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_wkn, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_names, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_subject, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_no_capitals, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_limits, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
