/* The database is SQLite's anonymous one: a file without a name that is used where memory does not do, gone
 * when it is closed. */
#include "store/shadow.h"

#include "store/schema.h"

#define PRAGMAS                                                                                              \
    "PRAGMA page_size = 8192; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"                          \
    "PRAGMA cache_size = -32768;"

bool shadow_open(struct shadow *shadow, struct error *error) {
    *shadow = (struct shadow){0};
    if (!database_open(&shadow->database, "", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, error))
        return false;
    shadow->database.path = "temporary database";
    if (!database_run(&shadow->database, PRAGMAS, error) || !schema_migrate(&shadow->database, error) ||
        !database_run(&shadow->database, "BEGIN", error) ||
        !finder_table_open(&shadow->table, &shadow->database, &shadow->backing, error)) {
        shadow_close(shadow);
        return false;
    }
    shadow->finder = finder_new(&(struct finder_settings){0}, &shadow->backing);
    return true;
}

void shadow_close(struct shadow *shadow) {
    finder_free(shadow->finder);
    finder_table_close(&shadow->table);
    if (shadow->database.handle)
        database_close(&shadow->database);
    *shadow = (struct shadow){0};
}

static void keep_label(void *context, const struct finder_label *label) {
    struct shadow *shadow = context;
    shadow->failed |= !finder_table_assign(&shadow->database, label, shadow->error);
}

bool shadow_settle(struct shadow *shadow, struct error *error) {
    shadow->error = error;
    shadow->unsettled = 0;
    finder_commit(shadow->finder, keep_label, shadow);
    if (shadow->table.failed)
        *error = shadow->table.error;
    return !shadow->table.failed && !shadow->failed;
}

bool shadow_add(struct shadow *shadow, int64_t mail, const struct print *print, struct error *error) {
    finder_add(shadow->finder, (uint64_t)mail, print);
    return ++shadow->unsettled < FINDER_TABLE_UNSETTLED || shadow_settle(shadow, error);
}
