/* The database is SQLite's anonymous one: a file without a name that is used where memory does not do, gone
 * when it is closed. */
#include "store/shadow.h"

#include "store/base.h"
#include "store/instrument_table.h"
#include "store/schema.h"

#define PRAGMAS                                                                                              \
    "PRAGMA page_size = 8192; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"                          \
    "PRAGMA cache_size = -32768;"

static bool copy_list(struct database *from, struct database *to, struct error *error) {
    struct arena *arena = arena_new();
    struct instrument_list list;
    bool good = instrument_table_read(from, arena, &list, error) && instrument_table_write(to, &list, error);
    arena_free(arena);
    return good;
}

bool shadow_open(struct shadow *shadow, struct store *store, struct error *error) {
    *shadow = (struct shadow){0};
    if (!database_open(&shadow->database, "", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, error))
        return false;
    shadow->database.path = "temporary database";
    if (!database_run(&shadow->database, PRAGMAS, error) || !schema_migrate(&shadow->database, error) ||
        !database_run(&shadow->database, "BEGIN", error) ||
        !copy_list(&store->database, &shadow->database, error) ||
        !finder_table_open(&shadow->table, &shadow->database, &shadow->backing, error) ||
        !(shadow->touts = tout_table_open(&shadow->database, error))) {
        shadow_close(shadow);
        return false;
    }
    shadow->finder = finder_new(&(struct finder_settings){0}, &shadow->backing);
    return true;
}

void shadow_close(struct shadow *shadow) {
    finder_free(shadow->finder);
    finder_table_close(&shadow->table);
    tout_table_close(shadow->touts);
    person_table_free(&shadow->people);
    if (shadow->database.handle)
        database_close(&shadow->database);
    *shadow = (struct shadow){0};
}

static void keep_label(void *context, const struct finder_label *label) {
    struct shadow *shadow = context;
    shadow->failed |= !tout_table_assign(shadow->touts, label, shadow->error);
}

/* Ids are of no interest here. */
static bool keep_name(void *context, int64_t founder) {
    return true;
}

bool shadow_settle(struct shadow *shadow, struct error *error) {
    shadow->error = error;
    shadow->unsettled = 0;
    if (!person_table_write(&shadow->people, &shadow->database, error))
        return false;
    finder_commit(shadow->finder, keep_label, shadow);
    if (shadow->table.failed)
        *error = shadow->table.error;
    return !shadow->table.failed && !shadow->failed &&
           tout_table_settle(shadow->touts, keep_name, shadow, error);
}

/* Judging touts asks for receipt, host and flags. */
static bool add_row(struct shadow *shadow, int64_t mail, const struct digest *digest, struct error *error) {
    sqlite3_stmt *insert = database_prepare(&shadow->database,
                                            "INSERT INTO mail(id, hash, short, offset, bytes, class, "
                                            "received, src_ip, flags) VALUES(?, x'', 0, 0, 0, 0,"
                                            " ?, ?, ?)",
                                            error);
    if (!insert)
        return false;
    sqlite3_bind_int64(insert, 1, mail);
    if (digest->received != TIME_NONE)
        sqlite3_bind_int64(insert, 2, digest->received);
    if (digest_has_host(digest))
        bind_blob(insert, 3, slice_of((const char *)digest->address, sizeof digest->address));
    sqlite3_bind_int64(insert, 4, digest->flags);
    return database_step(&shadow->database, insert, error);
}

bool shadow_add(struct shadow *shadow, int64_t mail, const struct digest *digest, struct error *error) {
    if (!add_row(shadow, mail, digest, error) ||
        !tout_table_add(shadow->touts, mail, digest->sighting, error))
        return false;
    person_table_add(&shadow->people, &digest->people);
    finder_add(shadow->finder, (uint64_t)mail, &digest->print);
    return ++shadow->unsettled < FINDER_TABLE_UNSETTLED || shadow_settle(shadow, error);
}

bool shadow_reread(struct shadow *shadow, struct store *store, struct error *error) {
    uint64_t count;
    return tout_reread(store, REREAD_TOLD, shadow->touts, keep_name, shadow, &count, error);
}
