/* A column is as wide as its widest cell or title, cells stand to the right. A name takes a third of the
 * terminal at most. */
#include "command/grid.h"

#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "base/harmless.h"

#define GAP 2

static size_t column_width(const struct grid *grid, size_t column) {
    size_t width = display_width(slice_from_string(grid->titles[column]));
    for (size_t row = 0; row < grid->row_count; row++) {
        size_t cell = display_width(slice_from_string(grid->cells[row * grid->column_count + column]));
        width = cell > width ? cell : width;
    }
    return width;
}

static size_t name_width(const struct grid *grid, const struct terminal *terminal) {
    size_t width = 0;
    for (size_t row = 0; row < grid->row_count; row++) {
        size_t name = display_width(slice_from_string(grid->names[row]));
        width = name > width ? name : width;
    }
    return terminal->width && width > terminal->width / 3 ? terminal->width / 3 : width;
}

static void append_spaces(struct buffer *line, size_t count) {
    if (count)
        memset(buffer_reserve(line, count), ' ', count);
    line->size += count;
}

static void append_cell(struct buffer *line, const char *cell, size_t width) {
    size_t taken = display_width(slice_from_string(cell));
    append_spaces(line, GAP + (width > taken ? width - taken : 0));
    buffer_append_string(line, cell);
}

/* One past the last column that fits beside the names, at least one. */
static size_t block_end(const struct grid *grid, const struct terminal *terminal, size_t begin,
                        size_t taken) {
    size_t end = begin;
    while (end < grid->column_count) {
        taken += GAP + column_width(grid, end);
        if (terminal->width && taken > terminal->width && end > begin)
            break;
        end++;
    }
    return end;
}

static void append_titles(struct buffer *lines, const struct grid *grid, const struct terminal *terminal,
                          size_t names, size_t begin, size_t end) {
    buffer_append_string(lines, terminal_style(terminal, STYLE_FAINT));
    append_spaces(lines, names);
    for (size_t column = begin; column < end; column++)
        append_cell(lines, grid->titles[column], column_width(grid, column));
    buffer_append_string(lines, terminal_style(terminal, STYLE_PLAIN));
    buffer_append(lines, "\n", 1);
}

static void append_row(struct buffer *lines, const struct grid *grid, const struct terminal *terminal,
                       size_t row, size_t names, size_t begin, size_t end) {
    size_t taken = terminal_text(terminal, lines, grid->names[row], names);
    append_spaces(lines, names > taken ? names - taken : 0);
    for (size_t column = begin; column < end; column++)
        append_cell(lines, grid->cells[row * grid->column_count + column], column_width(grid, column));
    buffer_append(lines, "\n", 1);
}

void grid_print(const struct grid *grid, const struct terminal *terminal) {
    struct buffer lines = {0};
    size_t names = name_width(grid, terminal);
    for (size_t begin = 0, end; begin < grid->column_count; begin = end) {
        end = block_end(grid, terminal, begin, names);
        append_titles(&lines, grid, terminal, names, begin, end);
        for (size_t row = 0; row < grid->row_count; row++)
            append_row(&lines, grid, terminal, row, names, begin, end);
    }
    fwrite(lines.data, 1, lines.size, stdout);
    buffer_free(&lines);
}
