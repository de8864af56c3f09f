/* Text as tokens: what each is, what its word folds to, and what phrase begins there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"

/* Every token by its sign: a word as folded, the value of a number, a mark, "/" for a line's end, "@" for a
 * link; "_" before those glued to the one before. */
static const char *describe(struct arena *arena, const struct tokens *tokens) {
    const char *all = "";
    for (size_t i = 0; i < tokens->count; i++) {
        const struct token *token = &tokens->items[i];
        const char *one;
        switch (token->type) {
        case TOKEN_WORD:
            one = arena_copy(arena, tokens->words[i].form, tokens->words[i].bytes);
            break;
        case TOKEN_NUMBER:
            one = arena_printf(arena, "%.10g", token->value);
            break;
        case TOKEN_MARK:
            one = arena_printf(arena, "%c", token->mark);
            break;
        default:
            one = token->type == TOKEN_LINE ? "/" : "@";
        }
        all = arena_printf(arena, "%s%s%s%s", all, *all ? " " : "", token->glued ? "_" : "", one);
    }
    return all;
}

static void assert_reads(struct arena *arena, const char *text, const char *wanted) {
    struct tokens tokens = tokens_of(arena, text);
    const char *is = describe(arena, &tokens);
    if (strcmp(is, wanted) != 0)
        fail_msg("\"%s\" reads \"%s\", not \"%s\"", text, is, wanted);
}

/* The phrase at a token takes so many tokens and has these categories. */
static void assert_phrase(struct arena *arena, const char *text, size_t at, unsigned taken,
                          uint32_t categories) {
    struct tokens tokens = tokens_of(arena, text);
    assert_true(at < tokens.count);
    const struct token *token = &tokens.items[at];
    if (token->phrase != taken || (token->categories & categories) != categories)
        fail_msg("\"%s\": %u tokens, categories %#x", text, token->phrase, token->categories);
    assert_int_equal(tokens.categories & categories, categories);
}

static void test_words_marks_and_lines(void **state) {
    assert_reads(*state, "", "");
    assert_reads(*state, " \t\r ", "");
    assert_reads(*state, "Buy QZXV now!", "buy qzxv now _!");
    assert_reads(*state, "one\r\ntwo\n\nthree", "one / _two _/ _/ _three");
    assert_reads(*state, "(QZXV.PK)", "( _qzxv _. _pk _)");
    assert_reads(*state, "QZXV :x", "qzxv : _x");
    assert_reads(*state, "a1b2", "a1b2");
    assert_reads(*state, "\xe2\x82\xac 5", "? 5"); /* a euro sign */
}

static void test_numbers(void **state) {
    static const struct {
        const char *text;
        double value;
    } samples[] = {
        {"5", 5},
        {"1,000.50", 1000.5},
        {"1.000,50", 1000.5},
        {"0.18", 0.18},
        {"0,18", 0.18},
        {".18", 0.18},
        {"1,000", 1000},
        {"1.000", 1000},
        {"0.125", 0.125},
        {"0,125", 0.125},
        {".125", 0.125},
        {"1,234,567", 1234567},
        {"1.234.567", 1234567},
        {"1,234,567.89", 1234567.89},
        {"1.234.567,89", 1234567.89},
        {"12.5", 12.5},
        {"12,5", 12.5},
        {"007", 7},
    };
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        struct tokens tokens = tokens_of(*state, samples[i].text);
        assert_int_equal(tokens.count, 1);
        assert_int_equal(tokens.items[0].type, TOKEN_NUMBER);
        if (tokens.items[0].value != samples[i].value)
            fail_msg("\"%s\" is %g", samples[i].text, tokens.items[0].value);
    }
    assert_reads(*state, "1.50.", "1.5 _.");
    assert_reads(*state, "5,", "5 _,");
    assert_reads(*state, "$.40", "$ _. _40"); /* no space before the point */
    assert_reads(*state, "$1.40", "$ _1.4");
    assert_reads(*state, "10-12%", "10 _- _12 _%");
}

static void test_very_long_tokens(void **state) {
    enum { LENGTH = 70000 };
    char *text = arena_alloc(*state, LENGTH + 1);
    memset(text, '9', LENGTH);
    struct tokens tokens = tokens_of(*state, text);
    assert_int_equal(tokens.count, 1);
    assert_int_equal(tokens.items[0].type, TOKEN_NUMBER);
    assert_true(tokens.items[0].value > 1e30);
    memset(text, 'Q', LENGTH);
    tokens = tokens_of(*state, text);
    assert_int_equal(tokens.count, 1);
    assert_in_range(tokens.words[0].bytes, 60, 64);
    assert_int_equal(tokens.items[0].bytes, UINT16_MAX);
    for (size_t i = 0; i < LENGTH; i++)
        text[i] = i % 2 ? ' ' : 'x';
    tokens = tokens_of(*state, text);
    assert_int_equal(tokens.count, TOKENS);
}

static void test_folded_forms(void **state) {
    assert_reads(*state,
                 "GR\xc3\x96SSE Gr\xc3\xb6\xc3\x9f"
                 "e",
                 "grosse grosse");
    assert_reads(*state, "CAF\xc3\x89 cafe\xcc\x81", "cafe cafe");
    assert_reads(*state, "\xef\xbc\xb1\xef\xbd\x9a\xef\xbd\x98", "qzx"); /* full width */
    assert_reads(*state,
                 "so\xc2\xad"
                 "ft",
                 "soft"); /* soft hyphen */
    /* Cyrillic o and c look Latin among Latin letters, and are themselves among their own */
    assert_reads(*state, "st\xd0\xbe\xd1\x81k", "stock");
    assert_reads(*state, "\xd1\x80\xd0\xbe\xd1\x81\xd1\x82", "\xd1\x80\xd0\xbe\xd1\x81\xd1\x82");
    assert_reads(*state, "\xe4\xb8\xad\xe6\x96\x87 QZX", "qzx"); /* ideographs are left out */
}

static void test_shapes(void **state) {
    struct tokens tokens = tokens_of(*state, "QZXV Qzxv qzxv Q1ZX 12 Q");
    static const bool capitals[] = {true, false, false, true, false, true};
    static const bool capitalised[] = {true, true, false, true, false, true};
    static const bool digits[] = {false, false, false, true, true, false};
    assert_int_equal(tokens.count, 6);
    for (size_t i = 0; i < 6; i++) {
        assert_int_equal(tokens.items[i].capitals, capitals[i]);
        assert_int_equal(tokens.items[i].capitalised, capitalised[i]);
        assert_int_equal(tokens.items[i].digits, digits[i]);
    }
    assert_int_equal(tokens.word_count, 6);
    assert_int_equal(tokens.letter_words, 4);
    assert_int_equal(tokens.capital_words, 2);
}

static void test_quoting_is_left_out(void **state) {
    assert_reads(*state, "> Symbol: QZXV\n>> Price: 5", "symbol _: qzxv _/ price _: 5");
    assert_reads(*state, "| QZXV | 5", "qzxv | 5");
    assert_reads(*state, "5 > 3", "5 > 3");
}

static void test_links(void **state) {
    assert_reads(*state, "see http://www.example.org/a.gif now", "see @ now");
    assert_reads(*state, "www.example.org", "@");
    assert_reads(*state, "mail alma@example.org", "mail @");
    assert_reads(*state, "(http://example.org/)", "( _http _: _/ _/ _example _. _org _/ _)");
}

static void test_bytes_that_are_no_text(void **state) {
    static const char *const texts[] = {"\xff",  "\xc3",     "a\x80", "\xed\xa0\x80",
                                        "1\xf8", "\xe2\x82", "Q\xff."};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_true(tokens_of(*state, texts[i]).count > 0);
    struct tokens tokens = {0};
    tokens_read(*state, slice_of("a\0b", 3), &tokens);
    assert_int_equal(tokens.count, 3);
    tokens_read(*state, slice_of("", 0), &tokens);
    assert_int_equal(tokens.count, 3);
}

static void test_appending(void **state) {
    struct tokens tokens = tokens_of(*state, "Price");
    tokens_read(*state, slice_from_string("target 5"), &tokens);
    assert_string_equal(describe(*state, &tokens), "price / _target 5");
    assert_int_equal(tokens.items[0].phrase, 1); /* a phrase does not go on in the next text */
    assert_true(token_is(&tokens, 0, "price"));
    assert_false(token_is(&tokens, 0, "pric"));
    assert_false(token_is(&tokens, 3, "price"));
}

static void test_phrases(void **state) {
    assert_phrase(*state, "Symbol: QZXV", 0, 1, LEXICON_KEY);
    assert_phrase(*state, "Stock Symbol: QZXV", 0, 2, LEXICON_KEY);
    assert_phrase(*state, "price-target 5", 0, 3, LEXICON_TARGET);
    assert_phrase(*state, "price / target 5", 0, 3, LEXICON_TARGET);
    assert_phrase(*state, "5 day target", 1, 2, LEXICON_TARGET | LEXICON_DAY);
    assert_phrase(*state, "price\ntarget", 0, 1, LEXICON_PRICE);
    assert_phrase(*state, "qzxv", 0, 0, 0);
}

static void test_disguises(void **state) {
    assert_phrase(*state, "Sym8ol QZXV", 0, 1, LEXICON_KEY);
    assert_phrase(*state, "pr1ce 5", 0, 1, LEXICON_PRICE);
    assert_phrase(*state, "S.ymbol QZXV", 0, 3, LEXICON_KEY);
    assert_phrase(*state, "p-r-i-c-e 5", 0, 9, LEXICON_PRICE);
    assert_phrase(*state, "s'y'm'b'o'l", 0, 11, LEXICON_KEY);
    assert_phrase(*state, "S y m b o l", 0, 0, 0);
    assert_phrase(*state, "s.y.m.b.", 0, 7, LEXICON_KEY); /* "symb" */
    assert_phrase(*state, "q.z.x.v", 0, 0, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_words_marks_and_lines, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_numbers, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_very_long_tokens, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_folded_forms, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_shapes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_quoting_is_left_out, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_links, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_bytes_that_are_no_text, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_appending, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_phrases, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_disguises, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
