/* Lines repeat from mail to mail, so each is kept once. Numbers are given in order of mail, so that the same
 * mail gives the same numbers. Cost a mail: a look into the cache, seldom one into an index; rows only for
 * what is new, of 20,000 mails about 7,000 dialects. */
#include "store/dialect_table.h"

#include <string.h>
#include <xxhash.h>

static bool insert_line(struct database *database, int facet, uint64_t hash, const char *text, int64_t *line,
                        struct error *error) {
    sqlite3_stmt *insert =
        database_prepare(database, "INSERT INTO making(facet, hash, text) VALUES(?, ?, ?)", error);
    if (!insert)
        return false;
    sqlite3_bind_int(insert, 1, facet);
    sqlite3_bind_int64(insert, 2, (int64_t)hash);
    sqlite3_bind_text(insert, 3, text, -1, SQLITE_STATIC);
    if (!database_step(database, insert, error))
        return false;
    *line = sqlite3_last_insert_rowid(database->handle);
    return true;
}

static bool line_number(struct database *database, int facet, const char *text, int64_t *line,
                        struct error *error) {
    uint64_t hash = XXH3_64bits(text, strlen(text));
    sqlite3_stmt *select =
        database_prepare(database, "SELECT id FROM making WHERE facet = ? AND hash = ?", error);
    bool found;
    if (!select)
        return false;
    sqlite3_bind_int(select, 1, facet);
    sqlite3_bind_int64(select, 2, (int64_t)hash);
    if (!database_row(database, select, &found, error))
        return false;
    *line = sqlite3_column_int64(select, 0);
    sqlite3_reset(select);
    return found || insert_line(database, facet, hash, text, line, error);
}

static bool insert_dialect(struct database *database, const struct digest *digest, int64_t *dialect,
                           struct error *error) {
    int64_t lines[MAKING_COUNT] = {0};
    for (int facet = 0; facet < MAKING_COUNT; facet++)
        if (*digest->making[facet] &&
            !line_number(database, facet, digest->making[facet], &lines[facet], error))
            return false;
    sqlite3_stmt *insert = database_prepare(
        database,
        "INSERT INTO dialect(hash, program, delivery, layout, engine, charset) VALUES(?, ?, ?, ?, ?, ?)",
        error);
    if (!insert)
        return false;
    sqlite3_bind_int64(insert, 1, (int64_t)digest->dialect_hash);
    for (int facet = 0; facet < MAKING_COUNT; facet++)
        if (lines[facet])
            sqlite3_bind_int64(insert, 2 + facet, lines[facet]);
    if (!database_step(database, insert, error))
        return false;
    *dialect = sqlite3_last_insert_rowid(database->handle);
    return true;
}

static bool find_dialect(struct database *database, uint64_t hash, int64_t *dialect, struct error *error) {
    sqlite3_stmt *select = database_prepare(database, "SELECT id FROM dialect WHERE hash = ?", error);
    bool found;
    if (!select)
        return false;
    sqlite3_bind_int64(select, 1, (int64_t)hash);
    if (!database_row(database, select, &found, error))
        return false;
    *dialect = found ? sqlite3_column_int64(select, 0) : 0;
    sqlite3_reset(select);
    return true;
}

bool dialect_number(struct database *database, struct dialect_cache *cache, const struct digest *digest,
                    int64_t *dialect, struct error *error) {
    uint64_t hash = digest->dialect_hash;
    *dialect = 0;
    if (*digest->unreadable)
        return true;
    if (cache->entries[hash % DIALECT_CACHE].hash == hash &&
        (*dialect = cache->entries[hash % DIALECT_CACHE].dialect))
        return true;
    if (!find_dialect(database, hash, dialect, error) ||
        (!*dialect && !insert_dialect(database, digest, dialect, error)))
        return false;
    cache->entries[hash % DIALECT_CACHE].hash = hash;
    cache->entries[hash % DIALECT_CACHE].dialect = *dialect;
    return true;
}

static bool count_wrong(struct database *database, sqlite3_stmt *select, uint64_t *wrong,
                        struct error *error) {
    int code;
    while ((code = sqlite3_step(select)) == SQLITE_ROW) {
        uint64_t hashes[MAKING_COUNT];
        struct slice text = column_blob(select, 1);
        uint64_t hash = XXH3_64bits(text.data, text.size);
        if (sqlite3_column_count(select) > 2) {
            for (int facet = 0; facet < MAKING_COUNT; facet++)
                hashes[facet] = (uint64_t)sqlite3_column_int64(select, 1 + facet);
            hash = XXH3_64bits(hashes, sizeof hashes);
        }
        *wrong += hash != (uint64_t)sqlite3_column_int64(select, 0);
    }
    sqlite3_reset(select);
    return code == SQLITE_DONE || database_failed(database, error);
}

bool dialect_table_verify(struct database *database, uint64_t *wrong, struct error *error) {
    static const char dialects[] =
        "SELECT d.hash, coalesce(p.hash, 0), coalesce(v.hash, 0), coalesce(l.hash, 0), coalesce(e.hash, 0),"
        " coalesce(c.hash, 0) FROM dialect d LEFT JOIN making p ON p.id = d.program"
        " LEFT JOIN making v ON v.id = d.delivery LEFT JOIN making l ON l.id = d.layout"
        " LEFT JOIN making e ON e.id = d.engine LEFT JOIN making c ON c.id = d.charset";
    *wrong = 0;
    sqlite3_stmt *select = database_prepare(database, "SELECT hash, text FROM making", error);
    if (!select || !count_wrong(database, select, wrong, error))
        return false;
    select = database_prepare(database, dialects, error);
    return select && count_wrong(database, select, wrong, error);
}
