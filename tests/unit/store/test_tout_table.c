/* Touts on file, in a database in memory: parts and what their mails say in, campaigns and verdicts out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "store/schema.h"
#include "store/tout_pool.h"
#include "store/tout_table.h"
#include "tout/record.h"

#define DAY INT64_C(86400)
/* Of the first mail. */
#define BEGINNING (13000 * DAY)

struct fixture {
    struct database database;
    struct tout_table *table;
    struct error error;
};

static int open_table(void **state) {
    struct fixture *fixture = calloc(1, sizeof *fixture);
    assert_true(database_open(&fixture->database, ":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
                              &fixture->error));
    assert_true(schema_migrate(&fixture->database, &fixture->error));
    fixture->table = tout_table_open(&fixture->database, &fixture->error);
    assert_non_null(fixture->table);
    *state = fixture;
    return 0;
}

static int close_table(void **state) {
    struct fixture *fixture = *state;
    tout_table_close(fixture->table);
    database_close(&fixture->database);
    free(fixture);
    return 0;
}

/* A loud tout of this symbol; NULL: a mail that says nothing. The caller frees it. */
static struct buffer record_of(const char *symbol) {
    struct tout_reading reading = {.count = 1,
                                   .candidates = {{.kind = TOUT_SYMBOL,
                                                   .how = HOW_KEY,
                                                   .places = 3,
                                                   .market = "Pink Sheets",
                                                   .instrument = 9,
                                                   .promotion = 7}},
                                   .claims = {.target = 3, .urgent = TIME_NONE},
                                   .symbols = 1,
                                   .words = 60,
                                   .finance = 9};
    struct buffer record = {0};
    if (!symbol)
        return record;
    strcpy(reading.candidates[0].name, symbol);
    tout_record_write(&reading, &record);
    return record;
}

/* Each mail has a host of its own. */
static void add_mail(struct fixture *fixture, int64_t mail, int64_t day, const char *symbol) {
    struct buffer record = record_of(symbol);
    sqlite3_stmt *insert =
        database_prepare(&fixture->database,
                         "INSERT INTO mail(id, hash, short, offset, bytes, received, src_ip, class, flags)"
                         " VALUES(?1, x'00', ?1, 0, 1, ?2, CAST(?1 AS BLOB), 0, 0)",
                         &fixture->error);
    sqlite3_bind_int64(insert, 1, mail);
    sqlite3_bind_int64(insert, 2, BEGINNING + day * DAY);
    assert_true(database_step(&fixture->database, insert, &fixture->error));
    assert_true(tout_table_add(fixture->table, mail, buffer_slice(&record), &fixture->error));
    buffer_free(&record);
}

static void label(struct fixture *fixture, int64_t mail, int64_t part, int64_t former) {
    const struct finder_label as = {(uint64_t)mail, (uint64_t)part, (uint64_t)part, (uint64_t)former};
    assert_true(tout_table_assign(fixture->table, &as, &fixture->error));
}

static void replace(struct fixture *fixture, int64_t mail, const char *symbol) {
    struct buffer record = record_of(symbol);
    assert_true(tout_table_replace(fixture->table, mail, buffer_slice(&record), &fixture->error));
    buffer_free(&record);
}

static bool give_name(void *context, int64_t founder) {
    struct fixture *fixture = context;
    sqlite3_stmt *insert =
        database_prepare(&fixture->database, "INSERT OR IGNORE INTO campaign VALUES(?1, 'c' || ?1)", NULL);
    sqlite3_bind_int64(insert, 1, founder);
    return database_step(&fixture->database, insert, NULL);
}

static void settle(struct fixture *fixture) {
    if (!tout_table_settle(fixture->table, give_name, fixture, &fixture->error))
        fail_msg("%s", fixture->error.message);
}

/* New mails from `mail` on, `count` of them, of one part and day. */
static void take_in(struct fixture *fixture, int64_t mail, int64_t count, int64_t part, int64_t day,
                    const char *symbol) {
    for (int64_t i = mail; i < mail + count; i++) {
        add_mail(fixture, i, day, symbol);
        label(fixture, i, part, 0);
    }
}

static int64_t number(struct fixture *fixture, const char *sql) {
    int64_t value;
    assert_true(database_number(&fixture->database, sql, -1, &value, &fixture->error));
    return value;
}

static int64_t campaign_of(struct fixture *fixture, int64_t mail) {
    sqlite3_stmt *select =
        database_prepare(&fixture->database, "SELECT campaign FROM assignment WHERE mail = ?", NULL);
    bool found;
    sqlite3_bind_int64(select, 1, mail);
    assert_true(database_row(&fixture->database, select, &found, &fixture->error) && found);
    int64_t campaign = sqlite3_column_int64(select, 0);
    sqlite3_reset(select);
    return campaign;
}

static void assert_instrument(struct fixture *fixture, int64_t campaign, const char *name) {
    sqlite3_stmt *select =
        database_prepare(&fixture->database,
                         "SELECT instrument FROM verdict WHERE campaign = ? AND tout AND score >= 0.5", NULL);
    bool found;
    sqlite3_bind_int64(select, 1, campaign);
    assert_true(database_row(&fixture->database, select, &found, &fixture->error));
    assert_string_equal(found ? column_text(select, 0) : "", name);
    sqlite3_reset(select);
}

/* All that is kept of touts, a row a line. */
static const char *const tables[] = {
    "SELECT * FROM assignment ORDER BY mail",
    "SELECT * FROM sighting ORDER BY mail",
    "SELECT * FROM part ORDER BY founder",
    "SELECT * FROM mention ORDER BY part, primary_name, kind, name",
    "SELECT * FROM cell ORDER BY part, founder",
    "SELECT * FROM verdict ORDER BY campaign",
};

static struct buffer dump(struct fixture *fixture) {
    struct buffer all = {0};
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        sqlite3_stmt *select = database_prepare(&fixture->database, tables[i], &fixture->error);
        assert_non_null(select);
        buffer_printf(&all, "%s\n", tables[i]);
        while (sqlite3_step(select) == SQLITE_ROW) {
            for (int column = 0; column < sqlite3_column_count(select); column++) {
                struct slice blob = column_blob(select, column);
                buffer_append(&all, blob.data, blob.size);
                buffer_append_string(&all, "\t");
            }
            buffer_append_string(&all, "\n");
        }
        sqlite3_reset(select);
    }
    buffer_append(&all, "", 1);
    return all;
}

static void assert_same(struct buffer *a, struct buffer *b) {
    if (a->size != b->size || memcmp(a->data, b->data, a->size) != 0)
        fail_msg("%s\nis not\n%s", a->data, b->data);
    buffer_free(a);
    buffer_free(b);
}

static void test_two_parts_with_one_symbol_are_one_campaign(void **state) {
    struct fixture *fixture = *state;
    take_in(fixture, 1, 4, 1, 0, "QZXV");
    take_in(fixture, 5, 4, 5, 3, "QZXV.PK");
    take_in(fixture, 9, 4, 9, 3, "WYBN");
    settle(fixture);
    for (int64_t mail = 1; mail <= 8; mail++)
        assert_int_equal(campaign_of(fixture, mail), 1);
    for (int64_t mail = 9; mail <= 12; mail++)
        assert_int_equal(campaign_of(fixture, mail), 9);
    assert_instrument(fixture, 1, "QZXV.PK"); /* with its suffix it says more */
    assert_instrument(fixture, 5, "");
    assert_instrument(fixture, 9, "WYBN");
    assert_int_equal(number(fixture, "SELECT count(*) FROM campaign"), 2);
}

static void test_one_part_with_two_symbols_is_two_campaigns(void **state) {
    struct fixture *fixture = *state;
    for (int64_t mail = 1; mail <= 8; mail++) {
        add_mail(fixture, mail, 0, mail % 2 ? "QZXV" : "WYBN");
        label(fixture, mail, 1, 0);
    }
    settle(fixture);
    for (int64_t mail = 1; mail <= 8; mail++)
        assert_int_equal(campaign_of(fixture, mail), mail % 2 ? 1 : 2);
    assert_instrument(fixture, 1, "QZXV");
    assert_instrument(fixture, 2, "WYBN");
    /* a mail that names neither goes where most are, or to the rest, but is somewhere */
    add_mail(fixture, 9, 0, NULL);
    label(fixture, 9, 1, 0);
    settle(fixture);
    assert_in_range(campaign_of(fixture, 9), 1, 9);
    assert_int_equal(number(fixture, "SELECT sum(messages) FROM cell"), 9);
}

static void test_silence_keeps_apart(void **state) {
    struct fixture *fixture = *state;
    take_in(fixture, 1, 4, 1, 0, "QZXV");
    take_in(fixture, 5, 4, 5, FINDER_SILENCE_DAYS, "QZXV");
    take_in(fixture, 9, 4, 9, 2 * FINDER_SILENCE_DAYS + 1, "QZXV");
    settle(fixture);
    assert_int_equal(campaign_of(fixture, 5), 1);
    assert_int_equal(campaign_of(fixture, 9), 9);
    assert_instrument(fixture, 9, "QZXV");
    /* what comes in between bridges it */
    take_in(fixture, 13, 4, 13, FINDER_SILENCE_DAYS + 10, "QZXV");
    settle(fixture);
    assert_int_equal(campaign_of(fixture, 9), 1);
    assert_int_equal(campaign_of(fixture, 13), 1);
    assert_instrument(fixture, 9, "");
}

static void test_mails_that_say_nothing(void **state) {
    struct fixture *fixture = *state;
    take_in(fixture, 1, 4, 1, 0, NULL);
    settle(fixture);
    assert_int_equal(campaign_of(fixture, 4), 1);
    assert_int_equal(number(fixture, "SELECT count(*) FROM part"), 0);
    assert_int_equal(number(fixture, "SELECT count(*) FROM verdict"), 0);
    settle(fixture); /* nothing new */
    assert_int_equal(number(fixture, "SELECT count(*) FROM cell"), 0);
}

static void test_removed_and_added_again(void **state) {
    struct fixture *fixture = *state;
    take_in(fixture, 1, 4, 1, 0, "QZXV");
    take_in(fixture, 5, 4, 5, 1, "WYBN");
    settle(fixture);
    struct buffer before = dump(fixture), after;
    label(fixture, 3, 5, 1);
    settle(fixture);
    assert_int_equal(campaign_of(fixture, 3), 1); /* of part 5, but says what part 1 says */
    assert_int_equal(number(fixture, "SELECT messages FROM part WHERE founder = 1"), 3);
    assert_int_equal(number(fixture, "SELECT messages FROM part WHERE founder = 5"), 5);
    label(fixture, 3, 1, 5);
    settle(fixture);
    after = dump(fixture);
    assert_same(&before, &after);
    /* both in one run */
    before = dump(fixture);
    label(fixture, 3, 5, 1);
    label(fixture, 3, 1, 5);
    settle(fixture);
    after = dump(fixture);
    assert_same(&before, &after);
}

static void test_what_a_mail_says_changes(void **state) {
    struct fixture *fixture = *state;
    take_in(fixture, 1, 6, 1, 0, "QZXV");
    settle(fixture);
    struct buffer before = dump(fixture), after;
    for (int64_t mail = 1; mail <= 6; mail++)
        replace(fixture, mail, NULL);
    settle(fixture);
    assert_instrument(fixture, 1, "");
    assert_int_equal(number(fixture, "SELECT count(*) FROM mention"), 0);
    assert_int_equal(number(fixture, "SELECT count(*) FROM cell"), 0);
    for (int64_t mail = 1; mail <= 6; mail++)
        replace(fixture, mail, "QZXV");
    settle(fixture);
    after = dump(fixture);
    assert_same(&before, &after);
}

static void test_record_that_is_none(void **state) {
    struct fixture *fixture = *state;
    add_mail(fixture, 1, 0, NULL);
    assert_true(tout_table_add(fixture->table, 1, slice_from_string("no record"), &fixture->error));
    label(fixture, 1, 1, 0);
    settle(fixture);
    assert_int_equal(campaign_of(fixture, 1), 1);
    assert_int_equal(number(fixture, "SELECT count(*) FROM verdict"), 0);
}

/* The same mails and the same moves between parts, settled after every `cut` steps. */
static struct buffer run(int64_t cut) {
    static const char *const symbols[] = {"QZXV", "QZXV", "WYBN", NULL, "QZXV.PK"};
    void *state;
    open_table(&state);
    struct fixture *fixture = state;
    for (int64_t mail = 1; mail <= 40; mail++) {
        int64_t part = mail <= 3 ? mail : 1 + mail % 3;
        add_mail(fixture, mail, mail * 2, part == 3 ? "WYBN" : symbols[mail % 5]);
        label(fixture, mail, part, 0);
        if (mail > 12 && mail % 7 == 0)
            label(fixture, mail - 6, 1, 1 + (mail - 6) % 3);
        if (mail % cut == 0)
            settle(fixture);
    }
    settle(fixture);
    struct buffer all = dump(fixture);
    close_table(&state);
    return all;
}

static void test_cut_does_not_matter(void **state) {
    static const int64_t cuts[] = {1, 2, 3, 7, 13};
    for (size_t i = 0; i < sizeof cuts / sizeof *cuts; i++) {
        struct buffer whole = run(1000), cut = run(cuts[i]);
        assert_same(&whole, &cut);
    }
}

/* The user's list as CSV. */
static void give_list(struct fixture *fixture, const char *text) {
    struct arena *arena = arena_new();
    struct instrument_list list;
    assert_true(instrument_list_parse(arena, slice_from_string(text), &list, &fixture->error));
    assert_true(tout_table_list(fixture->table, &list, &fixture->error));
    arena_free(arena);
}

/* A part is judged again when the list says something else of what it mentions; members of cells that are
 * named after the list stay where they belong. */
static void test_list(void **state) {
    struct fixture *fixture = *state;
    for (int64_t mail = 1; mail <= 8; mail++) {
        add_mail(fixture, mail, 0, mail % 2 ? "QZXV" : "WYBN");
        label(fixture, mail, 1, 0);
    }
    settle(fixture);
    /* what the mails say, as if WYBN were a company's name */
    assert_true(database_run(&fixture->database, "UPDATE mention SET kind = 5 WHERE name = 'WYBN'", NULL));
    struct buffer before, after;
    give_list(fixture, "symbol,name,market,type\nAB,Wybn,,\nCD,Wybn,,\n"); /* ambiguous */
    settle(fixture);
    before = dump(fixture);
    give_list(fixture, "symbol,name,market,type\nAB.PK,Wybn Inc.,,\n");
    settle(fixture);
    assert_instrument(fixture, 2, "AB");
    for (int64_t mail = 1; mail <= 8; mail++)
        assert_int_equal(campaign_of(fixture, mail), mail % 2 ? 1 : 2);
    assert_int_equal(
        number(fixture, "SELECT count(*) FROM cell WHERE primary_name = 'WYBN' AND aliases = 'WYBN'"), 1);
    give_list(fixture, "symbol,name,market,type\nQZXV,Wybn,,\n"); /* both are one instrument */
    settle(fixture);
    for (int64_t mail = 1; mail <= 8; mail++)
        assert_int_equal(campaign_of(fixture, mail), 1);
    give_list(fixture, "");
    settle(fixture);
    assert_instrument(fixture, 2, "WYBN");
    after = dump(fixture);
    assert_same(&before, &after);
}

static void test_pool(void **state) {
    struct fixture *fixture = *state;
    struct arena *arena = arena_new();
    struct tout_pool pool;
    bool found;
    take_in(fixture, 1, 3, 1, 0, "QZXV");
    take_in(fixture, 4, 1, 1, 0, NULL);
    settle(fixture);
    const struct tout_hot none = {0};
    assert_true(tout_pool_read(&fixture->database, 1, arena, &none, &pool, &found, &fixture->error));
    assert_true(found);
    assert_int_equal(pool.messages, 4);
    assert_int_equal(pool.readings, 3);
    assert_int_equal(pool.targets, 3);
    assert_int_equal(pool.hosts, 4);
    assert_int_equal(pool.sampled, 4);
    assert_int_equal(pool.mention_count, 1);
    assert_string_equal(pool.mentions[0].primary, "QZXV");
    assert_int_equal(pool.mentions[0].messages, 3);
    assert_float_equal(pool.mentions[0].promotion, 21, 1e-9);
    assert_true(tout_pool_read(&fixture->database, 2, arena, &none, &pool, &found, &fixture->error));
    assert_false(found);
    arena_free(arena);
}

static int64_t sample_end(struct fixture *fixture) {
    return number(fixture, "SELECT coalesce(sample_end, 0) FROM part WHERE founder = 1");
}

/* Once there are enough, the first members are looked at again only when they are others. */
static void test_sample(void **state) {
    struct fixture *fixture = *state;
    struct arena *arena = arena_new();
    struct tout_pool pool;
    const struct tout_hot none = {0};
    bool found;
    take_in(fixture, 1, 199, 1, 0, "QZXV");
    settle(fixture);
    assert_int_equal(sample_end(fixture), 199);
    take_in(fixture, 300, 50, 1, 0, "QZXV");
    settle(fixture);
    assert_int_equal(sample_end(fixture), 300);
    assert_true(database_run(&fixture->database, "UPDATE mail SET flags = 1", NULL));
    take_in(fixture, 400, 1, 1, 0, "QZXV");
    settle(fixture);
    assert_true(tout_pool_read(&fixture->database, 1, arena, &none, &pool, &found, &fixture->error));
    assert_int_equal(pool.urls, 0); /* not seen */
    label(fixture, 7, 7, 1);
    settle(fixture);
    assert_int_equal(sample_end(fixture), 301);
    take_in(fixture, 250, 1, 1, 0, NULL);
    settle(fixture);
    assert_int_equal(sample_end(fixture), 300);
    assert_true(tout_pool_read(&fixture->database, 1, arena, &none, &pool, &found, &fixture->error));
    assert_int_equal(pool.sampled, 200);
    assert_int_equal(pool.hosts, 200);
    assert_int_equal(pool.urls, 199);
    arena_free(arena);
}

/* Members of one part that name one of three things, or nearly one, or none. */
static void test_newcomers_join_the_cells_that_are_there(void **state) {
    struct fixture *fixture = *state;
    take_in(fixture, 1, 20, 1, 0, "QZXV");
    take_in(fixture, 21, 10, 1, 0, "WYBN");
    take_in(fixture, 31, 10, 1, 0, "WYBK");
    settle(fixture);
    assert_int_equal(number(fixture, "SELECT count(*) FROM cell"), 3);
    assert_int_equal(campaign_of(fixture, 31), 31);
    take_in(fixture, 41, 1, 1, 1, "WYBK");
    take_in(fixture, 42, 1, 1, 1, "WYBX"); /* as near to the one as to the other */
    take_in(fixture, 43, 1, 1, 1, NULL);
    settle(fixture);
    assert_int_equal(campaign_of(fixture, 41), 31);
    assert_int_equal(campaign_of(fixture, 42), 31);
    assert_int_equal(campaign_of(fixture, 43), 1);
    assert_int_equal(number(fixture, "SELECT messages FROM cell WHERE founder = 31"), 12);
    assert_int_equal(number(fixture, "SELECT last FROM cell WHERE founder = 31"), BEGINNING + DAY);
    label(fixture, 31, 100, 1); /* its founder leaves, so that they are divided anew */
    settle(fixture);
    assert_int_equal(campaign_of(fixture, 42),
                     number(fixture, "SELECT campaign FROM cell WHERE founder = 32"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_two_parts_with_one_symbol_are_one_campaign, open_table,
                                        close_table),
        cmocka_unit_test_setup_teardown(test_one_part_with_two_symbols_is_two_campaigns, open_table,
                                        close_table),
        cmocka_unit_test_setup_teardown(test_silence_keeps_apart, open_table, close_table),
        cmocka_unit_test_setup_teardown(test_mails_that_say_nothing, open_table, close_table),
        cmocka_unit_test_setup_teardown(test_removed_and_added_again, open_table, close_table),
        cmocka_unit_test_setup_teardown(test_what_a_mail_says_changes, open_table, close_table),
        cmocka_unit_test_setup_teardown(test_record_that_is_none, open_table, close_table),
        cmocka_unit_test(test_cut_does_not_matter),
        cmocka_unit_test_setup_teardown(test_list, open_table, close_table),
        cmocka_unit_test_setup_teardown(test_pool, open_table, close_table),
        cmocka_unit_test_setup_teardown(test_sample, open_table, close_table),
        cmocka_unit_test_setup_teardown(test_newcomers_join_the_cells_that_are_there, open_table,
                                        close_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
