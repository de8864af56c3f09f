/* Writings of a company's name that are to be one name, and others. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"
#include "tout/company.h"

static void test_names(void **state) {
    static const struct {
        const char *text, *name;
    } samples[] = {
        {"Quavex Minerals Inc.", "QUAVEX MINERALS"},
        {"The Quavex Minerals Corporation", "QUAVEX MINERALS"},
        {"Quavex Minerals Co., Ltd.", "QUAVEX MINERALS"},
        {"quavex   minerals", "QUAVEX MINERALS"},
        {"Quavex Gold", "QUAVEX GOLD"}, /* not Quavex Oil */
        {"QUAVEX & S\xc3\xb6hne GmbH & Co. KG", "QUAVEX SOHNE"},
        {"\xd0\x9a\xd0\xb2\xd0\xb0", "\xd0\xba\xd0\xb2\xd0\xb0"},
        {"The Company", "THE"}, /* something is left */
        {"Inc.", "INC"},
        {"12 & 13", ""},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        char name[TOUT_NAME_BYTES], again[TOUT_NAME_BYTES];
        company_fold(*state, slice_from_string(samples[i].text), name);
        if (strcmp(name, samples[i].name) != 0)
            fail_msg("\"%s\" is %s", samples[i].text, name);
        company_fold(*state, slice_from_string(name), again);
        assert_string_equal(again, name);
    }
}

static void test_long_name(void **state) {
    char text[1000], name[TOUT_NAME_BYTES];
    memset(text, 'x', sizeof text);
    for (size_t i = 10; i < sizeof text; i += 10)
        text[i] = ' ';
    company_fold(*state, slice_of(text, sizeof text), name);
    assert_true(strlen(name) < TOUT_NAME_BYTES && strlen(name) > TOUT_NAME_BYTES - 12);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_names, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_long_name, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
