/* See database.h. */
#include "store/database.h"

#include <string.h>

#include "base/time.h"

/* A reader that meets a checkpoint, or a writer that meets another's last moments, waits so long. */
#define BUSY_MS 10000
/* The year 9999 ends then. */
#define TIME_MOST INT64_C(253402300799)

bool database_failed(const struct database *database, struct error *error) {
    int code = database->handle ? sqlite3_extended_errcode(database->handle) : SQLITE_NOMEM;
    const char *words = database->handle ? sqlite3_errmsg(database->handle) : "out of memory";
    switch (code & 0xff) {
    case SQLITE_FULL:
        return error_set(error, "%s: the disk is full; make room and run the command again", database->path);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_CONSTRAINT: /* what is written fits what a sound store holds */
        return error_set(error,
                         "%s is damaged (%s); `weir check --repair` mends what the raw mail still holds",
                         database->path, words);
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
        return error_set(error, "%s cannot be opened (%s); check that the folder is yours to read and write",
                         database->path, words);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return error_set(error, "%s is busy: another program holds it; try again when it is done",
                         database->path);
    default:
        return error_set(error, "%s: %s", database->path, words);
    }
}

bool database_open(struct database *database, const char *path, int flags, struct error *error) {
    *database = (struct database){.path = path};
    if (sqlite3_open_v2(path, &database->handle, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL) !=
        SQLITE_OK) {
        database_failed(database, error);
        database_close(database);
        return false;
    }
    sqlite3_busy_timeout(database->handle, BUSY_MS);
    return true;
}

void database_close(struct database *database) {
    for (size_t i = 0; i < database->prepared_count; i++)
        sqlite3_finalize(database->prepared[i].statement);
    sqlite3_close(database->handle);
    *database = (struct database){0};
}

bool database_run(struct database *database, const char *sql, struct error *error) {
    return sqlite3_exec(database->handle, sql, NULL, NULL, NULL) == SQLITE_OK ||
           database_failed(database, error);
}

sqlite3_stmt *database_prepare(struct database *database, const char *sql, struct error *error) {
    for (size_t i = 0; i < database->prepared_count; i++)
        if (database->prepared[i].sql == sql) {
            sqlite3_stmt *statement = database->prepared[i].statement;
            sqlite3_reset(statement);
            sqlite3_clear_bindings(statement);
            return statement;
        }
    sqlite3_stmt *statement;
    if (database->prepared_count == DATABASE_STATEMENTS) {
        error_set(error, "%s: more than %d statements", database->path, DATABASE_STATEMENTS);
        return NULL;
    }
    if (sqlite3_prepare_v3(database->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) !=
        SQLITE_OK) {
        database_failed(database, error);
        return NULL;
    }
    database->prepared[database->prepared_count].sql = sql;
    database->prepared[database->prepared_count++].statement = statement;
    return statement;
}

bool database_step(struct database *database, sqlite3_stmt *statement, struct error *error) {
    if (!statement)
        return false;
    int code = sqlite3_step(statement);
    bool done = code == SQLITE_DONE || code == SQLITE_ROW || database_failed(database, error);
    sqlite3_reset(statement);
    return done;
}

bool database_row(struct database *database, sqlite3_stmt *statement, bool *found, struct error *error) {
    int code = sqlite3_step(statement);
    *found = code == SQLITE_ROW;
    if (*found || code == SQLITE_DONE)
        return true;
    database_failed(database, error);
    sqlite3_reset(statement);
    return false;
}

bool database_number(struct database *database, const char *sql, int64_t otherwise, int64_t *number,
                     struct error *error) {
    sqlite3_stmt *statement = database_prepare(database, sql, error);
    if (!statement)
        return false;
    bool found;
    if (!database_row(database, statement, &found, error))
        return false;
    *number = found ? sqlite3_column_int64(statement, 0) : otherwise;
    sqlite3_reset(statement);
    return true;
}

int64_t column_time(sqlite3_stmt *statement, int n) {
    int64_t time = sqlite3_column_int64(statement, n);
    bool known = sqlite3_column_type(statement, n) != SQLITE_NULL && time >= -TIME_MOST && time <= TIME_MOST;
    return known ? time : TIME_NONE;
}

const char *column_text(sqlite3_stmt *statement, int n) {
    const char *text = (const char *)sqlite3_column_text(statement, n);
    return text ? text : "";
}

struct slice column_blob(sqlite3_stmt *statement, int n) {
    const char *data = sqlite3_column_blob(statement, n);
    return slice_of(data, (size_t)sqlite3_column_bytes(statement, n));
}

void bind_text(sqlite3_stmt *statement, int n, const char *text) {
    if (*text)
        sqlite3_bind_text(statement, n, text, -1, SQLITE_STATIC);
    else
        sqlite3_bind_null(statement, n);
}

void bind_blob(sqlite3_stmt *statement, int n, struct slice blob) {
    sqlite3_bind_blob64(statement, n, blob.data, blob.size, SQLITE_STATIC);
}
