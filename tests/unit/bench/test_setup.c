/* What the configuration says of a comparative test, and what is said of a setting that is wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/time.h"
#include "bench/setup.h"

static struct arena *arena;

static bool read_text(const char *text, struct bench_setup *setup, struct error *error) {
    const struct ucl_value *top = ucl_read(arena, slice_from_string(text), error);
    return top && bench_setup_read(arena, top, setup, error);
}

static void nothing_written_is_all_feeds_with_a_role(void **state) {
    struct bench_setup setup;
    struct error error;
    assert_true(bench_setup_read(arena, NULL, &setup, &error));
    assert_int_equal(setup.corpus_count, 1);
    assert_string_equal(setup.corpora[0].name, "all");
    assert_int_equal(setup.corpora[0].feed_count, 0);
    assert_true(setup.corpora[0].since == TIME_NONE && setup.corpora[0].until == TIME_NONE);
    assert_int_equal(setup.products.count, 0);
    assert_int_equal(setup.limits.cache_bytes, run_limits_usual.cache_bytes);
}

static void all_settings_are_read(void **state) {
    static const char text[] = "trust = [\"192.0.2.0/24\"]\n"
                               "allow = [\"192.0.2.5\"]\nallow = \"2001:db8::5\"\n"
                               "corpora {\n"
                               "  spring { feeds = [traps, \"wanted mail\"]; since = 2025-03-01;\n"
                               "           until = 2025-05-31; labels = by-hand.tsv }\n"
                               "  summer { feeds { traps = spam; wanted = ham }\n"
                               "           until = 2025-05-31T12:00:00Z; labels = [a.tsv, b.tsv] }\n"
                               "}\n"
                               "corpora autumn { }\n"
                               "products { one { protocol = spamd; address = \"192.0.2.5:783\" } }\n"
                               "products two { protocol = spamd; address = \"[2001:db8::5]:783\" }\n"
                               "limits { cache = 256M; canaries = 10min }\n";
    struct bench_setup setup;
    struct error error;
    if (!read_text(text, &setup, &error))
        fail_msg("%s", error.message);
    assert_int_equal(setup.corpus_count, 3);
    const struct corpus_settings *spring = &setup.corpora[0], *summer = &setup.corpora[1];
    assert_string_equal(spring->name, "spring");
    assert_int_equal(spring->feed_count, 2);
    assert_string_equal(spring->feeds[1].name, "wanted mail");
    assert_null(spring->feeds[1].role);
    assert_int_equal(spring->since, time_from_civil(2025, 3, 1, 0, 0, 0));
    assert_int_equal(spring->until, time_from_civil(2025, 6, 1, 0, 0, 0)); /* a day is meant to its end */
    assert_int_equal(spring->label_count, 1);
    assert_string_equal(summer->feeds[0].name, "traps");
    assert_string_equal(summer->feeds[0].role, "spam");
    assert_string_equal(summer->feeds[1].role, "ham");
    assert_int_equal(summer->until, time_from_civil(2025, 5, 31, 12, 0, 0));
    assert_int_equal(summer->label_count, 2);
    assert_string_equal(summer->labels[1], "b.tsv");
    assert_string_equal(setup.corpora[2].name, "autumn");
    assert_int_equal(setup.products.count, 2);
    assert_string_equal(setup.products.items[1].name, "two");
    assert_int_equal(setup.limits.cache_bytes, (size_t)256 << 20);
    assert_int_equal(setup.limits.canary_ms, 600000);
    assert_true(read_text("limits { cache = 1.5G }", &setup, &error));
    assert_int_equal(setup.limits.cache_bytes, (size_t)1536 << 20);
    assert_true(read_text("limits { cache = 2097152 }", &setup, &error));
    assert_int_equal(setup.limits.cache_bytes, (size_t)2 << 20);
}

static void what_is_wrong_is_named(void **state) {
    static const char *const wrong[][2] = {
        {"corpora { a { feed = x } }",
         "line 1: corpora.a.feed: unknown setting; known are feeds, labels, since, until"},
        {"corpora { a { feeds { x = sapm } } }",
         "line 1: corpora.a.feeds.x: 'sapm' is no role that mail of a test can have; these are spam, phish, "
         "malware, unwanted, ham, newsletter"},
        {"corpora { a { feeds { x = mixed } } }", "is no role"},
        {"corpora { a { feeds { x = simulated } } }", "is no role"},
        {"corpora { a { feeds = [x, x] } }", "feed 'x' is given twice"},
        {"corpora { a { feeds = [] } }", "no feed is named"},
        {"corpora { a { feeds = [x, { }] } }", "a list of feeds is wanted"},
        {"corpora {\n a { }\n a { } }", "line 3: corpora.a: this name is given twice"},
        {"corpora { \"a b\" { } }", "a name is made of"},
        {"corpora { a = x }", "line 1: corpora.a: a section is wanted"},
        {"corpora = a", "line 1: corpora: a section is wanted"},
        {"corpora { a { since = 2025-03-01; until = 2025-02-01 } }", "corpora.a: since is not before until"},
        {"corpora { a { until = tomorrow } }", "corpora.a.until: a time is wanted"},
        {"corpora { a { labels { } } }", "corpora.a.labels: a text or a list"},
        {"limits { chache = 1M }", "limits.chache: unknown setting; known are cache, canaries"},
        {"limits { cache = much }", "limits.cache: a size is wanted"},
        {"limits { cache = 12X }", "limits.cache: a size is wanted"},
        {"limits { cache = 1K }", "limits.cache: 1 is not from 1024"},
        {"limits { canaries = 0 }", "limits.canaries: 0 is not from 1"},
        {"allow = [filter.example]", "allow: 'filter.example' is no address"},
        {"allow = \"192.0.2.0/24\"", "allow: '192.0.2.0/24' is no address"},
        {"allow { }", "allow: a list of addresses"},
        {"products { a { protocol = spamd; address = \"192.0.2.5:783\" } }", "allow"},
        {"products { a { protocol = smapd } }", "smapd"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct bench_setup setup;
        struct error error = {""};
        assert_false(read_text(wrong[i][0], &setup, &error));
        if (!strstr(error.message, wrong[i][1]))
            fail_msg("%s: %s", wrong[i][0], error.message);
    }
}

static int open_arena(void **state) {
    arena = arena_new();
    return 0;
}

static int close_arena(void **state) {
    arena_free(arena);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_written_is_all_feeds_with_a_role),
        cmocka_unit_test(all_settings_are_read),
        cmocka_unit_test(what_is_wrong_is_named),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
