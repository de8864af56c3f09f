/* Running text on a terminal: wrapped at spaces, broken anywhere where there is none. Linear in the text that
 * is shown. */
#include "command/paragraph.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/harmless.h"

/* Lines longer than this are hard to read, however wide the terminal. */
#define LINE_COLUMNS 100

/* How much of text stands on the next line. */
static size_t line_length(struct slice text, size_t columns) {
    size_t fits = display_fit(text, columns);
    if (fits == text.size)
        return fits;
    const char *space = memrchr(text.data, ' ', fits);
    if (space && space > text.data)
        return (size_t)(space - text.data);
    return fits ? fits : 1;
}

struct writer {
    const struct terminal *terminal;
    const char *margin;
    size_t columns, lines_left;
};

static void write_line(struct writer *writer, struct slice line) {
    fputs(terminal_style(writer->terminal, STYLE_FAINT), stdout);
    fputs(writer->margin, stdout);
    fputs(terminal_style(writer->terminal, STYLE_PLAIN), stdout);
    if (line.size)
        fwrite(line.data, 1, line.size, stdout);
    putchar('\n');
    writer->lines_left--;
}

/* One line of the text, as many on the terminal as it takes. */
static void write_wrapped(struct writer *writer, const char *begin, size_t size) {
    struct buffer harmless = {0};
    char *line = strndup(begin, size);
    if (line)
        terminal_text(writer->terminal, &harmless, line, 0);
    struct slice rest = buffer_slice(&harmless);
    do {
        size_t length = rest.size ? line_length(rest, writer->columns) : 0;
        write_line(writer, slice_of(rest.data, length));
        while (length < rest.size && rest.data[length] == ' ')
            length++;
        rest = slice_of(rest.data + length, rest.size - length);
    } while (rest.size && writer->lines_left);
    free(line);
    buffer_free(&harmless);
}

void paragraph_print(const struct terminal *terminal, const char *margin, const char *text, size_t lines) {
    size_t width = terminal->width ? terminal->width : LINE_COLUMNS, indent = strlen(margin);
    if (width > LINE_COLUMNS)
        width = LINE_COLUMNS;
    struct writer writer = {terminal, margin, width > indent ? width - indent : 1, lines};
    bool empty_before = false;
    while (*text && writer.lines_left) {
        size_t size = strcspn(text, "\n");
        bool empty = strspn(text, " \t\r") >= size;
        /* Several empty lines say no more than one. */
        if (!empty || !empty_before)
            write_wrapped(&writer, text, empty ? 0 : size);
        empty_before = empty;
        text += size + (text[size] == '\n');
    }
    if (*text)
        write_line(&writer, slice_from_string("[...]"));
}
