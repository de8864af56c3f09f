/* Marks in a line of text the words that were searched for. */
#ifndef WEIR_COMMAND_HIGHLIGHT_H
#define WEIR_COMMAND_HIGHLIGHT_H

#include "command/terminal.h"

/* Appends text (harmless) with every word that is among those of `words`, but for case and accents, in
 * STYLE_HIT. */
void highlight_append(const struct terminal *terminal, struct buffer *into, struct slice text,
                      const char *const *words, size_t count);

#endif
