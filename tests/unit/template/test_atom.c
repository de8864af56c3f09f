/* What text is cut into. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "template/atom.h"

static const struct pattern_name names[] = {{"QWXZ.PK", 0}, {"QWXZ", 0}, {"Quavex Minerals", 1}};

/* "[kind text]" of each, with what stands before it: "", " ", "/" a line end, "//" a paragraph. */
static void assert_atoms(const char *text, const char *expected) {
    static const char letters[] = "wn$dl@rLN.s";
    static const char *const gaps[ATOM_GAPS] = {"", " ", "/", "//"};
    struct arena *arena = arena_new();
    struct atoms atoms;
    struct buffer shown = {0};
    atoms_read(arena, text, atom_names_read(arena, names, 3), &atoms);
    for (size_t i = 0; i < atoms.count; i++)
        buffer_printf(&shown, "%s[%c %.*s]", gaps[atoms.items[i].gap], letters[atoms.items[i].kind],
                      (int)atoms.items[i].bytes, atoms.items[i].begin);
    buffer_append(&shown, "", 1);
    assert_string_equal(shown.data, expected);
    buffer_free(&shown);
    arena_free(arena);
}

static uint64_t hash_of(const char *text, size_t at) {
    struct arena *arena = arena_new();
    struct atoms atoms;
    atoms_read(arena, text, atom_names_read(arena, names, 3), &atoms);
    assert_true(at < atoms.count);
    uint64_t hash = atoms.items[at].hash;
    arena_free(arena);
    return hash;
}

static void test_words_and_signs(void **state) {
    (void)state;
    assert_atoms("", "");
    assert_atoms("Buy it!!! Now..", "[w Buy] [w it][. !!!] [w Now][. ..]");
    assert_atoms("a\nb\n\n\nc", "[w a]/[w b]//[w c]");
    assert_atoms("----- 12 (x)", "[s -----] [n 12] [s (][w x][s )]");
    assert_atoms("gr\xc3\xbc\xc3\x9f \xe2\x80\xa2 dich", "[w gr\xc3\xbc\xc3\x9f] [s \xe2\x80\xa2] [w dich]");
    assert_atoms("hi \x01, you", "[w hi] [r \x01][s ,] [w you]");
}

static void test_prices(void **state) {
    (void)state;
    assert_atoms("at $0.64 now", "[w at] [$ $0.64] [w now]");
    assert_atoms("US$ 1,200.50!", "[$ US$ 1,200.50][. !]");
    assert_atoms("0,40 EUR or \xe2\x82\xac 5", "[$ 0,40 EUR] [w or] [$ \xe2\x82\xac 5]");
    assert_atoms("2 Cents", "[$ 2 Cents]");
    assert_atoms("$DISCOUNT 500%", "[s $][w DISCOUNT] [n 500][s %]");
}

static void test_dates(void **state) {
    (void)state;
    assert_atoms("Sent: Thursday, March 20, 2025 8:27 PM by",
                 "[w Sent][s :] [d Thursday, March 20, 2025 8:27 PM] [w by]");
    assert_atoms("on 2025-03-04 and 04.03.2025", "[w on] [d 2025-03-04] [w and] [d 04.03.2025]");
    assert_atoms("Fri, 08 Sep 2023 05:46:57 +0000", "[d Fri, 08 Sep 2023 05:46:57 +0000]");
    assert_atoms("am 4. Juli um 20:15 Uhr", "[w am] [d 4. Juli] [w um] [d 20:15 Uhr]");
    assert_atoms("before Monday 5 of us", "[w before] [d Monday] [n 5] [w of] [w us]");
    /* Words that are months and days elsewhere; addresses and versions. */
    assert_atoms(
        "it may march in the sun 192.0.2.17 1.2.3 555-1234",
        "[w it] [w may] [w march] [w in] [w the] [w sun] [n 192.0.2.17] [n 1.2.3] [n 555][s -][n 1234]");
}

static void test_links(void **state) {
    (void)state;
    assert_atoms("go http://www.example.org/a?b. Now", "[w go] [l http://www.example.org/a?b][. .] [w Now]");
    assert_atoms("see example.com, or mail a.b@example.org!",
                 "[w see] [l example.com][s ,] [w or] [w mail] [@ a.b@example.org][. !]");
    assert_atoms("the end.Now begin", "[w the] [w end][. .][w Now] [w begin]");
    struct arena *arena = arena_new();
    struct atoms atoms;
    atoms_read(arena, "http://x.y.example.co.uk/z", atom_names_read(arena, NULL, 0), &atoms);
    assert_string_equal(atom_domain(arena, &atoms.items[0]).data, "example.co.uk");
    arena_free(arena);
}

static void test_names(void **state) {
    (void)state;
    assert_atoms("Sym: Q.W.X.Z, Q W X Z", "[w Sym][s :] [N Q.W.X.Z][s ,] [N Q W X Z]");
    assert_atoms("QWXZ.PK of quavex  minerals", "[N QWXZ.PK] [w of] [N quavex  minerals]");
    /* Part of a word, and a short name in small letters, are none. */
    assert_atoms("QWXZY qwxz", "[w QWXZY] [w qwxz]");
    assert_int_equal(hash_of("QWXZ", 0), hash_of("Q_W_X_Z.PK", 0));
    assert_int_not_equal(hash_of("QWXZ", 0), hash_of("Quavex Minerals", 0));
}

static void test_alike(void **state) {
    (void)state;
    assert_int_equal(hash_of("Buy", 0), hash_of("BUY", 0));
    assert_int_not_equal(hash_of("Buy", 0), hash_of("Buys", 0));
    assert_int_equal(hash_of("$5", 0), hash_of("7 EUR", 0));
    assert_int_equal(hash_of("a !!", 1), hash_of("a ...", 1));
    assert_int_equal(hash_of("-", 0), hash_of("----", 0));
    assert_int_not_equal(hash_of("-", 0), hash_of("_", 0));
    assert_int_equal(hash_of("http://example.org/1", 0), hash_of("www.example.net", 0));
}

static void test_local_parts(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct atoms atoms;
    const struct atom_names *none = atom_names_read(arena, NULL, 0);
    atoms_read_local(arena, "dwexamplem", "mail.example.org", none, &atoms);
    assert_int_equal(atoms.count, 3);
    assert_int_equal(atoms.items[1].kind, ATOM_LABEL);
    atoms_read_local(arena, "alma", "example.org", none, &atoms);
    assert_int_equal(atoms.count, 1);
    atoms_read_local(arena, "", "", none, &atoms);
    assert_int_equal(atoms.count, 0);
    atoms_read_host(arena, "example.org", &atoms);
    assert_int_equal(atoms.count, 1);
    arena_free(arena);
}

/* Long texts are read up to a bound, and take no time. */
static void test_hostile(void **state) {
    (void)state;
    enum { BYTES = 1 << 20 };
    static const char *const fillings[] = {"a", "a.", ":", "1:", "1/", "a@", "\xc2\xa0", "may 1 "};
    struct arena *arena = arena_new();
    char *text = malloc(BYTES + 1);
    for (size_t i = 0; i < sizeof fillings / sizeof *fillings; i++) {
        size_t size = strlen(fillings[i]);
        for (size_t j = 0; j < BYTES; j++)
            text[j] = fillings[i][j % size];
        text[BYTES] = '\0';
        struct atoms atoms;
        atoms_read(arena, text, atom_names_read(arena, names, 3), &atoms);
        assert_true(atoms.count <= ATOMS_MOST);
        arena_reset(arena);
    }
    free(text);
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words_and_signs), cmocka_unit_test(test_prices),  cmocka_unit_test(test_dates),
        cmocka_unit_test(test_links),           cmocka_unit_test(test_names),   cmocka_unit_test(test_alike),
        cmocka_unit_test(test_local_parts),     cmocka_unit_test(test_hostile),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
