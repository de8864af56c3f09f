/* Frozen corpora and their manifests, as they are read. Counts are made of the rows each time: a few
 * milliseconds for ten thousand, and nothing can be out of date. */
#include <stdlib.h>
#include <string.h>

#include "base/time.h"
#include "store/base.h"
#include "store/bench.h"
#include "store/bench_label.h"
#include "store/bench_manifest.h"

#define COLUMNS "SELECT id, name, frozen, digest, apart FROM bench_corpus"

static void widen(int64_t *first, int64_t *last, int64_t from, int64_t to) {
    if (from == TIME_NONE)
        return;
    *first = *first == TIME_NONE || from < *first ? from : *first;
    *last = *last == TIME_NONE || to > *last ? to : *last;
}

static void add_group(struct bench_corpus *corpus, sqlite3_stmt *row) {
    uint64_t mails = (uint64_t)sqlite3_column_int64(row, 2);
    int64_t first = column_time(row, 3), last = column_time(row, 4);
    enum bench_role role;
    if (sqlite3_column_int(row, 1) || !bench_role_named(column_text(row, 0), &role)) {
        corpus->excluded += mails;
        return;
    }
    corpus->tested += mails;
    corpus->by_role[role] += mails;
    if (bench_role_is_spam(role))
        widen(&corpus->spam_first, &corpus->spam_last, first, last);
    else
        widen(&corpus->ham_first, &corpus->ham_last, first, last);
}

static bool count_items(struct database *database, struct bench_corpus *corpus, struct error *error) {
    sqlite3_stmt *select = database_prepare(
        database,
        "SELECT role, excluded IS NOT NULL, count(*), min(received), max(received) FROM bench_item"
        " WHERE corpus = ? GROUP BY 1, 2",
        error);
    int code;
    if (!select)
        return false;
    sqlite3_bind_int64(select, 1, corpus->id);
    while ((code = sqlite3_step(select)) == SQLITE_ROW)
        add_group(corpus, select);
    sqlite3_reset(select);
    return code == SQLITE_DONE || database_failed(database, error);
}

static struct bench_corpus read_row(sqlite3_stmt *row, struct arena *arena) {
    return (struct bench_corpus){.id = sqlite3_column_int64(row, 0),
                                 .name = arena_string(arena, column_text(row, 1)),
                                 .frozen = column_time(row, 2),
                                 .digest = arena_string(arena, column_text(row, 3)),
                                 .apart = arena_string(arena, column_text(row, 4)),
                                 .spam_first = TIME_NONE,
                                 .spam_last = TIME_NONE,
                                 .ham_first = TIME_NONE,
                                 .ham_last = TIME_NONE};
}

bool store_bench_corpora(struct store *store, struct arena *arena, struct bench_corpus **corpora,
                         size_t *count, struct error *error) {
    struct database *database = &store->database;
    size_t capacity = 0;
    bool there;
    int code;
    *corpora = NULL;
    *count = 0;
    if (!bench_tables_there(database, &there, error))
        return false;
    sqlite3_stmt *select = there ? database_prepare(database, COLUMNS " ORDER BY id", error) : NULL;
    if (!select)
        return !there;
    while ((code = sqlite3_step(select)) == SQLITE_ROW) {
        if (*count == capacity)
            *corpora = arena_grow(arena, *corpora, *count, &capacity, sizeof **corpora);
        (*corpora)[(*count)++] = read_row(select, arena);
    }
    sqlite3_reset(select);
    bool good = code == SQLITE_DONE || database_failed(database, error);
    for (size_t i = 0; good && i < *count; i++)
        good = count_items(database, &(*corpora)[i], error);
    return good;
}

bool store_bench_corpus(struct store *store, struct arena *arena, const char *name,
                        struct bench_corpus *corpus, struct error *error) {
    struct database *database = &store->database;
    bool there, found;
    *corpus = (struct bench_corpus){.name = "", .digest = "", .apart = ""};
    if (!bench_tables_there(database, &there, error))
        return false;
    sqlite3_stmt *select =
        there ? database_prepare(database, COLUMNS " WHERE ?1 IS NULL OR name = ?1 ORDER BY id DESC LIMIT 1",
                                 error)
              : NULL;
    if (!select)
        return !there;
    bind_text(select, 1, name ? name : "");
    if (!database_row(database, select, &found, error))
        return false;
    if (found)
        *corpus = read_row(select, arena);
    sqlite3_reset(select);
    return !found || count_items(database, corpus, error);
}

struct bench_items {
    struct store *store;
    sqlite3_stmt *rows;
    struct arena *arena;
};

struct bench_items *store_bench_items_open(struct store *store, int64_t corpus, struct error *error) {
    sqlite3_stmt *rows = database_prepare(
        &store->database,
        "SELECT i.number, i.delivery, f.name, d.source, i.hash, i.role, i.classes, i.received, i.truth,"
        " i.excluded FROM bench_item i LEFT JOIN feed f ON f.id = i.feed"
        " LEFT JOIN delivery d ON d.seq = i.delivery WHERE i.corpus = ? ORDER BY i.number",
        error);
    if (!rows)
        return NULL;
    sqlite3_bind_int64(rows, 1, corpus);
    struct bench_items *items = allocate_zeroed(1, sizeof *items);
    *items = (struct bench_items){store, rows, arena_new()};
    return items;
}

enum store_step store_bench_items_next(struct bench_items *items, struct bench_item *item,
                                       struct error *error) {
    sqlite3_stmt *row = items->rows;
    int code = sqlite3_step(row);
    if (code == SQLITE_DONE)
        return STORE_END;
    if (code != SQLITE_ROW) {
        database_failed(&items->store->database, error);
        return STORE_FAILED;
    }
    arena_reset(items->arena);
    struct slice hash = column_blob(row, 4);
    *item = (struct bench_item){
        .number = (uint64_t)sqlite3_column_int64(row, 0),
        .seq = (uint64_t)sqlite3_column_int64(row, 1),
        .feed = column_text(row, 2),
        .source = column_text(row, 3),
        .role = column_text(row, 5),
        .classes = bench_classes_text(items->arena, (unsigned)sqlite3_column_int64(row, 6)),
        .received = column_time(row, 7),
        .truth = column_text(row, 8),
        .excluded = column_text(row, 9),
    };
    memcpy(item->hash, hash.data, hash.size < sizeof item->hash ? hash.size : sizeof item->hash);
    return STORE_ROW;
}

void store_bench_items_close(struct bench_items *items) {
    if (!items)
        return;
    sqlite3_reset(items->rows);
    arena_free(items->arena);
    free(items);
}
