/* Indicators picked out of what people write. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "mail/mail.h"
#include "store/indicator.h"

static struct arena *arena;
static struct indicators indicators;

static int open_arena(void **state) {
    arena = arena_new();
    mail_initialize();
    return 0;
}

static int close_arena(void **state) {
    arena_free(arena);
    return 0;
}

static void read_text(const char *text) {
    indicators_read(arena, slice_from_string(text), &indicators);
}

static bool has(const char *name) {
    for (size_t i = 0; i < indicators.count; i++)
        if (!strcmp(indicators.items[i].name, name))
            return true;
    return false;
}

static void test_plain(void **state) {
    read_text("Seen from 192.0.2.7, 2001:db8::5 and http://www.example.org/x?y; write to spam@example.net.\n"
              "Attachment e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855,"
              " message <17.abc@mail.example.com>");
    assert_true(has("ip:192.0.2.7"));
    assert_true(has("ip:2001:db8::5"));
    assert_true(has("domain:www.example.org"));
    assert_true(has("from:spam@example.net"));
    assert_true(has("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
    assert_true(has("id:17.abc@mail.example.com"));
}

static void test_defanged(void **state) {
    read_text("hxxp://bad[.]example[.]org/login hXXps[:]//worse(.)example.com/ 192[.]0[.]2[.]9\n"
              "mail to crook[at]example[dot]net, also other(at)example.org and third dot example dot org");
    assert_true(has("domain:bad.example.org"));
    assert_true(has("domain:worse.example.com"));
    assert_true(has("ip:192.0.2.9"));
    assert_true(has("from:crook@example.net"));
    assert_true(has("from:other@example.org"));
}

static void test_lists(void **state) {
    read_text("# a list\n192.0.2.1\n192.0.2.1\r\nexample.org\n\n198.51.100.4 # comment\n");
    assert_true(has("ip:192.0.2.1"));
    assert_true(has("ip:198.51.100.4"));
    assert_true(has("domain:example.org"));
    assert_int_equal(indicators.count, 3);
}

static void test_what_is_none(void **state) {
    read_text("Version 1.2.3 came at 10:30:15, see a:b and 12.34.56.78.90 or ffff; deadbeef.");
    assert_false(has("ip:1.2.3"));
    for (size_t i = 0; i < indicators.count; i++)
        assert_int_not_equal(strncmp(indicators.items[i].name, "ip:", 3), 0);
    read_text("");
    assert_int_equal(indicators.count, 0);
    indicators_read(arena, slice_of("a\0b 192.0.2.1\0", 14), &indicators);
    assert_true(has("ip:192.0.2.1"));
}

/* A long list takes no longer an item than a short one. */
static void test_many(void **state) {
    struct buffer text = {0};
    for (unsigned i = 0; i < 3 * INDICATORS; i++)
        buffer_printf(&text, "10.%u.%u.%u\n", i >> 16, i >> 8 & 255, i & 255);
    clock_t begun = clock();
    indicators_read(arena, buffer_slice(&text), &indicators);
    assert_int_equal(indicators.count, INDICATORS);
    assert_true(clock() - begun < 5 * CLOCKS_PER_SEC);
    buffer_free(&text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plain),        cmocka_unit_test(test_defanged), cmocka_unit_test(test_lists),
        cmocka_unit_test(test_what_is_none), cmocka_unit_test(test_many),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
