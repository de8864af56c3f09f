/* The printer's face for people: `key  values` a line, keys aligned; a map within is enumerated ("example.org
 * 12, example.net 3") and wrapped at the terminal's width under its first value; of a list each item has its
 * line, and a map there is a row of its values. */
#include <assert.h>
#include <stdio.h>

#include "base/harmless.h"
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

/* filled[0]: is there more than the label? Without, the line waits for more, or is left out. */
static void finish_line(struct printer *printer) {
    if (!printer->filled[0])
        return;
    fwrite(printer->line.data, 1, printer->line.size, stdout);
    putchar('\n');
    start_line(printer, "");
}

/* Items of a map follow each other as long as they fit; values of a row stand beside each other, the last one
 * cut; of a list each item has a line. */
static void place(struct printer *printer) {
    bool enumerated = printer->depth == ENUMERATED && printer->open[MEMBER] == '{';
    size_t limit = printer->terminal->width, width = display_width(buffer_slice(&printer->item));
    if (printer->filled[0] && enumerated) {
        buffer_append(&printer->line, ",", 1);
        printer->column++;
    }
    if (limit && enumerated && printer->column + 1 + width > limit)
        finish_line(printer);
    size_t gap = !printer->filled[0] ? 0 : enumerated ? 1 : 2;
    size_t room = limit > printer->column + gap ? limit - printer->column - gap : 1;
    buffer_printf(&printer->line, "%*s", (int)gap, "");
    buffer_append(&printer->item, "", 1);
    printer->column +=
        gap + terminal_text(printer->terminal, &printer->line, printer->item.data, limit ? room : 0);
    printer->filled[0] = true;
    buffer_clear(&printer->item);
    if (printer->depth == ENUMERATED && !enumerated)
        finish_line(printer);
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
        place(printer);
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
