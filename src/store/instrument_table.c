/* Cost: a row an instrument when the list is given; a look-up in an index where one is asked for. */
#include "store/instrument_table.h"

#include <string.h>

static struct instrument row_of(sqlite3_stmt *select, struct arena *arena) {
    return (struct instrument){.symbol = arena_string(arena, column_text(select, 0)),
                               .name = arena_string(arena, column_text(select, 1)),
                               .market = arena_string(arena, column_text(select, 2)),
                               .type = arena_string(arena, column_text(select, 3))};
}

bool instrument_table_read(struct database *database, struct arena *arena, struct instrument_list *list,
                           struct error *error) {
    sqlite3_stmt *select = database_prepare(
        database, "SELECT symbol, name, market, type FROM instrument ORDER BY symbol", error);
    size_t capacity = 0;
    int code;
    *list = (struct instrument_list){0};
    if (!select)
        return false;
    while ((code = sqlite3_step(select)) == SQLITE_ROW) {
        list->rows = arena_grow(arena, list->rows, list->count, &capacity, sizeof *list->rows);
        list->rows[list->count++] = row_of(select, arena);
    }
    sqlite3_reset(select);
    return code == SQLITE_DONE || database_failed(database, error);
}

bool instrument_table_write(struct database *database, const struct instrument_list *list,
                            struct error *error) {
    if (!database_run(database, "DELETE FROM instrument", error))
        return false;
    for (size_t i = 0; i < list->count; i++) {
        const struct instrument *row = &list->rows[i];
        const char *const values[] = {row->symbol, row->name, row->market, row->type};
        sqlite3_stmt *insert = database_prepare(database, "INSERT INTO instrument VALUES(?, ?, ?, ?)", error);
        if (!insert)
            return false;
        for (int j = 0; j < 4; j++)
            sqlite3_bind_text(insert, j + 1, values[j], -1, SQLITE_STATIC);
        if (!database_step(database, insert, error))
            return false;
    }
    return true;
}

bool instrument_table_find(struct database *database, struct arena *arena, struct slice symbol,
                           struct instrument *instrument, struct error *error) {
    sqlite3_stmt *select = database_prepare(
        database, "SELECT symbol, name, market, type FROM instrument WHERE symbol = ?", error);
    bool found;
    *instrument = (struct instrument){"", "", "", ""};
    if (!select)
        return false;
    sqlite3_bind_text(select, 1, symbol.data, (int)symbol.size, SQLITE_STATIC);
    if (!database_row(database, select, &found, error))
        return false;
    if (found)
        *instrument = row_of(select, arena);
    sqlite3_reset(select);
    return true;
}

bool instrument_table_symbol(struct database *database, struct arena *arena, const char *name,
                             const char **symbol, struct error *error) {
    sqlite3_stmt *select = database_prepare(
        database, "SELECT min(symbol), count(*) FROM instrument WHERE name = ? AND name <> ''", error);
    bool found;
    *symbol = NULL;
    if (!select)
        return false;
    sqlite3_bind_text(select, 1, name, -1, SQLITE_STATIC);
    if (!database_row(database, select, &found, error))
        return false;
    if (sqlite3_column_int64(select, 1) == 1)
        *symbol = arena_string(arena, column_text(select, 0));
    sqlite3_reset(select);
    return true;
}
