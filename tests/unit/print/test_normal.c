/* Noise must not show in the normal form, and words must. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "print/normal.h"

static void assert_same(const char *a, const char *b, bool same) {
    struct arena *arena = arena_new();
    struct normal_words x = {0}, y = {0};
    normal_words_read(arena, slice_from_string(a), NULL, &x);
    normal_words_read(arena, slice_from_string(b), NULL, &y);
    bool equal = x.count == y.count && (!x.count || !memcmp(x.hashes, y.hashes, x.count * sizeof *x.hashes));
    if (equal != same)
        fail_msg("\"%s\" and \"%s\" are %s", a, b, equal ? "the same" : "different");
    arena_free(arena);
}

static void test_noise_does_not_show(void **state) {
    (void)state;
    assert_same("Special   Price\n\ttoday!!", "special price, TODAY", true);
    assert_same("caf\xc3\xa9 na\xc3\xafve", "cafe naive", true);
    assert_same("pr1ce of g0ld", "price of gold", true);
    assert_same("S T O C K tip", "stock tip", true);
    assert_same("S.T.O.C.K tip", "stock tip", true);
    assert_same("pay 1,250 now", "pay 7,999 now", true);
    assert_same("st\xd0\xbe\xd1\x81k", "stock", true);                             /* Cyrillic o, c */
    assert_same("\xef\xbd\x87\xef\xbd\x8f\xef\xbd\x8c\xef\xbd\x84", "gold", true); /* full width */
    assert_same("so\xc2\xad"
                "ft hy\xe2\x80\x8bphen",
                "soft hyphen", true);
    assert_same("see http://a.example.org/x?y now", "see www.example.net now", true);
    assert_same("write to a@example.org today", "write to bob@example.com today", true);
}

static void test_words_show(void **state) {
    (void)state;
    assert_same("buy alpha", "buy beta", false);
    assert_same("a b", "ab", false);
    assert_same("", "x", false);
}

static void test_recipient_becomes_one_token(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct mail_address addresses[2] = {{"Jane Roe", "jroe@example.org"}, {"", "box7@example.org"}};
    struct mail mail = {.recipients = addresses, .recipient_count = 2};
    struct normal_names names;
    normal_names_read(arena, &mail, &names);
    struct normal_words words = {0};
    normal_words_read(arena, slice_from_string("Dear Jane, jroe and BOX7: hello"), &names, &words);
    assert_int_equal(words.count, 6);
    assert_true(words.hashes[1] == NORMAL_RECIPIENT);
    assert_true(words.hashes[2] == NORMAL_RECIPIENT);
    assert_true(words.hashes[4] == NORMAL_RECIPIENT);
    assert_false(words.hashes[5] == NORMAL_RECIPIENT);
    arena_free(arena);
}

static void test_length_is_bounded(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    char *text = arena_alloc_raw(arena, 100000);
    for (size_t i = 0; i < 100000; i++)
        text[i] = i % 4 == 3 ? ' ' : (char)('a' + i * i % 23);
    struct normal_words words = {0};
    normal_words_read(arena, slice_of(text, 100000), NULL, &words);
    assert_int_equal(words.count, NORMAL_WORDS);
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_noise_does_not_show),
        cmocka_unit_test(test_words_show),
        cmocka_unit_test(test_recipient_becomes_one_token),
        cmocka_unit_test(test_length_is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
