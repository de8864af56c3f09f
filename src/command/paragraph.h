/* Running text on a terminal. */
#ifndef WEIR_COMMAND_PARAGRAPH_H
#define WEIR_COMMAND_PARAGRAPH_H

#include <stddef.h>

#include "command/terminal.h"

/* Text that comes in pieces, each in its style. */
struct paragraph {
    const struct terminal *terminal;
    const char *margin;
    const char
        *label; /* instead of the margin before the first line, as wide; NULL: none. The caller's to set */
    size_t columns, lines_left;
    struct buffer line; /* being made, styles included */
    size_t width;       /* of it */
    size_t spaces;      /* to be written before the next word */
    size_t word_from;   /* where the last word begins in the line, 0: it is the only one */
    size_t word_before; /* and where the one before it ends */
    size_t word_column; /* how wide the line is up to there */
    bool wrapped;       /* the line goes on from the one before */
    bool empty_before, cut;
};

/* Everything goes to standard output, made harmless, each line wrapped at the terminal's width behind
 * `margin`, which lives until the end; at most `lines` lines, then what is left out is said. */
void paragraph_begin(struct paragraph *paragraph, const struct terminal *terminal, const char *margin,
                     size_t lines);
void paragraph_add(struct paragraph *paragraph, enum terminal_style style, const char *text);
void paragraph_end(struct paragraph *paragraph);

/* One piece of plain text. */
void paragraph_print(const struct terminal *terminal, const char *margin, const char *text, size_t lines);

#endif
