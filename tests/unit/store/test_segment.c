/* The search index, in a database in memory: what was written is found again, before and after merges. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "store/schema.h"
#include "store/segment.h"

enum { TERM_COUNT = 3000, COMMON = 12345, MERGED = 16 /* segments of a tier become one */ };

struct index {
    struct database database;
    struct postings postings;
    int64_t next_mail;
    uint64_t sum, count; /* of what was written */
};

static int open_index(void **state) {
    struct index *index = calloc(1, sizeof *index);
    struct error error;
    assert_true(
        database_open(&index->database, ":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, &error));
    assert_true(database_run(&index->database, "PRAGMA foreign_keys = ON", &error));
    assert_true(schema_migrate(&index->database, &error));
    index->next_mail = 1;
    *state = index;
    return 0;
}

static int close_index(void **state) {
    struct index *index = *state;
    postings_free(&index->postings);
    database_close(&index->database);
    free(index);
    return 0;
}

/* Term t is in every mail whose number t + 1 divides; terms are spread over their range. */
static uint64_t term(unsigned t) {
    return (t * UINT64_C(0x9e3779b97f4a7c15)) >> 24;
}

static void add_mail(struct index *index) {
    uint64_t terms[TERM_COUNT + 1];
    size_t count = 0;
    int64_t mail = index->next_mail++;
    for (unsigned t = 0; t < TERM_COUNT; t++)
        if (mail % (t + 1) == 0)
            terms[count++] = term(t);
    terms[count++] = COMMON;
    for (size_t i = 0; i < count; i++)
        index->sum += posting_hash(terms[i], mail);
    index->count += count;
    postings_add(&index->postings, mail, terms, count);
}

static void write_segment(struct index *index, size_t mails) {
    struct error error;
    for (size_t i = 0; i < mails; i++)
        add_mail(index);
    assert_true(segment_write(&index->database, &index->postings, &error));
    assert_int_equal(index->postings.count, 0);
}

static int64_t number(struct index *index, const char *sql) {
    int64_t value;
    struct error error;
    assert_true(database_number(&index->database, sql, -1, &value, &error));
    return value;
}

static void assert_found(struct index *index, unsigned t) {
    struct mail_list found = {0};
    struct error error;
    assert_true(segment_find(&index->database, term(t), &found, &error));
    assert_int_equal(found.count, (index->next_mail - 1) / (t + 1));
    for (size_t i = 0; i < found.count; i++)
        assert_int_equal(found.mails[i], (i + 1) * (t + 1));
    free(found.mails);
}

static void assert_whole(struct index *index) {
    uint64_t sum, count;
    struct error error;
    assert_true(segment_checksum(&index->database, &sum, &count, &error));
    assert_int_equal(count, index->count);
    assert_true(sum == index->sum);
    assert_int_equal(number(index, "SELECT sum(postings) FROM segment"), count);
    for (unsigned t = 0; t < TERM_COUNT; t += t < 50 ? 1 : 61)
        assert_found(index, t);
}

static void test_nothing(void **state) {
    struct index *index = *state;
    struct mail_list found = {0};
    struct error error;
    assert_true(segment_write(&index->database, &index->postings, &error));
    assert_true(segment_find(&index->database, 1, &found, &error));
    assert_int_equal(found.count, 0);
    assert_int_equal(number(index, "SELECT count(*) FROM segment"), 0);
}

static void test_one_segment(void **state) {
    struct index *index = *state;
    write_segment(index, 500);
    assert_int_equal(number(index, "SELECT count(*) FROM segment"), 1);
    assert_whole(index);
}

static void test_merges(void **state) {
    struct index *index = *state;
    for (int i = 1; i < MERGED; i++)
        write_segment(index, 15);
    assert_int_equal(number(index, "SELECT count(*) FROM segment WHERE tier = 0"), MERGED - 1);
    assert_whole(index);
    write_segment(index, 15);
    assert_int_equal(number(index, "SELECT count(*) FROM segment WHERE tier = 0"), 0);
    assert_int_equal(number(index, "SELECT count(*) FROM segment WHERE tier = 1"), 1);
    assert_whole(index);
    for (int i = 0; i < MERGED * MERGED - MERGED + 5; i++)
        write_segment(index, 1 + (size_t)i % 7);
    assert_whole(index);
    assert_int_equal(number(index, "SELECT max(tier) FROM segment"), 2);
    assert_true(number(index, "SELECT count(*) FROM segment") < 2 * MERGED);
    assert_int_equal(
        number(index, "SELECT count(*) FROM posting WHERE segment NOT IN (SELECT id FROM segment)"), 0);
}

static void test_two_tiers(void **state) {
    struct index *index = *state;
    for (int i = 0; i < MERGED * MERGED; i++)
        write_segment(index, 2);
    assert_int_equal(number(index, "SELECT count(*) FROM segment"), 1);
    assert_int_equal(number(index, "SELECT tier FROM segment"), 2);
    write_segment(index, 100); /* a younger segment beside an older, merged one */
    assert_whole(index);
}

static void test_a_term_of_every_mail(void **state) {
    struct index *index = *state;
    const uint64_t common = COMMON;
    struct mail_list found = {0};
    struct error error;
    for (int64_t mail = 1; mail <= 200000; mail++)
        postings_add(&index->postings, mail, &common, 1);
    assert_true(segment_write(&index->database, &index->postings, &error));
    assert_true(segment_find(&index->database, common, &found, &error));
    assert_int_equal(found.count, 200000);
    assert_int_equal(found.mails[199999], 200000);
    free(found.mails);
}

/* Any bytes in place of chunks: wrong answers are allowed, nothing worse. */
static void test_damaged_chunks(void **state) {
    struct index *index = *state;
    struct error error;
    for (int i = 1; i < MERGED; i++)
        write_segment(index, 20);
    for (int i = 0; i < 60; i++) {
        struct mail_list found = {0};
        uint64_t sum, count;
        assert_true(
            database_run(&index->database,
                         "SAVEPOINT sound; UPDATE posting SET chunk = CASE abs(random()) % 3"
                         " WHEN 0 THEN randomblob(length(chunk))"
                         " WHEN 1 THEN CAST(substr(chunk, 1, abs(random()) % length(chunk)) AS BLOB)"
                         " ELSE CAST(substr(chunk, 1, length(chunk) / 2) || randomblob(3) AS BLOB) END"
                         " WHERE abs(random()) % 2",
                         &error));
        assert_true(segment_find(&index->database, COMMON, &found, &error));
        free(found.mails);
        assert_true(segment_checksum(&index->database, &sum, &count, &error));
        struct postings postings = {0};
        const uint64_t terms[] = {COMMON, term(1)};
        postings_add(&postings, index->next_mail, terms, 2);
        segment_write(&index->database, &postings, &error); /* merges */
        postings_free(&postings);
        assert_true(database_run(&index->database, "ROLLBACK TO sound; RELEASE sound", &error));
    }
    assert_whole(index);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_nothing, open_index, close_index),
        cmocka_unit_test_setup_teardown(test_one_segment, open_index, close_index),
        cmocka_unit_test_setup_teardown(test_merges, open_index, close_index),
        cmocka_unit_test_setup_teardown(test_two_tiers, open_index, close_index),
        cmocka_unit_test_setup_teardown(test_a_term_of_every_mail, open_index, close_index),
        cmocka_unit_test_setup_teardown(test_damaged_chunks, open_index, close_index),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
