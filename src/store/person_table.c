/* Sets of hashes. Most mail is for people known already, so what is known is kept for the run: a map of all
 * that was written since it began, bounded, asks the database once a hash. Rows are written at commits, in
 * order of hash, as SQLite likes them best. Cost: about 2 us a new person. */
#include "store/person_table.h"

#include <stdlib.h>

/* Of hashes written and kept: 9 MB. */
#define KEPT_MOST ((size_t)1 << 19)

enum { PENDING = 1, WRITTEN };

static void add(struct key_map *map, const uint64_t *keys, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (!key_map_get(map, keys[i]))
            key_map_put(map, keys[i], PENDING);
}

void person_table_add(struct person_table *table, const struct people *people) {
    add(&table->recipients, people->recipients, people->recipient_count);
    add(&table->senders, people->senders, people->sender_count);
}

static int compare(const void *a, const void *b) {
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
    return left < right ? -1 : left > right;
}

/* The pending ones, marked as written; the caller frees them. */
static int64_t *take_pending(struct key_map *map, size_t *count) {
    int64_t *keys = allocate((map->count + 1) * sizeof *keys);
    *count = 0;
    for (size_t i = 0; i < map->slots; i++) {
        if (!map->keys[i] || map->values[i] != PENDING)
            continue;
        keys[(*count)++] = (int64_t)map->keys[i];
        map->values[i] = WRITTEN;
    }
    qsort(keys, *count, sizeof *keys, compare);
    return keys;
}

static bool write_pending(struct key_map *map, struct database *database, const char *sql,
                          struct error *error) {
    size_t count;
    int64_t *keys = take_pending(map, &count);
    bool good = true;
    for (size_t i = 0; i < count && good; i++) {
        sqlite3_stmt *insert = database_prepare(database, sql, error);
        good = insert && !sqlite3_bind_int64(insert, 1, keys[i]) && database_step(database, insert, error);
    }
    free(keys);
    if (map->count > KEPT_MOST)
        key_map_free(map);
    return good;
}

bool person_table_write(struct person_table *table, struct database *database, struct error *error) {
    return write_pending(&table->recipients, database, "INSERT OR IGNORE INTO person VALUES(?)", error) &&
           write_pending(&table->senders, database, "INSERT OR IGNORE INTO sender VALUES(?)", error);
}

void person_table_free(struct person_table *table) {
    key_map_free(&table->recipients);
    key_map_free(&table->senders);
}

static bool has(struct database *database, const char *sql, uint64_t key, bool *found, struct error *error) {
    sqlite3_stmt *select = database_prepare(database, sql, error);
    if (!select)
        return false;
    sqlite3_bind_int64(select, 1, (int64_t)key);
    bool good = database_row(database, select, found, error);
    sqlite3_reset(select);
    return good;
}

bool person_table_has_sender(struct database *database, uint64_t key, bool *found, struct error *error) {
    return has(database, "SELECT 1 FROM sender WHERE key = ?", key, found, error);
}

static bool has_recipient(struct database *database, uint64_t key, bool *found, struct error *error) {
    return has(database, "SELECT 1 FROM person WHERE key = ?", key, found, error);
}

/* each: false ends it, with error set. */
static bool each_key(struct database *database, const char *sql,
                     bool (*each)(void *context, uint64_t key, struct error *error), void *context,
                     struct error *error) {
    sqlite3_stmt *select = database_prepare(database, sql, error);
    int code = SQLITE_DONE;
    bool good = select;
    while (good && (code = sqlite3_step(select)) == SQLITE_ROW)
        good = each(context, (uint64_t)sqlite3_column_int64(select, 0), error);
    if (good && code != SQLITE_DONE)
        good = database_failed(database, error);
    sqlite3_reset(select);
    return good;
}

struct comparison {
    struct database *is;
    uint64_t missing;
};

static bool count_recipient(void *context, uint64_t key, struct error *error) {
    struct comparison *comparison = context;
    bool found;
    if (!has_recipient(comparison->is, key, &found, error))
        return false;
    comparison->missing += !found;
    return true;
}

static bool count_sender(void *context, uint64_t key, struct error *error) {
    struct comparison *comparison = context;
    bool found;
    if (!person_table_has_sender(comparison->is, key, &found, error))
        return false;
    comparison->missing += !found;
    return true;
}

static const char all_recipients[] = "SELECT key FROM person";

bool person_table_missing(struct database *is, struct database *should, uint64_t *count,
                          struct error *error) {
    struct comparison comparison = {.is = is};
    bool good = each_key(should, all_recipients, count_recipient, &comparison, error) &&
                each_key(should, "SELECT key FROM sender", count_sender, &comparison, error);
    *count = comparison.missing;
    return good;
}

static bool put_key(void *context, uint64_t key, struct error *error) {
    key_map_put(context, key, 1);
    return true;
}

bool person_table_load(struct database *database, struct key_map *recipients, struct error *error) {
    return each_key(database, all_recipients, put_key, recipients, error);
}
