/* Ids as people type them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "store/public_id.h"

static void test_digits(void **state) {
    (void)state;
    char id[STORE_ID_BYTES];
    assert_string_equal(public_id('c', 0, PUBLIC_ID_DIGITS, id), "c0000000");
    assert_string_equal(public_id('t', UINT64_MAX, PUBLIC_ID_DIGITS, id), "tzzzzzzz");
    assert_string_equal(public_id('c', UINT64_C(0x0123456789abcdef), PUBLIC_ID_DIGITS, id), "c04hmasw");
    assert_string_equal(public_id('c', UINT64_C(0x0123456789abcdef), PUBLIC_ID_MOST_DIGITS, id),
                        "c04hmasw9nf6y");
}

static void test_more_digits_only_append(void **state) {
    (void)state;
    char shorter[STORE_ID_BYTES], longer[STORE_ID_BYTES];
    const uint64_t hash = UINT64_C(0xfedcba9876543210);
    for (unsigned digits = PUBLIC_ID_DIGITS; digits < PUBLIC_ID_MOST_DIGITS; digits++) {
        public_id('c', hash, digits, shorter);
        public_id('c', hash, digits + 1, longer);
        assert_int_equal(strlen(longer), digits + 2);
        assert_int_equal(strncmp(longer, shorter, strlen(shorter)), 0);
    }
}

/* Without letters that are taken for others: i, l, o, u. */
static void test_alphabet(void **state) {
    (void)state;
    char id[STORE_ID_BYTES];
    for (uint64_t i = 0; i < 32; i++) {
        public_id('c', i << 59, 1, id);
        assert_null(strpbrk(id + 1, "ilouILOU"));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_digits),
        cmocka_unit_test(test_more_digits_only_append),
        cmocka_unit_test(test_alphabet),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
