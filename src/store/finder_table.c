/* Records are rows by kind and key; the index is index_table.c's. A failure is remembered and makes the rest
 * do nothing: the caller asks before it commits. */
#include "store/finder_table.h"

#include <xxhash.h>

/* finder.h: kinds are below 16. Keys of records are numbers that use far fewer bits than are left. */
#define KEY_BITS 59

static int64_t record_id(unsigned kind, uint64_t key) {
    return (int64_t)((uint64_t)kind << KEY_BITS | (key & ((UINT64_C(1) << KEY_BITS) - 1)));
}

static sqlite3_stmt *prepare(struct finder_table *table, const char *sql) {
    sqlite3_stmt *statement = table->failed ? NULL : database_prepare(table->database, sql, &table->error);
    table->failed = !statement;
    return statement;
}

static void step(struct finder_table *table, sqlite3_stmt *statement) {
    table->failed |= !database_step(table->database, statement, &table->error);
}

/* Whether there is a row. */
static bool look_up(struct finder_table *table, sqlite3_stmt *select) {
    int code = sqlite3_step(select);
    if (code != SQLITE_ROW && code != SQLITE_DONE)
        table->failed = !database_failed(table->database, &table->error);
    return code == SQLITE_ROW;
}

static bool load(void *context, unsigned kind, uint64_t key, struct buffer *into) {
    struct finder_table *table = context;
    buffer_clear(into);
    sqlite3_stmt *select = prepare(table, "SELECT record FROM finder_record WHERE id = ?");
    if (!select)
        return false;
    sqlite3_bind_int64(select, 1, record_id(kind, key));
    bool found = look_up(table, select);
    if (found) {
        struct slice record = column_blob(select, 0);
        buffer_append(into, record.data, record.size);
    }
    sqlite3_reset(select);
    return found;
}

static void save(void *context, unsigned kind, uint64_t key, struct slice record) {
    struct finder_table *table = context;
    sqlite3_stmt *insert = prepare(table, "INSERT OR REPLACE INTO finder_record VALUES(?, ?)");
    if (!insert)
        return;
    sqlite3_bind_int64(insert, 1, record_id(kind, key));
    bind_blob(insert, 2, record);
    step(table, insert);
}

static bool index_get(void *context, uint64_t key, uint64_t *value) {
    struct finder_table *table = context;
    bool found = false;
    if (!table->failed)
        table->failed = !index_table_get(table->index, key, value, &found, &table->error);
    return found;
}

static void index_put(void *context, const struct radix_pair *pairs, size_t count) {
    struct finder_table *table = context;
    if (!table->failed)
        table->failed = !index_table_put(table->index, pairs, count, &table->error);
}

static void damaged(void *context) {
    struct finder_table *table = context;
    if (!table->failed)
        table->failed = !error_set(
            &table->error, "%s: what campaigns are found by is damaged; `weir check --repair` mends it",
            table->database->path);
}

bool finder_table_open(struct finder_table *table, struct database *database, struct finder_backing *backing,
                       struct error *error) {
    int64_t records;
    if (!database_number(database, "SELECT EXISTS(SELECT 1 FROM finder_record)", 0, &records, error))
        return false;
    *table = (struct finder_table){.database = database, .index = index_table_open(database)};
    *backing = (struct finder_backing){.context = table,
                                       .load = load,
                                       .save = save,
                                       .index_get = index_get,
                                       .index_put = index_put,
                                       .damaged = damaged,
                                       .empty = !records};
    return true;
}

void finder_table_close(struct finder_table *table) {
    index_table_close(table->index);
    table->index = NULL;
}

static void sum_record(struct finder_sum *sum, int64_t id, struct slice record) {
    sum->rows++;
    sum->sum += XXH3_64bits_withSeed(record.data, record.size, (XXH64_hash_t)id);
}

static void sum_pair(void *context, const struct radix_pair *pair) {
    struct finder_sum *sum = context;
    sum->rows++;
    sum->sum += XXH3_64bits_withSeed(&pair->value, sizeof pair->value, pair->key);
}

bool finder_table_sum(struct database *database, struct finder_sum *sum, struct error *error) {
    int code;
    *sum = (struct finder_sum){0};
    sqlite3_stmt *records = database_prepare(database, "SELECT id, record FROM finder_record", error);
    if (!records)
        return false;
    while ((code = sqlite3_step(records)) == SQLITE_ROW)
        sum_record(sum, sqlite3_column_int64(records, 0), column_blob(records, 1));
    sqlite3_reset(records);
    if (code != SQLITE_DONE)
        return database_failed(database, error);
    struct index_table *index = index_table_open(database);
    bool good = index_table_visit(index, sum_pair, sum, error);
    index_table_close(index);
    return good;
}
