/* Only what is a tout by its own messages makes a symbol hot, so that one thing being hot never makes another
 * so, and the order in which parts are judged does not matter. A name counts as a hot one's with one letter
 * missing, wrong or too much, since what is read in pictures is read badly.
 *
 * Cost: a pass over the cells at each settling that changed one; one over all names when a symbol becomes
 * hot. */
#include "store/tout_hot.h"

#include <string.h>

#include "store/tout_mentions.h"

/* Messages that tout a symbol by themselves before it is hot. */
#define HOT_MESSAGES 10
/* A shorter name is nearly too many others. */
#define VARIANT_BYTES 4

/* Rows of one column. */
static bool read_names(struct database *database, struct arena *arena, sqlite3_stmt *select,
                       struct tout_hot *hot, struct error *error) {
    size_t capacity = 0;
    int code;
    *hot = (struct tout_hot){0};
    while ((code = sqlite3_step(select)) == SQLITE_ROW) {
        hot->names = arena_grow(arena, hot->names, hot->count, &capacity, sizeof *hot->names);
        hot->names[hot->count++] = arena_string(arena, column_text(select, 0));
    }
    sqlite3_reset(select);
    return code == SQLITE_DONE || database_failed(database, error);
}

bool tout_hot_read(struct database *database, struct arena *arena, struct tout_hot *hot,
                   struct error *error) {
    sqlite3_stmt *select = database_prepare(database, "SELECT name FROM hot ORDER BY name", error);
    return select && read_names(database, arena, select, hot, error);
}

const char *tout_hot_find(const struct tout_hot *hot, const char *name, enum tout_kind kind) {
    size_t bytes = tout_base_bytes(name, kind);
    if (kind != TOUT_SYMBOL)
        return NULL;
    for (size_t i = 0; i < hot->count; i++)
        if (strlen(hot->names[i]) == bytes && !memcmp(hot->names[i], name, bytes))
            return hot->names[i];
    for (size_t i = 0; i < hot->count && bytes >= VARIANT_BYTES; i++)
        if (strlen(hot->names[i]) >= VARIANT_BYTES && tout_is_variant(hot->names[i], name))
            return hot->names[i];
    return NULL;
}

/* Cells as they are now say which are hot. */
static bool read_hot_cells(struct database *database, struct arena *arena, struct tout_hot *hot,
                           struct error *error) {
    static const char sql[] =
        "SELECT CASE instr(name, '.') WHEN 0 THEN name ELSE substr(name, 1, instr(name, '.') - 1) END AS base"
        " FROM cell WHERE own AND kind = ?1 GROUP BY base HAVING sum(messages) >= ?2 ORDER BY base";
    sqlite3_stmt *select = database_prepare(database, sql, error);
    if (!select)
        return false;
    sqlite3_bind_int64(select, 1, TOUT_SYMBOL);
    sqlite3_bind_int64(select, 2, HOT_MESSAGES);
    return read_names(database, arena, select, hot, error);
}

static bool has(const struct tout_hot *hot, const char *name) {
    for (size_t i = 0; i < hot->count; i++)
        if (!strcmp(hot->names[i], name))
            return true;
    return false;
}

/* Those of a that b has not, appended. */
static void add_missing(struct arena *arena, const struct tout_hot *a, const struct tout_hot *b,
                        struct tout_hot *difference) {
    for (size_t i = 0; i < a->count; i++)
        if (!has(b, a->names[i])) {
            if (!difference->names)
                difference->names = arena_alloc(arena, (a->count + b->count) * sizeof *difference->names);
            difference->names[difference->count++] = a->names[i];
        }
}

static bool write_names(struct database *database, const struct tout_hot *hot, struct error *error) {
    for (size_t i = 0; i < hot->count; i++) {
        sqlite3_stmt *insert = database_prepare(database, "INSERT INTO hot VALUES(?)", error);
        if (!insert)
            return false;
        sqlite3_bind_text(insert, 1, hot->names[i], -1, SQLITE_STATIC);
        if (!database_step(database, insert, error))
            return false;
    }
    return true;
}

static bool is_hot(void *context, const char *name, enum tout_kind kind) {
    return tout_hot_find(context, name, kind) != NULL;
}

bool tout_hot_update(struct database *database,
                     bool (*changed)(void *context, int64_t part, struct error *error), void *context,
                     struct error *error) {
    struct arena *arena = arena_new();
    struct tout_hot former, now, difference = {0};
    bool good =
        tout_hot_read(database, arena, &former, error) && read_hot_cells(database, arena, &now, error);
    if (good) {
        add_missing(arena, &now, &former, &difference);
        add_missing(arena, &former, &now, &difference);
    }
    if (good && difference.count)
        good = database_run(database, "DELETE FROM hot", error) && write_names(database, &now, error) &&
               tout_mentions_visit(database, is_hot, &difference, changed, context, error);
    arena_free(arena);
    return good;
}
