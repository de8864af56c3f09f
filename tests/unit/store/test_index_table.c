/* The finder's index at rest, in a database in memory: what was put last is found, whichever of log and
 * chunks holds it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "store/index_table.h"
#include "store/schema.h"

/* More keys than the log holds, so that it is folded on the way. */
enum { KEYS = 1300000, ROUNDS = 10, STEP = 7 };

struct fixture {
    struct database database;
    struct index_table *table;
    struct error error;
};

static int open_table(void **state) {
    struct fixture *fixture = calloc(1, sizeof *fixture);
    assert_true(database_open(&fixture->database, ":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
                              &fixture->error));
    assert_true(schema_migrate(&fixture->database, &fixture->error));
    fixture->table = index_table_open(&fixture->database);
    *state = fixture;
    return 0;
}

static int close_table(void **state) {
    struct fixture *fixture = *state;
    index_table_close(fixture->table);
    database_close(&fixture->database);
    free(fixture);
    return 0;
}

/* Keys all over the range, rising with n. */
static uint64_t key(uint64_t n) {
    return n * (UINT64_MAX / KEYS) + 5;
}

static int64_t rows(struct fixture *fixture, const char *sql) {
    int64_t count;
    assert_true(database_number(&fixture->database, sql, 0, &count, &fixture->error));
    return count;
}

static void expect(struct fixture *fixture, uint64_t wanted, bool there, uint64_t value) {
    uint64_t is = 0;
    bool found;
    assert_true(index_table_get(fixture->table, wanted, &is, &found, &fixture->error));
    assert_int_equal(found, there);
    assert_int_equal(is, there ? value : 0); /* untouched, where there is none */
}

static void put(struct fixture *fixture, uint64_t from, uint64_t step, uint64_t value) {
    struct radix_pair *pairs = malloc(KEYS * sizeof *pairs);
    size_t count = 0;
    for (uint64_t n = from; n < KEYS; n += step)
        pairs[count++] = (struct radix_pair){key(n), value};
    assert_true(index_table_put(fixture->table, pairs, count, &fixture->error));
    free(pairs);
}

static void test_an_empty_one_has_nothing(void **state) {
    expect(*state, 0, false, 0);
    expect(*state, UINT64_MAX, false, 0);
}

static void test_few_pairs_stay_in_the_log(void **state) {
    struct fixture *fixture = *state;
    const struct radix_pair first[] = {{0, 10}, {7, 11}, {UINT64_MAX, 12}}, second[] = {{6, 13}, {7, 14}};
    assert_true(index_table_put(fixture->table, first, 3, &fixture->error));
    assert_true(index_table_put(fixture->table, second, 2, &fixture->error));
    for (unsigned i = 0; i < 2; i++) { /* as put, and as read back */
        expect(fixture, 0, true, 10);
        expect(fixture, 6, true, 13);
        expect(fixture, 7, true, 14);
        expect(fixture, 8, false, 0);
        expect(fixture, UINT64_MAX, true, 12);
        index_table_close(fixture->table);
        fixture->table = index_table_open(&fixture->database);
    }
    assert_int_equal(rows(fixture, "SELECT count(*) FROM finder_log"), 2);
    assert_int_equal(rows(fixture, "SELECT count(*) FROM finder_index"), 0);
}

struct seen {
    uint64_t pairs, keys, values;
};

static void add_up(void *context, const struct radix_pair *pair) {
    struct seen *seen = context;
    seen->pairs++;
    seen->keys += pair->key;
    seen->values += pair->value;
}

/* Each round writes every STEP-th key, shifted by one: values of the rounds 7 to 9 replace those of 0 to 2.
 */
static void test_what_was_put_last_is_found(void **state) {
    struct fixture *fixture = *state;
    for (uint64_t round = 0; round < ROUNDS; round++)
        put(fixture, round % STEP, STEP, round);
    assert_in_range(rows(fixture, "SELECT count(*) FROM finder_index"), KEYS / 2 / 500, KEYS);
    assert_in_range(rows(fixture, "SELECT max(length(pairs)) FROM finder_index"), 16, 500 * 16);
    struct seen seen = {0}, wanted = {.pairs = KEYS};
    for (uint64_t n = 0; n < KEYS; n++) {
        uint64_t round = n % STEP, value = round + STEP < ROUNDS ? round + STEP : round;
        wanted.keys += key(n);
        wanted.values += value;
        if (n % 97 == 0) {
            expect(fixture, key(n), true, value);
            expect(fixture, key(n) + 1, false, 0);
        }
    }
    assert_true(index_table_visit(fixture->table, add_up, &seen, &fixture->error));
    assert_memory_equal(&seen, &wanted, sizeof seen);
}

static void test_blobs_that_are_no_pairs_do_no_harm(void **state) {
    struct fixture *fixture = *state;
    put(fixture, 0, 1, 1);
    put(fixture, 0, 100, 2);
    assert_true(database_run(&fixture->database,
                             "UPDATE finder_index SET pairs = substr(pairs, 1, length(pairs) - 5);"
                             "UPDATE finder_log SET pairs = substr(pairs, 1, length(pairs) - 5)",
                             &fixture->error));
    index_table_close(fixture->table);
    fixture->table = index_table_open(&fixture->database);
    expect(fixture, key(0), true, 2);
    put(fixture, 0, 1, 3);
    expect(fixture, key(KEYS - 1), true, 3);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_an_empty_one_has_nothing, open_table, close_table),
        cmocka_unit_test_setup_teardown(test_few_pairs_stay_in_the_log, open_table, close_table),
        cmocka_unit_test_setup_teardown(test_what_was_put_last_is_found, open_table, close_table),
        cmocka_unit_test_setup_teardown(test_blobs_that_are_no_pairs_do_no_harm, open_table, close_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
