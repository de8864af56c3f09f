/* Keccak-256 of messages whose digest everybody knows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tout/keccak.h"

/* One block's worth of text at most. */
enum { MOST = 135 };

static const char *digest_of(struct slice message) {
    static char hexadecimal[65];
    uint8_t digest[32];
    keccak_256(message, digest);
    for (size_t i = 0; i < sizeof digest; i++)
        sprintf(hexadecimal + 2 * i, "%02x", digest[i]);
    return hexadecimal;
}

static void test_known_digests(void **state) {
    (void)state;
    assert_string_equal(digest_of(slice_of("", 0)),
                        "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
    assert_string_equal(digest_of(slice_from_string("abc")),
                        "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45");
    assert_string_equal(digest_of(slice_from_string("transfer(address,uint256)")),
                        "a9059cbb2ab09eb219583f4a59a5d0623ade346d962bcd4e46b11da047c9049b");
}

static void test_a_full_block(void **state) {
    (void)state;
    char message[MOST + 1];
    char shorter[65];
    memset(message, 'a', sizeof message);
    strcpy(shorter, digest_of(slice_of(message, MOST - 1)));
    assert_string_not_equal(digest_of(slice_of(message, MOST)), shorter);
    strcpy(shorter, digest_of(slice_of(message, MOST)));
    assert_string_equal(digest_of(slice_of(message, MOST + 1)), shorter); /* what is more is left out */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_digests),
        cmocka_unit_test(test_a_full_block),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
