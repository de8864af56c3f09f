/* Text out of mail, made safe to show: a terminal obeys control characters, and bidirectional overrides make
 * a line read other than it is. Also how wide text stands on a terminal. */
#ifndef WEIR_BASE_HARMLESS_H
#define WEIR_BASE_HARMLESS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "base/slice.h"

enum harmless_mode {
    HARMLESS_LINE,  /* tabs, line ends and all controls become spaces */
    HARMLESS_TEXT,  /* the same, but line feeds and tabs stay */
    HARMLESS_ASCII, /* HARMLESS_LINE, and '?' for all beyond ASCII: the terminal would misread it */
    HARMLESS_UTF8,  /* only bytes that are no UTF-8 are replaced: what JSON asks for */
};

/* Appends; invalid bytes and bidirectional controls become U+FFFD. */
void harmless_append(struct buffer *into, struct slice text, enum harmless_mode mode);
/* Is there anything that HARMLESS_TEXT would change? */
bool harmless_already(struct slice text);

/* Columns on a terminal: 0 for marks and other characters without width, 2 for wide ones. text: harmless. */
size_t display_width(struct slice text);
/* How many bytes from the start fit in `columns`. */
size_t display_fit(struct slice text, size_t columns);

#endif
