/* Keys are hashes: what a commit changes lies all over the map, so that a row a key would mean rewriting most
 * pages of it at each commit. Instead (as a log-structured merge tree of two levels: O'Neil et al. 1996) each
 * commit's changes become one row of finder_log; when there are more than LOG_PAIRS of them they are merged
 * into finder_index, whose rows are sorted chunks that fill a page. A chunk holds the keys from its own first
 * to the next chunk's.
 *
 * Cost: the log is read once, when first asked, and kept sorted in memory (16 bytes a pair); a look-up is a
 * binary search there and, failing that, in one chunk. Each pair is written twice, a chunk once in LOG_PAIRS
 * changes. */
#include "store/index_table.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buffer.h"

#ifndef LOG_PAIRS                   /* tests of crashes are built with a small one */
#define LOG_PAIRS ((size_t)3 << 18) /* 12 MB */
#endif
/* With what SQLite adds it fits a page of the store. */
#define CHUNK_PAIRS 500
/* A chunk that is split leaves room in the new ones. */
#define SPLIT_PAIRS 375

struct index_table {
    struct database *database;
    struct radix_pair *log; /* rising by key, distinct */
    size_t log_count;
    bool log_read;
};

struct index_table *index_table_open(struct database *database) {
    struct index_table *table = allocate_zeroed(1, sizeof *table);
    table->database = database;
    return table;
}

void index_table_close(struct index_table *table) {
    if (!table)
        return;
    free(table->log);
    free(table);
}

/* SQLite's numbers are signed; this keeps the order. */
static int64_t rank_of(uint64_t key) {
    return (int64_t)(key ^ UINT64_C(1) << 63);
}

static struct slice bytes_of(const struct radix_pair *pairs, size_t count) {
    return slice_of((const char *)pairs, count * sizeof *pairs);
}

static struct radix_pair pair_at(struct slice chunk, size_t at) {
    struct radix_pair pair; /* SQLite's bytes may stand anywhere */
    memcpy(&pair, chunk.data + at * sizeof pair, sizeof pair);
    return pair;
}

/* Position of the first pair that is not below the key. */
static size_t position_of(struct slice chunk, uint64_t key) {
    size_t low = 0, high = chunk.size / sizeof(struct radix_pair);
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (pair_at(chunk, middle).key < key)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool find_in(struct slice chunk, uint64_t key, uint64_t *value) {
    size_t at = position_of(chunk, key);
    if (at >= chunk.size / sizeof(struct radix_pair) || pair_at(chunk, at).key != key)
        return false;
    *value = pair_at(chunk, at).value;
    return true;
}

/* Of equal keys the last stays. */
static size_t keep_last(struct radix_pair *pairs, size_t count) {
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (i + 1 == count || pairs[i].key != pairs[i + 1].key)
            pairs[kept++] = pairs[i];
    return kept;
}

static bool read_log(struct index_table *table, struct error *error) {
    struct buffer all = {0};
    int code = SQLITE_ERROR;
    if (table->log_read)
        return true;
    sqlite3_stmt *select =
        database_prepare(table->database, "SELECT pairs FROM finder_log ORDER BY id", error);
    if (!select)
        return false;
    while ((code = sqlite3_step(select)) == SQLITE_ROW) {
        struct slice pairs = column_blob(select, 0);
        buffer_append(&all, pairs.data, pairs.size - pairs.size % sizeof(struct radix_pair));
    }
    sqlite3_reset(select);
    free(table->log);
    table->log = (struct radix_pair *)(void *)all.data;
    table->log_count = all.size / sizeof *table->log;
    if (table->log_count)
        radix_sort_pairs(table->log, table->log_count);
    table->log_count = keep_last(table->log, table->log_count);
    table->log_read = code == SQLITE_DONE;
    return table->log_read || database_failed(table->database, error);
}

bool index_table_get(struct index_table *table, uint64_t key, uint64_t *value, bool *found,
                     struct error *error) {
    static const char sql[] = "SELECT pairs FROM finder_index WHERE first <= ? ORDER BY first DESC LIMIT 1";
    if (!read_log(table, error))
        return false;
    *found = find_in(bytes_of(table->log, table->log_count), key, value);
    if (*found)
        return true;
    sqlite3_stmt *select = database_prepare(table->database, sql, error);
    bool row;
    if (!select)
        return false;
    sqlite3_bind_int64(select, 1, rank_of(key));
    if (!database_row(table->database, select, &row, error))
        return false;
    *found = row && find_in(column_blob(select, 0), key, value);
    sqlite3_reset(select);
    return true;
}

/* Both rising and distinct; where both have a key, b's value counts. */
static size_t merge(struct slice a, const struct radix_pair *b, size_t b_count, struct radix_pair *merged) {
    size_t count = 0, i = 0, j = 0, a_count = a.size / sizeof *merged;
    while (i < a_count || j < b_count) {
        struct radix_pair pair = i < a_count ? pair_at(a, i) : b[j];
        if (j < b_count && (i == a_count || b[j].key <= pair.key)) {
            i += i < a_count && b[j].key == pair.key;
            pair = b[j++];
        } else
            i++;
        merged[count++] = pair;
    }
    return count;
}

static bool write_chunk(struct index_table *table, int64_t first, struct slice pairs, struct error *error) {
    sqlite3_stmt *insert =
        database_prepare(table->database, "INSERT OR REPLACE INTO finder_index VALUES(?, ?)", error);
    if (!insert)
        return false;
    sqlite3_bind_int64(insert, 1, first);
    bind_blob(insert, 2, pairs);
    return database_step(table->database, insert, error);
}

/* first: of the chunk that the pairs take the place of. */
static bool write_chunks(struct index_table *table, int64_t first, const struct radix_pair *pairs,
                         size_t count, struct error *error) {
    size_t chunks = count <= CHUNK_PAIRS ? 1 : (count + SPLIT_PAIRS - 1) / SPLIT_PAIRS;
    for (size_t i = 0; i < chunks; i++) {
        size_t from = count * i / chunks, to = count * (i + 1) / chunks;
        if (!write_chunk(table, i ? rank_of(pairs[from].key) : first, bytes_of(pairs + from, to - from),
                         error))
            return false;
    }
    return true;
}

/* Merges as many of the pairs as belong to the chunk of the first of them; *taken: how many. */
static bool fold_chunk(struct index_table *table, const struct radix_pair *pairs, size_t count, size_t *taken,
                       struct error *error) {
    static const char sql[] =
        "SELECT first, pairs, (SELECT n.first FROM finder_index n WHERE n.first > c.first"
        " ORDER BY n.first LIMIT 1) FROM finder_index c WHERE first <= ?"
        " ORDER BY first DESC LIMIT 1";
    sqlite3_stmt *select = database_prepare(table->database, sql, error);
    bool row;
    if (!select)
        return false;
    sqlite3_bind_int64(select, 1, rank_of(pairs->key));
    if (!database_row(table->database, select, &row, error))
        return false;
    int64_t first = row ? sqlite3_column_int64(select, 0) : INT64_MIN;
    bool last = !row || sqlite3_column_type(select, 2) == SQLITE_NULL;
    int64_t next = row ? sqlite3_column_int64(select, 2) : 0;
    struct slice chunk = row ? column_blob(select, 1) : slice_of("", 0);
    for (*taken = 1; *taken < count && (last || rank_of(pairs[*taken].key) < next);)
        ++*taken;
    struct radix_pair *merged = allocate((chunk.size / sizeof *merged + *taken) * sizeof *merged);
    size_t merged_count = merge(chunk, pairs, *taken, merged);
    sqlite3_reset(select);
    bool good = write_chunks(table, first, merged, merged_count, error);
    free(merged);
    return good;
}

static bool fold(struct index_table *table, struct error *error) {
    for (size_t i = 0, taken; i < table->log_count; i += taken)
        if (!fold_chunk(table, table->log + i, table->log_count - i, &taken, error))
            return false;
    free(table->log);
    table->log = NULL;
    table->log_count = 0;
    return database_run(table->database, "DELETE FROM finder_log", error);
}

static bool write_log(struct index_table *table, const struct radix_pair *pairs, size_t count,
                      struct error *error) {
    sqlite3_stmt *insert =
        database_prepare(table->database, "INSERT INTO finder_log(pairs) VALUES(?)", error);
    if (!insert)
        return false;
    bind_blob(insert, 1, bytes_of(pairs, count));
    return database_step(table->database, insert, error);
}

bool index_table_put(struct index_table *table, const struct radix_pair *pairs, size_t count,
                     struct error *error) {
    if (!read_log(table, error))
        return false;
    struct radix_pair *merged = allocate((table->log_count + count) * sizeof *merged);
    size_t merged_count = merge(bytes_of(table->log, table->log_count), pairs, count, merged);
    free(table->log);
    table->log = merged;
    table->log_count = merged_count;
    return table->log_count > LOG_PAIRS ? fold(table, error) : write_log(table, pairs, count, error);
}

bool index_table_visit(struct index_table *table, void (*visit)(void *context, const struct radix_pair *pair),
                       void *context, struct error *error) {
    sqlite3_stmt *select;
    int code = SQLITE_ERROR;
    if (!read_log(table, error) ||
        !(select = database_prepare(table->database, "SELECT pairs FROM finder_index", error)))
        return false;
    for (size_t i = 0; i < table->log_count; i++)
        visit(context, &table->log[i]);
    while ((code = sqlite3_step(select)) == SQLITE_ROW) {
        struct slice chunk = column_blob(select, 0);
        for (size_t i = 0; i < chunk.size / sizeof(struct radix_pair); i++) {
            struct radix_pair pair = pair_at(chunk, i);
            uint64_t newer;
            if (!find_in(bytes_of(table->log, table->log_count), pair.key, &newer))
                visit(context, &pair);
        }
    }
    sqlite3_reset(select);
    return code == SQLITE_DONE || database_failed(table->database, error);
}
