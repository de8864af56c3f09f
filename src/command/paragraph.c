/* Running text on a terminal: wrapped at spaces, broken anywhere where there is none. Linear in the text that
 * is shown. */
#include "command/paragraph.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/harmless.h"

/* Lines longer than this are hard to read, however wide the terminal. */
#define LINE_COLUMNS 100

static void write_line(struct paragraph *paragraph, struct slice line) {
    fputs(terminal_style(paragraph->terminal, STYLE_FAINT), stdout);
    fputs(paragraph->label ? paragraph->label : paragraph->margin, stdout);
    paragraph->label = NULL;
    fputs(terminal_style(paragraph->terminal, STYLE_PLAIN), stdout);
    if (line.size)
        fwrite(line.data, 1, line.size, stdout);
    putchar('\n');
}

/* Several empty lines say no more than one. */
static void finish_line(struct paragraph *paragraph, bool wraps) {
    bool empty = !paragraph->width && !paragraph->wrapped;
    if (!(empty && paragraph->empty_before)) {
        if (paragraph->lines_left) {
            write_line(paragraph, buffer_slice(&paragraph->line));
            paragraph->lines_left--;
        } else {
            paragraph->cut = true;
        }
    }
    paragraph->empty_before = empty;
    paragraph->wrapped = wraps;
    paragraph->width = paragraph->spaces = paragraph->word_from = 0;
    buffer_clear(&paragraph->line);
}

static void put(struct paragraph *paragraph, enum terminal_style style, struct slice text) {
    if (style != STYLE_PLAIN)
        buffer_append_string(&paragraph->line, terminal_style(paragraph->terminal, style));
    buffer_append(&paragraph->line, text.data, text.size);
    if (style != STYLE_PLAIN)
        buffer_append_string(&paragraph->line, terminal_style(paragraph->terminal, STYLE_PLAIN));
    paragraph->width += display_width(text);
}

/* Takes what the next piece is glued to along to the next line. */
static void carry_word(struct paragraph *paragraph) {
    size_t width = paragraph->width - paragraph->word_column;
    size_t size = paragraph->line.size - paragraph->word_from;
    char *word = allocate(size);
    memcpy(word, paragraph->line.data + paragraph->word_from, size);
    paragraph->line.size = paragraph->word_before;
    finish_line(paragraph, true);
    buffer_append(&paragraph->line, word, size);
    paragraph->width = width;
    free(word);
}

static void put_spaces(struct paragraph *paragraph) {
    if (paragraph->wrapped && !paragraph->width)
        paragraph->spaces = 0;
    if (!paragraph->spaces)
        return;
    paragraph->word_before = paragraph->line.size;
    buffer_printf(&paragraph->line, "%*s", (int)paragraph->spaces, "");
    paragraph->width += paragraph->spaces;
    paragraph->word_from = paragraph->line.size;
    paragraph->word_column = paragraph->width;
    paragraph->spaces = 0;
}

/* A run without spaces, harmless already. */
static void put_word(struct paragraph *paragraph, enum terminal_style style, struct slice word) {
    size_t width = display_width(word);
    if (paragraph->width && paragraph->width + paragraph->spaces + width > paragraph->columns) {
        if (paragraph->spaces || !paragraph->word_from || !paragraph->word_before)
            finish_line(paragraph, true);
        else
            carry_word(paragraph);
    }
    put_spaces(paragraph);
    while (word.size) {
        size_t room = paragraph->columns > paragraph->width ? paragraph->columns - paragraph->width : 1;
        size_t fits = display_fit(word, room);
        fits = fits ? fits : 1;
        put(paragraph, style, slice_of(word.data, fits));
        word = slice_of(word.data + fits, word.size - fits);
        if (word.size)
            finish_line(paragraph, true);
    }
}

/* Part of one line. */
static void put_text(struct paragraph *paragraph, enum terminal_style style, const char *text, size_t size) {
    struct buffer harmless = {0};
    char *line = strndup(text, size);
    if (line)
        terminal_text(paragraph->terminal, &harmless, line, 0);
    struct slice rest = buffer_slice(&harmless);
    while (rest.size && !paragraph->cut) {
        size_t word = 0;
        if (*rest.data == ' ') {
            paragraph->spaces++;
            word = 1;
        } else {
            const char *space = memchr(rest.data, ' ', rest.size);
            word = space ? (size_t)(space - rest.data) : rest.size;
            put_word(paragraph, style, slice_of(rest.data, word));
        }
        rest = slice_of(rest.data + word, rest.size - word);
    }
    free(line);
    buffer_free(&harmless);
}

void paragraph_begin(struct paragraph *paragraph, const struct terminal *terminal, const char *margin,
                     size_t lines) {
    size_t width = terminal->width ? terminal->width : LINE_COLUMNS, indent = strlen(margin);
    if (width > LINE_COLUMNS)
        width = LINE_COLUMNS;
    *paragraph = (struct paragraph){.terminal = terminal,
                                    .margin = margin,
                                    .columns = width > indent ? width - indent : 1,
                                    .lines_left = lines};
}

void paragraph_add(struct paragraph *paragraph, enum terminal_style style, const char *text) {
    while (*text && !paragraph->cut) {
        size_t size = strcspn(text, "\n");
        put_text(paragraph, style, text, size);
        text += size;
        if (*text && !paragraph->cut) {
            finish_line(paragraph, false);
            text++;
        }
    }
}

void paragraph_end(struct paragraph *paragraph) {
    if (!paragraph->cut && paragraph->width)
        finish_line(paragraph, false);
    if (paragraph->cut)
        write_line(paragraph, slice_from_string("[...]"));
    buffer_free(&paragraph->line);
}

void paragraph_print(const struct terminal *terminal, const char *margin, const char *text, size_t lines) {
    struct paragraph paragraph;
    paragraph_begin(&paragraph, terminal, margin, lines);
    paragraph_add(&paragraph, STYLE_PLAIN, text);
    paragraph_end(&paragraph);
}
