/* Signatures as they are kept. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "template/signature.h"

static void test_round_trip(void **state) {
    struct arena *arena = arena_new();
    struct error error;
    const struct signature signature = {
        .anchor_count = 2,
        .anchors = {{SIGNATURE_SUBJECT, 1, {{"alert of the day", "Alert \"of\" the day"}}},
                    {SIGNATURE_BODY, 2, {{"qvzx", "QVZX"}, {"gr\xc3\xbc\xc3\x9f", "Gr\xc3\xbc\xc3\x9f"}}}},
    };
    const char *json = signature_write(arena, &signature);
    struct signature read;
    assert_true(signature_read(arena, json, &read, &error));
    assert_string_equal(signature_write(arena, &read), json);
    assert_int_equal(read.anchor_count, 2);
    assert_int_equal(read.anchors[0].field, SIGNATURE_SUBJECT);
    assert_string_equal(read.anchors[1].phrases[1].words, "gr\xc3\xbc\xc3\x9f");
    arena_free(arena);
}

static void test_nonsense_is_an_error(void **state) {
    static const char *const nonsense[] = {
        "",
        "[]",
        "{}",
        "[1]",
        "[{\"field\":\"body\"}]",
        "[{\"field\":\"body\",\"any\":[]}]",
        "[{\"field\":\"nose\",\"any\":[{\"words\":\"a\",\"surface\":\"a\"}]}]",
        "[{\"field\":\"body\",\"any\":[{\"words\":\"\",\"surface\":\"a\"}]}]",
        "[{\"field\":\"body\",\"any\":[{\"words\":\"a\"}]}]",
    };
    for (size_t i = 0; i < sizeof nonsense / sizeof *nonsense; i++) {
        struct arena *arena = arena_new();
        struct signature signature;
        struct error error = {""};
        assert_false(signature_read(arena, nonsense[i], &signature, &error));
        assert_true(*error.message);
        arena_free(arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_nonsense_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
