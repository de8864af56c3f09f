/* The printer's face for people: `key  values` a line, keys aligned; what is within a member is enumerated
 * ("example.org 12, example.net 3") and wrapped at the terminal's width under its first value; a map in a
 * list is a row of its values on a line of its own. */
#include <assert.h>
#include <stdio.h>

#include "command/output.h"
#include "command/printer.h"

/* Columns of the keys, and of the margin before them. */
#define KEY_COLUMNS 13
#define MARGIN      2

/* Depths: members of the outermost map, what is enumerated in one, values of a row. */
enum { MEMBER = 1, ENUMERATED = 2, ROW = 3 };

static void start_line(struct printer *printer, const char *label) {
    buffer_clear(&printer->line);
    buffer_printf(&printer->line, "%*s%s%-*s%s", MARGIN, "", terminal_style(printer->terminal, STYLE_FAINT),
                  KEY_COLUMNS, label, terminal_style(printer->terminal, STYLE_PLAIN));
    printer->column = MARGIN + KEY_COLUMNS;
    printer->filled[0] = false;
}

/* filled[0]: is there more than the label? A line without is left out. */
static void finish_line(struct printer *printer) {
    if (printer->filled[0]) {
        fwrite(printer->line.data, 1, printer->line.size, stdout);
        putchar('\n');
    }
    start_line(printer, "");
}

/* Takes the item into the line, or into the next where it is too long. */
static void place(struct printer *printer, const char *separator) {
    size_t begin = printer->line.size, limit = printer->terminal->width, before = printer->column;
    bool first = !printer->filled[0];
    if (!first)
        buffer_append_string(&printer->line, separator);
    size_t room = limit && printer->depth == ROW && limit > before + 2 ? limit - before - 2 : 0;
    struct buffer *item = &printer->item;
    buffer_append(item, "", 1);
    size_t width = terminal_text(printer->terminal, &printer->line, item->data, room);
    buffer_clear(item);
    printer->column = before + width + (first ? 0 : 2);
    printer->filled[0] = true;
    if (!limit || printer->column <= limit || first || printer->depth == ROW)
        return;
    struct buffer moved = {0};
    buffer_append(&moved, printer->line.data + begin + 2, printer->line.size - begin - 2);
    printer->line.size = begin;
    buffer_append(&printer->line, ",", separator[0] == ',');
    finish_line(printer);
    buffer_append(&printer->line, moved.data, moved.size);
    printer->column += width;
    printer->filled[0] = true;
    buffer_free(&moved);
}

static void begin(struct printer *printer, char bracket) {
    assert(printer->depth < ROW);
    printer->open[printer->depth++] = bracket;
    if (printer->depth == ROW)
        finish_line(printer);
}

static void end(struct printer *printer, char bracket) {
    if (printer->depth-- > MEMBER)
        finish_line(printer);
}

static void key(struct printer *printer, const char *name) {
    if (printer->depth == MEMBER)
        start_line(printer, name);
    else if (printer->depth == ENUMERATED)
        buffer_printf(&printer->item, "%s ", name);
}

static void string(struct printer *printer, const char *text) {
    if (text || printer->depth == ROW) {
        buffer_append_string(&printer->item, text ? text : "-");
        place(printer, printer->depth == ROW ? "  " : ", ");
    }
    if (printer->depth == MEMBER)
        finish_line(printer);
}

static void count(struct printer *printer, uint64_t number) {
    char text[OUTPUT_NUMBER_BYTES];
    string(printer, output_count(number, text));
}

static void real(struct printer *printer, double number) {
    char text[OUTPUT_NUMBER_BYTES];
    snprintf(text, sizeof text, "%.2f", number);
    string(printer, text);
}

static void truth(struct printer *printer, bool is_true) {
    string(printer, is_true ? "yes" : "no");
}

void printer_text(struct printer *printer, const struct terminal *terminal) {
    static const struct printer_face face = {begin, end, key, string, count, real, truth};
    *printer = (struct printer){.face = &face, .terminal = terminal};
}
