/* What a stream is connected to, and what may be shown there. */
#ifndef WEIR_COMMAND_TERMINAL_H
#define WEIR_COMMAND_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/buffer.h"

struct terminal {
    bool is_terminal;
    bool colour;  /* a terminal, and neither NO_COLOR nor TERM=dumb speaks against it */
    bool utf8;    /* blocks and other signs beyond ASCII can be shown */
    size_t width; /* columns; 0: not a terminal, lines may be as long as they like */
};

/* setlocale() must have been called. COLUMNS counts more than what the terminal says, also without one. */
void terminal_look(struct terminal *terminal, FILE *stream);

enum terminal_style { STYLE_PLAIN, STYLE_STRONG, STYLE_FAINT, STYLE_HIT, STYLE_COUNT };
/* The escape sequence, "" without colour. STYLE_PLAIN ends the others. */
const char *terminal_style(const struct terminal *terminal, enum terminal_style style);

/* Appends text as one line that does no harm, at most `columns` wide (0: as it is); what does not fit is cut
 * and marked. Returns the columns taken. */
size_t terminal_text(const struct terminal *terminal, struct buffer *into, const char *text, size_t columns);

#endif
