/* Regular expressions of phrases. What they hit is tested in the programs themselves, by
 * tests/cli/export.bats. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "publish/rule_regex.h"

#define BEGINNING "(?<![a-z0-9])(?<![\\xc3-\\xdf][\\x80-\\xbf])"
#define END       "(?![a-z0-9\\xc3-\\xe1\\xe3-\\xff])"
#define GAP       "[^a-z0-9\\xc3-\\xe1\\xe3-\\xff]+"
#define SEPARATOR "[^a-z0-9\\x80-\\xff]|\\xc2\\xa0|\\xe2[\\x80\\x81].|\\xe3\\x80\\x80"
#define NUMBER    "[0-9]+(?:[.,][0-9]+)*"

static void assert_regex(const struct signature_anchor *anchor, unsigned flags, const char *expected) {
    struct buffer regex = {0};
    rule_regex_append(&regex, anchor, flags);
    buffer_append(&regex, "", 1);
    assert_string_equal(regex.data, expected);
    buffer_free(&regex);
}

static void assert_phrase(const char *words, const char *expected) {
    const struct signature_anchor anchor = {SIGNATURE_BODY, 1, {{words, words}}};
    assert_regex(&anchor, 0, expected);
}

static void test_words_stand_apart(void **state) {
    assert_phrase("day", BEGINNING "day" END);
    assert_phrase("day target x5", BEGINNING "day" GAP "target" GAP "x5" END);
}

static void test_numbers_are_any_numbers(void **state) {
    assert_phrase("in # days", BEGINNING "in" GAP NUMBER GAP "days" END);
    /* At an end, more than the nearest digits need not be looked at. */
    assert_phrase("# day #", BEGINNING "[0-9]+" GAP "day" GAP "[0-9]+" END);
    /* One before another could be cut in many ways. */
    assert_phrase("# # day", BEGINNING "(?>" NUMBER ")" GAP NUMBER GAP "day" END);
    assert_phrase("day # #", BEGINNING "day" GAP "(?>" NUMBER ")" GAP NUMBER END);
}

static void test_other_scripts_are_bytes(void **state) {
    assert_phrase("\xd0\xba price", BEGINNING "\\xd0\\xba" GAP "price" END);
    /* A letter of Latin-1 may come without its charset's name. */
    assert_phrase("gr\xc3\xbc\xc3\x9f", BEGINNING "gr(?:\\xc3\\xbc|\\xfc)(?:\\xc3\\x9f|\\xdf)" END);
    assert_phrase("a \xc2\xae", BEGINNING "a" GAP "(?:\\xc2\\xae|\\xae)" END);
}

static void test_nothing_breaks_out(void **state) {
    assert_phrase("a/i", BEGINNING "a\\x2fi" END);
    assert_phrase("'\"\\\n#$(", BEGINNING "\\x27\\x22\\x5c\\x0a\\x23\\x24\\x28" END);
    assert_phrase("\xc3", BEGINNING "\\xc3" END);
}

static void test_no_words_hit_nothing(void **state) {
    assert_phrase("", BEGINNING "(?!)" END);
}

static void test_phrases_are_alternatives(void **state) {
    const struct signature_anchor anchor = {SIGNATURE_SUBJECT, 2, {{"hot pick", "Hot pick"}, {"tip", "Tip"}}};
    assert_regex(&anchor, RULE_REGEX_HEADER, BEGINNING "(?:hot" GAP "pick|tip)" END);
}

static void test_a_name_stands_before_its_address(void **state) {
    const struct signature_anchor anchor = {SIGNATURE_FROM, 1, {{"alma", "Alma"}}};
    assert_regex(&anchor, 0, BEGINNING "alma" END);
    assert_regex(&anchor, RULE_REGEX_HEADER, BEGINNING "alma" END "[^<]*<");
    assert_regex(&anchor, RULE_REGEX_HEADER | RULE_REGEX_AUTOMATON, BEGINNING "alma" END "[^<]*<");
}

static void test_an_automaton_takes_separators_in(void **state) {
    const struct signature_anchor anchor = {SIGNATURE_BODY, 1, {{"hot pick", "Hot pick"}}};
    assert_regex(&anchor, RULE_REGEX_AUTOMATON, "(?:^|" SEPARATOR ")hot" GAP "pick(?:$|" SEPARATOR ")");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words_stand_apart),
        cmocka_unit_test(test_numbers_are_any_numbers),
        cmocka_unit_test(test_other_scripts_are_bytes),
        cmocka_unit_test(test_nothing_breaks_out),
        cmocka_unit_test(test_no_words_hit_nothing),
        cmocka_unit_test(test_phrases_are_alternatives),
        cmocka_unit_test(test_a_name_stands_before_its_address),
        cmocka_unit_test(test_an_automaton_takes_separators_in),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
