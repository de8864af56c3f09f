/* Lines repeat from mail to mail, so each is kept once. Ids are hashes of what they stand for: they need no
 * look-up, and are the same in every store. Cost a mail: a look into the cache; rows only for what is new, of
 * 20,000 mails about 7,000 dialects with 6,000 lines. */
#include "store/dialect_table.h"

#include <string.h>
#include <xxhash.h>

/* Whether it was so already; now it is. */
static bool cache_has(struct dialect_cache *cache, int64_t id) {
    int64_t *place = &cache->ids[(uint64_t)id % DIALECT_CACHE];
    bool had = *place == id;
    *place = id;
    return had;
}

static bool add_line(struct database *database, int64_t id, int facet, const char *text,
                     struct error *error) {
    sqlite3_stmt *insert = database_prepare(database, "INSERT OR IGNORE INTO making VALUES(?, ?, ?)", error);
    if (!insert)
        return false;
    sqlite3_bind_int64(insert, 1, id);
    sqlite3_bind_int(insert, 2, facet);
    sqlite3_bind_text(insert, 3, text, -1, SQLITE_STATIC);
    return database_step(database, insert, error);
}

bool dialect_table_add(struct database *database, struct dialect_cache *cache, const struct dialect *dialect,
                       struct error *error) {
    if (!dialect->id || cache_has(cache, dialect->id))
        return true;
    for (int i = 0; i < MAKING_COUNT; i++)
        if (dialect->lines[i] && !cache_has(cache, dialect->lines[i]) &&
            !add_line(database, dialect->lines[i], i, dialect->texts[i], error))
            return false;
    sqlite3_stmt *insert =
        database_prepare(database, "INSERT OR IGNORE INTO dialect VALUES(?, ?, ?, ?, ?, ?)", error);
    if (!insert)
        return false;
    sqlite3_bind_int64(insert, 1, dialect->id);
    for (int i = 0; i < MAKING_COUNT; i++)
        if (dialect->lines[i])
            sqlite3_bind_int64(insert, 2 + i, dialect->lines[i]);
    return database_step(database, insert, error);
}

/* Lines whose text is another's. */
static bool verify_lines(struct database *database, uint64_t *wrong, struct error *error) {
    sqlite3_stmt *select = database_prepare(database, "SELECT id, facet, text FROM making", error);
    int code;
    if (!select)
        return false;
    while ((code = sqlite3_step(select)) == SQLITE_ROW) {
        struct slice text = column_blob(select, 2);
        uint64_t hash = XXH3_64bits_withSeed(text.data, text.size, (uint64_t)sqlite3_column_int64(select, 1));
        *wrong += dialect_id(hash) != sqlite3_column_int64(select, 0);
    }
    sqlite3_reset(select);
    return code == SQLITE_DONE || database_failed(database, error);
}

bool dialect_table_verify(struct database *database, uint64_t *wrong, struct error *error) {
    *wrong = 0;
    if (!verify_lines(database, wrong, error))
        return false;
    sqlite3_stmt *select = database_prepare(
        database, "SELECT id, program, delivery, layout, engine, charset FROM dialect", error);
    int code;
    if (!select)
        return false;
    while ((code = sqlite3_step(select)) == SQLITE_ROW) {
        int64_t lines[MAKING_COUNT];
        for (int i = 0; i < MAKING_COUNT; i++)
            lines[i] = sqlite3_column_int64(select, 1 + i);
        *wrong += dialect_id(XXH3_64bits(lines, sizeof lines)) != sqlite3_column_int64(select, 0);
    }
    sqlite3_reset(select);
    return code == SQLITE_DONE || database_failed(database, error);
}
