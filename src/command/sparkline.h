/* Counts as a row of small bars, one line high. */
#ifndef WEIR_COMMAND_SPARKLINE_H
#define WEIR_COMMAND_SPARKLINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"

/* Appends one bar a count, as high as it is against the highest; none for 0. More counts than `cells` share
 * cells. Returns the cells taken. */
size_t sparkline_append(struct buffer *into, const uint32_t *counts, size_t count, size_t cells, bool utf8);

#endif
