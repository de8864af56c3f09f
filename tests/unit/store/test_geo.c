/* Files of addresses that are none; those that are, senders.bats looks into. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "store/geo.h"

static void without_files_there_are_no_places(void **state) {
    (void)state;
    struct error error;
    struct geo *geo = geo_open(NULL, NULL, &error);
    struct arena *arena = arena_new();
    const uint8_t address[16] = {[10] = 0xff, [11] = 0xff, 192, 0, 2, 7};
    const char *country, *network;
    assert_non_null(geo);
    assert_false(geo_has_countries(geo));
    assert_false(geo_has_networks(geo));
    assert_true(geo_look_up(geo, address, arena, &country, &network, &error));
    assert_string_equal(country, "");
    assert_string_equal(network, "");
    arena_free(arena);
    geo_close(geo);
    geo_close(NULL);
}

static void a_file_that_is_none_is_named(void **state) {
    (void)state;
    struct error error;
    assert_null(geo_open("/nonexistent/country.mmdb", NULL, &error));
    assert_non_null(strstr(error.message, "/nonexistent/country.mmdb"));
    assert_non_null(strstr(error.message, "geo.country"));
    assert_null(geo_open(NULL, "/dev/null", &error));
    assert_non_null(strstr(error.message, "geo.asn"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_files_there_are_no_places),
        cmocka_unit_test(a_file_that_is_none_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
