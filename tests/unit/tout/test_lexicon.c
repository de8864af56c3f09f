/* Phrases, stems, markets and currencies are found, whatever their spelling, and other words are not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tout/lexicon.h"

#define WORDS 8

/* Splits text at spaces. */
static size_t split(const char *text, struct lexicon_word *words) {
    size_t count = 0;
    while (*text && count < WORDS) {
        size_t bytes = strcspn(text, " ");
        words[count++] = (struct lexicon_word){text, (uint16_t)bytes};
        text += bytes;
        text += *text == ' ';
    }
    return count;
}

/* text's first phrase has so many words, and at least these categories. */
static void assert_found(const char *text, unsigned word_count, uint32_t categories) {
    struct lexicon_word words[WORDS];
    struct lexicon_match match = lexicon_find(words, split(text, words));
    if (match.words != word_count || (match.categories & categories) != categories)
        fail_msg("\"%s\": %u words, categories %#x", text, match.words, match.categories);
}

static struct lexicon_word word_of(const char *text) {
    return (struct lexicon_word){text, (uint16_t)strlen(text)};
}

static void assert_market(const char *text, const char *name, unsigned used) {
    struct lexicon_word words[WORDS];
    unsigned words_used;
    const struct lexicon_market *market = lexicon_market_by_prefix(words, split(text, words), &words_used);
    assert_int_equal(words_used, used);
    assert_string_equal(market ? market->name : "", name);
}

static void test_phrases(void **state) {
    (void)state;
    assert_found("symbol abcd", 1, LEXICON_KEY);
    assert_found("stock symbol abcd", 2, LEXICON_KEY);
    assert_found("short term target 3", 3, LEXICON_TARGET);
    assert_found("current price 1.20", 2, LEXICON_PRICE);
    assert_found("wkn 123456", 1, LEXICON_WKN);
    assert_found("wertpapierkennnummer 1", 1, LEXICON_WKN);
    assert_found("isin de0001", 1, LEXICON_ISIN);
    assert_found("company name foo", 2, LEXICON_COMPANY);
    assert_found("corp", 1, LEXICON_LEGAL);
    assert_found("trading days left", 2, LEXICON_SPAN);
    assert_found("forward looking statements of", 3, LEXICON_DISCLAIMER);
    assert_found("kursziel 3", 1, LEXICON_TARGET);
    assert_found("objectif de cours 3", 3, LEXICON_TARGET);
    assert_found("\xd1\x86\xd0\xb5\xd0\xbd\xd0\xb0", 1, LEXICON_PRICE);
}

static void test_longest_phrase_wins(void **state) {
    (void)state;
    assert_found("price target 3", 2, LEXICON_TARGET);
    struct lexicon_word words[WORDS];
    struct lexicon_match match = lexicon_find(words, split("price target", words));
    assert_false(match.categories & LEXICON_PRICE);
    /* the phrase goes on, the text does not */
    assert_found("price", 1, LEXICON_PRICE);
    assert_found("price of", 1, LEXICON_PRICE);
}

static void test_stems(void **state) {
    (void)state;
    assert_found("skyrocketing", 1, LEXICON_HYPE);
    assert_found("kursgewinne", 1, LEXICON_GAIN);
    assert_found("penny stockpicker", 2, LEXICON_SECURITY);
    assert_found("cryptocurrencies", 1, LEXICON_COIN);
    assert_found("explo", 0, 0);
    assert_found("rock", 0, 0);
}

static void test_categories_are_united(void **state) {
    (void)state;
    assert_found("mining", 1, LEXICON_LEGAL | LEXICON_COIN);
    assert_found("double", 1, LEXICON_GAIN);
}

static void test_what_is_no_symbol(void **state) {
    (void)state;
    assert_int_equal(lexicon_plain((struct lexicon_word){"hot", 3}), LEXICON_NOT_SYMBOL | LEXICON_COMMON);
    assert_int_equal(lexicon_plain((struct lexicon_word){"inc", 3}), LEXICON_NOT_SYMBOL);
    assert_int_equal(lexicon_plain((struct lexicon_word){"rock", 4}), LEXICON_COMMON);
    assert_int_equal(lexicon_plain((struct lexicon_word){"qvzx", 4}), 0);
}

static void test_spellings(void **state) {
    (void)state;
    assert_found("don't miss", 2, LEXICON_URGENCY);
    assert_found("dont miss", 2, LEXICON_URGENCY);
    assert_found("don t miss", 3, LEXICON_URGENCY);
    assert_found("kurzel x", 1, LEXICON_KEY);
    assert_found("kuerzel x", 1, LEXICON_KEY);
    assert_found("small-cap", 1, LEXICON_SECURITY);
    assert_found("small cap", 2, LEXICON_SECURITY);
    assert_found("grosse neuigkeiten", 2, LEXICON_HYPE);
}

static void test_misses(void **state) {
    (void)state;
    assert_found("", 0, 0);
    assert_found("qzxv", 0, 0);
    assert_found("x", 0, 0);
    assert_found("qzxvqzxvqzxvqzxvqzxvqzxvqzxvqzxvqzxvqzxvqzxvqzxvqzxvqzxvqzxvqzxvqzxvqzxvqzxvqzxv", 0, 0);
    assert_int_equal(lexicon_find(NULL, 0).words, 0);
    assert_int_equal(lexicon_find(&(struct lexicon_word){"", 0}, 1).words, 0);
}

static void test_markets(void **state) {
    (void)state;
    assert_market("otcbb abcd", "OTC Bulletin Board", 1);
    assert_market("otc bb abcd", "OTC Bulletin Board", 2);
    assert_market("otc.bb abcd", "OTC Bulletin Board", 1);
    assert_market("otc abcd", "OTC Bulletin Board", 1);
    assert_market("otc pink abcd", "Pink Sheets", 2);
    assert_market("pink sheets abcd", "Pink Sheets", 2);
    assert_market("frankfurter boerse", "Frankfurt", 2);
    assert_market("cryptopia", "Cryptopia", 1);
    assert_market("abcd", "", 0);
    assert_string_equal(lexicon_market_by_suffix(word_of("ob"))->name, "OTC Bulletin Board");
    assert_string_equal(lexicon_market_by_suffix(word_of("de"))->name, "XETRA");
    assert_string_equal(lexicon_market_by_suffix(word_of("pk"))->type, "stock");
    assert_null(lexicon_market_by_suffix(word_of("qqq")));
    assert_null(lexicon_market_by_suffix(word_of("otcbb")));
}

static void test_currencies(void **state) {
    (void)state;
    static const struct {
        const char *word, *code;
        double factor;
    } cases[] = {
        {"$", "USD", 1},
        {"us$", "USD", 1},
        {"dollars", "USD", 1},
        {"cents", "USD", 0.01},
        {"\u20ac", "EUR", 1},
        {"euro", "EUR", 1},
        {"eurocents", "EUR", .01},
        {"\u00a3", "GBP", 1},
        {"btc", "BTC", 1},
        {"sats", "BTC", 1e-8},
        {"\u0440\u0443\u0431\u043b\u0435\u0438", "RUB", 1},
    };
    struct lexicon_currency currency;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_true(lexicon_currency(word_of(cases[i].word), &currency));
        assert_string_equal(currency.code, cases[i].code);
        assert_float_equal(currency.factor, cases[i].factor, 1e-12);
    }
    assert_false(lexicon_currency(word_of("target"), &currency));
    assert_false(lexicon_currency(word_of(""), &currency));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_phrases),
        cmocka_unit_test(test_longest_phrase_wins),
        cmocka_unit_test(test_stems),
        cmocka_unit_test(test_categories_are_united),
        cmocka_unit_test(test_what_is_no_symbol),
        cmocka_unit_test(test_spellings),
        cmocka_unit_test(test_misses),
        cmocka_unit_test(test_markets),
        cmocka_unit_test(test_currencies),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
