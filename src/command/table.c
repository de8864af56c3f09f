/* Rows of aligned cells: every column is as wide as its widest cell, the last one gets the rest of the
 * terminal and is cut there. Two passes over the rows. */
#include "command/table.h"

#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "base/harmless.h"

#define GAP 2
/* What the last column keeps on any terminal. */
#define LAST_LEAST  12
#define NOTE_INDENT 4

void table_add(struct table *table, const struct table_row *row) {
    table->rows =
        arena_grow(table->arena, table->rows, table->row_count, &table->row_capacity, sizeof *table->rows);
    table->rows[table->row_count++] = *row;
}

struct layout {
    const struct terminal *terminal;
    bool shown[TABLE_COLUMNS];
    size_t widths[TABLE_COLUMNS]; /* 0: as long as it is */
};

static size_t widest(const struct table *table, size_t column) {
    size_t width = display_width(slice_from_string(table->columns[column].title));
    for (size_t row = 0; row < table->row_count; row++) {
        size_t cell = display_width(slice_from_string(table->rows[row].cells[column]));
        width = cell > width ? cell : width;
    }
    return width;
}

static void lay_out(const struct table *table, struct layout *layout) {
    size_t last = table->column_count - 1, taken = 0, width = layout->terminal->width;
    for (size_t column = 0; column < last; column++) {
        layout->shown[column] = !width || width >= table->columns[column].from_width;
        layout->widths[column] = widest(table, column);
        if (layout->shown[column])
            taken += layout->widths[column] + GAP;
    }
    layout->shown[last] = true;
    layout->widths[last] = !width ? 0 : width > taken + LAST_LEAST ? width - taken : LAST_LEAST;
}

static void append_spaces(struct buffer *line, size_t count) {
    memset(buffer_reserve(line, count), ' ', count);
    line->size += count;
}

static void append_cell(struct buffer *line, const struct layout *layout, const struct table_column *column,
                        const char *text, size_t width, bool last) {
    struct buffer shown = {0};
    size_t taken = terminal_text(layout->terminal, &shown, text, width);
    size_t padding = width > taken ? width - taken : 0;
    if (column->right)
        append_spaces(line, padding);
    if (column->style != STYLE_PLAIN)
        buffer_append_string(line, terminal_style(layout->terminal, column->style));
    buffer_append(line, shown.data, shown.size);
    if (column->style != STYLE_PLAIN)
        buffer_append_string(line, terminal_style(layout->terminal, STYLE_PLAIN));
    if (!last)
        append_spaces(line, GAP + (column->right ? 0 : padding));
    buffer_free(&shown);
}

static void print_titles(const struct table *table, const struct layout *layout, struct buffer *line) {
    buffer_clear(line);
    buffer_append_string(line, terminal_style(layout->terminal, STYLE_FAINT));
    for (size_t i = 0; i < table->column_count; i++) {
        struct table_column plain = {.right = table->columns[i].right, .style = STYLE_PLAIN};
        if (layout->shown[i])
            append_cell(line, layout, &plain, table->columns[i].title, layout->widths[i],
                        i + 1 == table->column_count);
    }
    buffer_append_string(line, terminal_style(layout->terminal, STYLE_PLAIN));
    buffer_append(line, "\n", 1);
    fwrite(line->data, 1, line->size, stdout);
}

static void print_row(const struct table *table, const struct layout *layout, const struct table_row *row,
                      struct buffer *line) {
    buffer_clear(line);
    for (size_t i = 0; i < table->column_count; i++)
        if (layout->shown[i])
            append_cell(line, layout, &table->columns[i], row->cells[i], layout->widths[i],
                        i + 1 == table->column_count);
    if (row->note)
        buffer_printf(line, "\n%*s%s", NOTE_INDENT, "", row->note);
    buffer_append(line, "\n", 1);
    fwrite(line->data, 1, line->size, stdout);
}

void table_print(const struct table *table, const struct terminal *terminal) {
    struct layout layout = {.terminal = terminal};
    struct buffer line = {0};
    lay_out(table, &layout);
    print_titles(table, &layout, &line);
    for (size_t row = 0; row < table->row_count; row++)
        print_row(table, &layout, &table->rows[row], &line);
    buffer_free(&line);
}
