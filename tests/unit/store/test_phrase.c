/* Where a phrase stands in a text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "store/phrase.h"

static void assert_found(const char *text, const char *first, const char *second, const char *expected) {
    const char *const words[] = {first, second};
    struct slice found = phrase_find(slice_from_string(text), words, second ? 2 : 1);
    assert_int_equal(found.size, strlen(expected));
    assert_memory_equal(found.data ? found.data : "", expected, found.size);
}

static void test_words_in_order(void **state) {
    (void)state;
    assert_found("Buy it, buy NOW!", "buy", "now", "buy NOW");
    assert_found("Buy it, buy NOW!", "now", NULL, "NOW");
    assert_found("now buy", "buy", "now", "");
    assert_found("", "buy", "now", "");
}

/* A soft mark that stands alone, two words within one character. */
static void test_words_that_are_folded(void **state) {
    (void)state;
    assert_found("buy \xcc\x81 now", "buy", "now", "buy \xcc\x81 now");
    assert_found("about \xc2\xbd cup", "1", "2", "\xc2\xbd");
    assert_found("about \xc2\xbd cup", "2", "cup", "\xc2\xbd cup");
    assert_found("about 1/\xc2\xbd cup", "1", "2", "\xc2\xbd");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words_in_order),
        cmocka_unit_test(test_words_that_are_folded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
