/* Numbers in rows and columns, each row with a name at its left: for a narrow terminal cut into blocks of
 * columns that stand below each other. */
#ifndef WEIR_COMMAND_GRID_H
#define WEIR_COMMAND_GRID_H

#include "base/arena.h"
#include "command/terminal.h"

struct grid {
    const char *const *names; /* of rows; made harmless here */
    size_t row_count;
    const char *const *titles; /* of columns */
    size_t column_count;
    const char *const *cells; /* [row * column_count + column] */
};

/* To standard output. */
void grid_print(const struct grid *grid, const struct terminal *terminal);

#endif
