/* SQLite, spoken to in one way: prepared statements that live with their connection, errors in words. */
#ifndef WEIR_STORE_DATABASE_H
#define WEIR_STORE_DATABASE_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/slice.h"

/* Statements kept prepared by one connection: as many as there are different ones in this folder. */
#define DATABASE_STATEMENTS 250

struct database {
    sqlite3 *handle;
    const char *path; /* for errors; the caller's */
    struct {
        const char *sql;
        sqlite3_stmt *statement;
    } prepared[DATABASE_STATEMENTS];
    size_t prepared_count;
};

bool database_open(struct database *database, const char *path, int flags, struct error *error);
void database_close(struct database *database);
/* One or more statements without parameters or rows. */
bool database_run(struct database *database, const char *sql, struct error *error);
/* The prepared statement of sql, a string literal (told apart by its address), reset and without bindings.
 * NULL with error set. */
sqlite3_stmt *database_prepare(struct database *database, const char *sql, struct error *error);
/* Steps a statement that gives no rows, and resets it. */
bool database_step(struct database *database, sqlite3_stmt *statement, struct error *error);
/* Fills error from what SQLite last complained of; returns false. */
bool database_failed(const struct database *database, struct error *error);
/* The first column of the first row; `otherwise` if there is no row. */
bool database_number(struct database *database, const char *sql, int64_t otherwise, int64_t *number,
                     struct error *error);

/* Steps a statement that gives one row or none; the caller reads the row and resets. */
bool database_row(struct database *database, sqlite3_stmt *statement, bool *found, struct error *error);

/* Column n as a time; TIME_NONE for NULL and for what can be no time. */
int64_t column_time(sqlite3_stmt *statement, int n);
/* Column n as text, "" for NULL; lives until the next step. */
const char *column_text(sqlite3_stmt *statement, int n);
struct slice column_blob(sqlite3_stmt *statement, int n);
/* Binds "" as NULL, text that outlives the step otherwise. */
void bind_text(sqlite3_stmt *statement, int n, const char *text);
void bind_blob(sqlite3_stmt *statement, int n, struct slice blob);

#endif
