/* Symbols as they are written, and words that are none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"
#include "tout/spelling.h"

typedef bool reader(const struct tokens *tokens, size_t at, bool small, struct spelling *spelling);

struct sample {
    const char *text;
    bool small;
    const char *name; /* NULL: none */
    size_t tokens;
};

static void check(struct arena *arena, reader *read, const struct sample *samples, size_t count) {
    for (size_t i = 0; i < count; i++) {
        struct tokens tokens = tokens_of(arena, samples[i].text);
        struct spelling spelling;
        bool found = read(&tokens, 0, samples[i].small, &spelling);
        if (found != (samples[i].name != NULL))
            fail_msg("\"%s\" gives %s", samples[i].text, found ? spelling.name : "nothing");
        if (found && (strcmp(spelling.name, samples[i].name) != 0 || spelling.tokens != samples[i].tokens))
            fail_msg("\"%s\" gives %s, %zu tokens", samples[i].text, spelling.name, spelling.tokens);
    }
}

#define CHECK(read, samples) check(*state, read, samples, sizeof samples / sizeof *samples)

static void test_plain(void **state) {
    static const struct sample samples[] = {
        {"QZXV", false, "QZXV", 1},     {"QZ", false, "QZ", 1},
        {"QZXVBN", false, "QZXVBN", 1}, {"QZXVBNM", false, NULL, 0},
        {"Q", false, NULL, 0},          {"Q1ZX", false, "Q1ZX", 1},
        {"qzxv", true, "QZXV", 1},      {"qzxv", false, NULL, 0},
        {"Qzxv", false, NULL, 0},       {"12", true, NULL, 0},
        {"QZ\xc3\x96", true, "QZO", 1}, {"\xd0\xa0\xd0\x9e\xd0\x96", true, NULL, 0}, /* not Latin */
        {"!", true, NULL, 0},           {"", true, NULL, 0},
    };
    CHECK(spelling_read, samples);
}

static void test_suffixes(void **state) {
    static const struct sample samples[] = {
        {"QZXV.PK", false, "QZXV.PK", 3}, {"QZXV.pk", false, "QZXV.PK", 3},
        {"qzxv.ob", false, "QZXV.OB", 3}, {"QZXV.DE", false, "QZXV.DE", 3},
        {"QZXV.de", false, "QZXV", 1}, /* ends a host's name */
        {"QZXV:PK", false, "QZXV.PK", 3}, {"QZXV .PK", false, "QZXV", 1},
        {"QZXV. PK", false, "QZXV", 1},   {"QZXV.PK.example", false, "QZXV", 1},
        {"QZXV.DE/x", false, "QZXV", 1},  {"QZXV.QQQ", false, "QZXV", 1},
        {"QZXV.", false, "QZXV", 1},      {"QZXV.PK.", false, "QZXV.PK", 3},
        {"HOT.PK", false, "HOT.PK", 3}, /* a suffix makes a symbol of any word */
    };
    CHECK(spelling_read, samples);
    struct tokens tokens = tokens_of(*state, "QZXV.PK");
    struct spelling spelling;
    assert_true(spelling_read(&tokens, 0, false, &spelling));
    assert_string_equal(spelling.market->name, "Pink Sheets");
    assert_true(spelling.capitals);
    assert_false(spelling.spaced);
}

static void test_spaced(void **state) {
    static const struct sample samples[] = {
        {"Q Z X V", false, "QZXV", 4},     {"Q_Z_X_V", false, "QZXV", 7},
        {"Q.Z.X.V", false, "QZXV", 7},     {"Q - Z - X", false, "QZX", 5},
        {"Q Z", false, NULL, 0},           /* initials */ {"Q Z X V B N", false, "QZXVBN", 6},
        {"Q Z X V B N M", false, NULL, 0}, {"Q Z X V.PK", false, "QZXV.PK", 6},
        {"Q Z X v", false, "QZX", 3},      {"Q.Z.X.V.", false, "QZXV", 7},
        {"Q.Z-X", false, NULL, 0}, /* two kinds of mark */
        {"Q Z X\nV", false, "QZX", 3},     {"Q Z\nX V", false, NULL, 0},
    };
    CHECK(spelling_read, samples);
    struct tokens tokens = tokens_of(*state, "Q Z X V");
    struct spelling spelling;
    assert_true(spelling_read(&tokens, 0, false, &spelling));
    assert_true(spelling.spaced && spelling.capitals);
}

static void test_run_together(void **state) {
    static const struct sample samples[] = {
        {"QZXVPrice", false, "QZXV", 1}, {"QZXVCurrent", false, "QZXV", 1}, {"QZXTarget", false, "QZX", 1},
        {"QZXVBnm", false, NULL, 0},     {"QZXVBNMPrice", false, NULL, 0},  {"QPrice", false, NULL, 0},
        {"PRICE", false, NULL, 0},
    };
    CHECK(spelling_read, samples);
}

static void test_pieces_where_expected(void **state) {
    static const struct sample samples[] = {
        {"QZ-XV", false, "QZXV", 3},     {"QZ XV", false, "QZXV", 2},   {"QZ_X_V", false, "QZXV", 5},
        {"QZX-VBN", false, "QZXVBN", 3}, {"QZ-X", false, "QZ", 1},      {"QZX-VBNM", false, "QZX", 1},
        {"QZ xv", false, "QZ", 1},       {"Q Z X V", false, "QZXV", 4}, {"QZ-XV.PK", false, "QZXV.PK", 5},
        {"qz-xv", false, NULL, 0},       {"-", false, NULL, 0},
    };
    CHECK(spelling_read_expected, samples);
    struct tokens tokens = tokens_of(*state, "QZ-XV");
    struct spelling spelling;
    assert_true(spelling_read(&tokens, 0, false, &spelling));
    assert_string_equal(spelling.name, "QZ");
}

static void test_words_that_are_no_symbols(void **state) {
    static const struct sample samples[] = {
        {"CEO", true, NULL, 0},  {"NASDAQ", false, NULL, 0},
        {"HOT", false, NULL, 0}, {"USD", false, NULL, 0},
        {"INC", false, NULL, 0}, {"rock", true, NULL, 0},
        {"R0CK", true, NULL, 0}, /* disguised */ {"ROCK", false, "ROCK", 1},
    };
    CHECK(spelling_read, samples);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_plain, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_suffixes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_spaced, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_run_together, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_pieces_where_expected, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_words_that_are_no_symbols, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
