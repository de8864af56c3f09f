/* What a user types, read as clauses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "store/query.h"

static struct arena *arena;
static struct query query;
static struct error error;

static int open_arena(void **state) {
    arena = arena_new();
    return 0;
}

static int close_arena(void **state) {
    arena_free(arena);
    return 0;
}

static bool read_one(const char *text) {
    return query_read(arena, &text, 1, &query, &error);
}

static const struct query_clause *only(const char *text) {
    assert_true(read_one(text));
    assert_int_equal(query.count, 1);
    return query.clauses;
}

static void assert_term(const char *text, enum term_kind kind, const char *value) {
    const struct query_clause *clause = only(text);
    assert_int_equal(clause->kind, kind);
    assert_null(clause->phrase);
    assert_false(clause->network);
    assert_string_equal(clause->value, value);
}

static void assert_phrase(const char *text, enum term_kind kind, const char *words) {
    char joined[200] = "";
    const struct query_clause *clause = only(text);
    assert_int_equal(clause->kind, kind);
    assert_non_null(clause->phrase);
    for (size_t i = 0; i < clause->phrase_words; i++)
        snprintf(joined + strlen(joined), sizeof joined - strlen(joined), "%s%s", i ? " " : "",
                 clause->phrase[i]);
    assert_string_equal(joined, words);
}

static void assert_complains(const char *text, const char *of) {
    assert_false(read_one(text));
    assert_non_null(strstr(error.message, of));
    assert_null(strchr(error.message, '\n'));
}

static void test_words(void **state) {
    const char *const words[] = {"Buy", "now  GR\xc3\x96SSE", "!!"};
    assert_term("Hello", TERM_WORD, "hello");
    assert_true(query_read(arena, words, 3, &query, &error));
    assert_int_equal(query.count, 3);
    assert_string_equal(query.clauses[2].value, "grosse");
}

static void test_phrases(void **state) {
    assert_phrase("\"Buy  it, now\"", TERM_WORD, "buy it now");
    assert_phrase("don't", TERM_WORD, "don t");
    assert_phrase("subject:\"Hot pick\"", TERM_SUBJECT, "hot pick");
    assert_phrase("\"not closed", TERM_WORD, "not closed");
    assert_term("\"one\"", TERM_WORD, "one");
    assert_phrase("\"http: a\"", TERM_WORD, "http a");
}

static void test_keys(void **state) {
    assert_term("ip:192.0.2.7", TERM_IP, "192.0.2.7");
    assert_term("IP:2001:DB8:0:0::1", TERM_IP, "2001:db8::1");
    assert_term("domain:.Example.ORG.", TERM_DOMAIN, "example.org");
    assert_term("from:Some.One@Example.org", TERM_FROM, "some.one@example.org");
    assert_term("from:@example.org", TERM_FROM, "example.org");
    assert_term("from:Alma", TERM_FROM, "alma");
    assert_phrase("from:\"Alma Abbot\"", TERM_FROM, "alma abbot");
    assert_term("subject:Hello", TERM_SUBJECT, "hello");
    assert_term("id:<a.b@example.org>", TERM_ID, "a.b@example.org");
    assert_term("sha256:E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855", TERM_SHA256,
                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assert_int_equal(only("phone:+1-202-555-0143")->kind, TERM_PHONE);
}

/* Where a net begins and ends, as 32 hexadecimal digits each. */
static void assert_network(const char *text, const char *first, const char *last) {
    char hexadecimal[2][33];
    const struct query_clause *clause = only(text);
    assert_true(clause->network);
    for (size_t i = 0; i < 16; i++) {
        sprintf(hexadecimal[0] + 2 * i, "%02x", clause->first[i]);
        sprintf(hexadecimal[1] + 2 * i, "%02x", clause->last[i]);
    }
    assert_string_equal(hexadecimal[0], first);
    assert_string_equal(hexadecimal[1], last);
}

static void test_networks(void **state) {
    assert_network("net:192.0.2.77/24", "00000000000000000000ffffc0000200",
                   "00000000000000000000ffffc00002ff");
    assert_network("net:192.0.2.77", "00000000000000000000ffffc000024d", "00000000000000000000ffffc000024d");
    assert_network("net:0.0.0.0/0", "00000000000000000000ffff00000000", "00000000000000000000ffffffffffff");
    assert_network("net:192.0.2.5/31", "00000000000000000000ffffc0000204",
                   "00000000000000000000ffffc0000205");
    assert_network("net:2001:db8::/33", "20010db8000000000000000000000000",
                   "20010db87fffffffffffffffffffffff");
    assert_network("net:::/0", "00000000000000000000000000000000", "ffffffffffffffffffffffffffffffff");
}

static void test_errors(void **state) {
    assert_complains("", "nothing to look for");
    assert_complains("...", "nothing to look for");
    assert_complains("color:red", "color: is not a key");
    assert_complains("ip:300.0.2.1", "ip:300.0.2.1");
    assert_complains("ip:192.0.2.0/24", "ip:");
    assert_complains("net:192.0.2.0/33", "net:192.0.2.0/33");
    assert_complains("net:192.0.2.0/", "net:");
    assert_complains("net:192.0.2.0/-1", "net:");
    assert_complains("net:192.0.2.0/8x", "net:");
    assert_complains("net:192.0.2.0/99999999999999999999", "net:");
    assert_complains("net:1111:1111:1111:1111:1111:1111:1111:1111:1111:1111:1111/8", "net:");
    assert_complains("sha256:1234", "sha256:");
    assert_complains("subject:--", "subject:--");
    assert_complains("phone:none", "phone:none");
}

static void test_what_only_looks_like_a_key(void **state) {
    assert_phrase("http://example.org", TERM_WORD, "http example org");
    assert_phrase("10:30", TERM_WORD, "10 30");
    assert_term("note:", TERM_WORD, "note");
}

static void test_too_many(void **state) {
    const char *words[QUERY_CLAUSES + 1];
    for (size_t i = 0; i <= QUERY_CLAUSES; i++)
        words[i] = "word";
    assert_true(query_read(arena, words, QUERY_CLAUSES, &query, &error));
    assert_false(query_read(arena, words, QUERY_CLAUSES + 1, &query, &error));
    assert_non_null(strstr(error.message, "--list"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words),    cmocka_unit_test(test_phrases),
        cmocka_unit_test(test_keys),     cmocka_unit_test(test_networks),
        cmocka_unit_test(test_errors),   cmocka_unit_test(test_what_only_looks_like_a_key),
        cmocka_unit_test(test_too_many),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
