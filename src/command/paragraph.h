/* Running text on a terminal. */
#ifndef WEIR_COMMAND_PARAGRAPH_H
#define WEIR_COMMAND_PARAGRAPH_H

#include <stddef.h>

#include "command/terminal.h"

/* Writes text to standard output, made harmless, each of its lines wrapped at the terminal's width behind
 * `margin`; at most `lines` lines, then what is left out is said. */
void paragraph_print(const struct terminal *terminal, const char *margin, const char *text, size_t lines);

#endif
