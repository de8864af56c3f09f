/* Rows of aligned cells, laid out for a terminal's width. */
#ifndef WEIR_COMMAND_TABLE_H
#define WEIR_COMMAND_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "command/terminal.h"

/* The last column takes what width the others leave. */
struct table_column {
    const char *title;
    bool right;        /* numbers */
    size_t from_width; /* left out on a narrower terminal */
    enum terminal_style style;
};

#define TABLE_COLUMNS 10

struct table_row {
    const char *cells[TABLE_COLUMNS];
    const char *note; /* stands indented under the row, made harmless already; NULL none */
};

struct table {
    struct arena *arena;
    const struct table_column *columns;
    size_t column_count;
    struct table_row *rows;
    size_t row_count, row_capacity;
};

/* Cells in the order of the columns; strings must outlive the table. */
void table_add(struct table *table, const struct table_row *row);
/* Header and rows to standard output. */
void table_print(const struct table *table, const struct terminal *terminal);

#endif
