/* A user's list of instruments: columns, rows that cannot be meant, and what changes between two lists. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "store/instrument_list.h"

#define HEADER "symbol,name,market,type\n"

static int open_arena(void **state) {
    *state = arena_new();
    return 0;
}

static int close_arena(void **state) {
    arena_free(*state);
    return 0;
}

static struct instrument_list list_of(struct arena *arena, const char *text) {
    struct instrument_list list;
    struct error error;
    if (!instrument_list_parse(arena, slice_from_string(text), &list, &error))
        fail_msg("%s", error.message);
    return list;
}

static void assert_row(const struct instrument *row, const char *symbol, const char *name, const char *market,
                       const char *type) {
    assert_string_equal(row->symbol, symbol);
    assert_string_equal(row->name, name);
    assert_string_equal(row->market, market);
    assert_string_equal(row->type, type);
}

static void test_rows(void **state) {
    struct instrument_list list =
        list_of(*state, HEADER "wybn.pk,\"Wybnor Holdings, Inc.\",Pink Sheets,Stock\r\n"
                               " QZXV ,,,\n"
                               "zqc,Quavexcoin, Uniswap ,coin\nAEF,Aefin Fund,,fund\n");
    assert_int_equal(list.count, 4);
    assert_row(&list.rows[0], "AEF", "AEFIN FUND", "", "fund");
    assert_row(&list.rows[1], "QZXV", "", "", "");
    assert_row(&list.rows[2], "WYBN", "WYBNOR HOLDINGS", "Pink Sheets", "stock");
    assert_row(&list.rows[3], "ZQC", "QUAVEXCOIN", "Uniswap", "coin");
}

static void test_columns(void **state) {
    struct instrument_list list = list_of(*state, "\xef\xbb\xbf"
                                                  "id, Type ,SYMBOL,note,market,name,more\n"
                                                  "1,coin,ZQC,\"a\nb\",M,N\n2,,QZXV,,,,,,\n");
    assert_int_equal(list.count, 2);
    assert_row(&list.rows[0], "QZXV", "", "", "");
    assert_row(&list.rows[1], "ZQC", "N", "M", "coin");
}

static void test_first_row_of_a_symbol_counts(void **state) {
    struct instrument_list list = list_of(*state, HEADER "QZXV.PK,One,,\nQZXV.OB,Two,,\nqzxv,Three,,\n");
    assert_int_equal(list.count, 1);
    assert_row(&list.rows[0], "QZXV", "ONE", "", "");
}

static void test_without_rows(void **state) {
    assert_int_equal(list_of(*state, "").count, 0);
    assert_int_equal(list_of(*state, HEADER).count, 0);
    assert_int_equal(list_of(*state, HEADER "\n\r\n").count, 0);
}

static void test_what_cannot_be_meant(void **state) {
    static const struct {
        const char *text, *message;
    } samples[] = {
        {HEADER "A,B,C,D\n\nQZXV,Quavex\n", "line 4 has 2 fields, 4 are needed: symbol,name,market,type"},
        {HEADER "QZXV\n", "line 2 has 1 field, 4 are needed: symbol,name,market,type"},
        {"symbol,name,type\n",
         "line 1 has no column \"market\"; the first line must be symbol,name,market,type"},
        {"QZXV,Quavex,,\n",
         "line 1 has no column \"symbol\"; the first line must be symbol,name,market,type"},
        {"symbol;name;market;type\n",
         "line 1 has no column \"symbol\"; the first line must be symbol,name,market,type"},
        {HEADER ",Quavex,,\n", "line 2 has no symbol; give it one or take it out"},
        {HEADER ".PK,Quavex,,\n", "line 2 has no symbol; give it one or take it out"},
        {HEADER "QZXV,S\xf6hne,,\n", "line 2 has a name that is not UTF-8; save the file as UTF-8"},
        {HEADER "QZXV,\"Quavex,,\n", "line 2 has a quote that is not closed; close it, or double it"},
    };
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        struct instrument_list list;
        struct error error;
        assert_false(instrument_list_parse(*state, slice_from_string(samples[i].text), &list, &error));
        assert_string_equal(error.message, samples[i].message);
    }
}

static void test_value_that_is_too_long(void **state) {
    struct buffer text = {0};
    struct instrument_list list;
    struct error error;
    buffer_append_string(&text, HEADER "QZXV,");
    for (size_t i = 0; i <= INSTRUMENT_VALUE_BYTES; i++)
        buffer_append_string(&text, "x");
    buffer_append_string(&text, ",,\n");
    assert_false(instrument_list_parse(*state, buffer_slice(&text), &list, &error));
    assert_string_equal(error.message, "line 2 has a name of 201 bytes, 200 are the most; shorten it");
    buffer_free(&text);
}

static void test_file(void **state) {
    struct instrument_list list;
    struct error error;
    assert_false(instrument_list_load(*state, "/nowhere/list.csv", &list, &error));
    assert_non_null(strstr(error.message, "cannot read /nowhere/list.csv"));
    assert_false(instrument_list_load(*state, "/", &list, &error));
    assert_true(instrument_list_load(*state, "/dev/null", &list, &error));
    assert_int_equal(list.count, 0);
}

static void assert_changes(struct arena *arena, const char *a, const char *b, const char *expected) {
    struct instrument_list former = list_of(arena, a), now = list_of(arena, b);
    struct instrument_names names = instrument_list_changes(arena, &former, &now);
    const char *all = "";
    for (size_t i = 0; i < names.count; i++) {
        all = arena_printf(arena, "%s%s,", all, names.names[i]);
        assert_true(instrument_names_have(&names, names.names[i], strlen(names.names[i])));
        assert_false(instrument_names_have(&names, names.names[i], strlen(names.names[i]) - 1));
    }
    assert_string_equal(all, expected);
    assert_false(instrument_names_have(&names, "NOTHERE", 7));
}

static void test_changes(void **state) {
    assert_changes(*state, HEADER, HEADER, "");
    assert_changes(*state, HEADER, HEADER "QZXV,Quavex,,\nWYBN,,,\n", "QUAVEX,QZXV,WYBN,");
    assert_changes(*state, HEADER "QZXV,Quavex,,\nWYBN,,,\n", HEADER "WYBN,,,\n", "QUAVEX,QZXV,");
    assert_changes(*state, HEADER "QZXV,Quavex,,\n", HEADER "QZXV,Quavex Inc,M,stock\n", "");
    assert_changes(*state, HEADER "QZXV,Quavex,,\nAEF,,,\n", HEADER "QZXV,Zorvane,,\nWYBN,Zorvane,,\n",
                   "AEF,QUAVEX,WYBN,ZORVANE,");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_columns),
        cmocka_unit_test(test_first_row_of_a_symbol_counts),
        cmocka_unit_test(test_without_rows),
        cmocka_unit_test(test_what_cannot_be_meant),
        cmocka_unit_test(test_value_that_is_too_long),
        cmocka_unit_test(test_file),
        cmocka_unit_test(test_changes),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
