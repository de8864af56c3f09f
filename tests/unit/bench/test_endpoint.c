/* Where products may be: on this host, or where it was allowed; never by name. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "bench/connection.h"

static const char *const allowed[] = {"192.0.2.7", "2001:db8::7", "not an address"};

static bool take(struct arena *arena, const char *text, uint16_t port, struct endpoint *endpoint,
                 struct error *error) {
    return endpoint_read(arena, text, port, allowed, sizeof allowed / sizeof *allowed, endpoint, error);
}

static void takes_this_host(void **state) {
    static const struct {
        const char *text, *host;
        uint16_t port;
    } good[] = {
        {"127.0.0.1:783", "127.0.0.1", 783},
        {"127.255.3.4:1", "127.255.3.4", 1},
        {"localhost", "127.0.0.1", 25},
        {"localhost:65535", "127.0.0.1", 65535},
        {"127.0.0.1", "127.0.0.1", 25},
        {"[::1]:783", "::1", 783},
        {"[::1]", "::1", 25},
        {"::1", "::1", 25},
        {"192.0.2.7:80", "192.0.2.7", 80},
        {"[2001:DB8:0::7]:80", "2001:db8::7", 80},
        {"[::ffff:127.0.0.1]:9", "127.0.0.1", 9},
    };
    struct arena *arena = arena_new();
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        struct endpoint endpoint;
        struct error error = {""};
        if (!take(arena, good[i].text, 25, &endpoint, &error))
            fail_msg("%s: %s", good[i].text, error.message);
        assert_string_equal(endpoint.text, good[i].text);
        assert_string_equal(endpoint.host, good[i].host);
        assert_int_equal(endpoint.port, good[i].port);
        assert_null(endpoint.path);
    }
    arena_free(arena);
}

static void refuses_all_else(void **state) {
    static const struct {
        const char *text, *why;
    } bad[] = {
        {"192.0.2.8:80", "`allow`"},
        {"10.0.0.1:80", "`allow`"},
        {"126.255.255.255:80", "`allow`"},
        {"128.0.0.1:80", "`allow`"},
        {"0.0.0.0:80", "`allow`"},
        {"[::]:80", "`allow`"},
        {"[::2]:80", "`allow`"},
        {"[2001:db8::8]:80", "`allow`"},
        {"[::ffff:192.0.2.8]:80", "`allow`"},
        {"filter.example.org:80", "by name"},
        {"localhost.example.org:80", "by name"},
        {"LOCALHOST:80", "by name"},
        {"ip6-localhost:80", "by name"},
        {"127.1:80", "by name"},
        {"0x7f.0.0.1:80", "by name"},
        {"127.0.0.1@192.0.2.9:80", "by name"},
        {"127.0.0.1 :80", "by name"},
        {"[127.0.0.1:80", "by name"},
        {"[::1]x:80", "by name"},
        {":80", "by name"},
        {"", "by name"},
        {"127.0.0.1:0", "a port is wanted"},
        {"127.0.0.1:65536", "from 1 to 65535"},
        {"127.0.0.1:-1", "from 1 to 65535"},
        {"127.0.0.1: 1", "from 1 to 65535"},
        {"127.0.0.1:1x", "from 1 to 65535"},
        {"unix:relative", "whole path"},
        {"unix:", "whole path"},
    };
    struct arena *arena = arena_new();
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct endpoint endpoint;
        struct error error = {""};
        if (take(arena, bad[i].text, 25, &endpoint, &error))
            fail_msg("'%s' was taken", bad[i].text);
        if (!strstr(error.message, bad[i].why))
            fail_msg("'%s': %s", bad[i].text, error.message);
    }
    arena_free(arena);
}

static void wants_a_port_where_there_is_none(void **state) {
    struct arena *arena = arena_new();
    struct endpoint endpoint;
    struct error error = {""};
    assert_false(take(arena, "127.0.0.1", 0, &endpoint, &error));
    assert_non_null(strstr(error.message, "a port is wanted"));
    arena_free(arena);
}

static void takes_sockets(void **state) {
    char path[200] = "unix:/";
    struct arena *arena = arena_new();
    struct endpoint endpoint;
    struct error error = {""};
    assert_true(take(arena, "unix:/run/filter.sock", 0, &endpoint, &error));
    assert_string_equal(endpoint.path, "/run/filter.sock");
    assert_null(endpoint.host);
    memset(path + 6, 'a', 106); /* with the slash 107 bytes, and a NUL */
    assert_true(take(arena, path, 0, &endpoint, &error));
    path[6 + 106] = 'a';
    assert_false(take(arena, path, 0, &endpoint, &error));
    assert_non_null(strstr(error.message, "at most 107 bytes"));
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_this_host),
        cmocka_unit_test(refuses_all_else),
        cmocka_unit_test(wants_a_port_where_there_is_none),
        cmocka_unit_test(takes_sockets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
