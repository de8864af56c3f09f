/* Counts as a row of small bars (Tufte's sparkline, in block characters or ASCII); linear in the counts. */
#include "command/sparkline.h"

#define LEVELS 8

static const char *const blocks[LEVELS + 1] = {" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
static const char *const signs[LEVELS + 1] = {" ", ".", ":", "-", "=", "+", "*", "#", "@"};

/* The counts that fall into this cell of `cells`. */
static uint64_t cell_sum(const uint32_t *counts, size_t count, size_t cell, size_t cells) {
    uint64_t sum = 0;
    for (size_t i = cell * count / cells; i < (cell + 1) * count / cells; i++)
        sum += counts[i];
    return sum;
}

size_t sparkline_append(struct buffer *into, const uint32_t *counts, size_t count, size_t cells, bool utf8) {
    uint64_t highest = 0;
    if (cells > count)
        cells = count;
    for (size_t cell = 0; cell < cells; cell++) {
        uint64_t sum = cell_sum(counts, count, cell, cells);
        highest = sum > highest ? sum : highest;
    }
    for (size_t cell = 0; cell < cells; cell++) {
        uint64_t sum = cell_sum(counts, count, cell, cells);
        size_t level = sum ? 1 + (size_t)(sum * (LEVELS - 1) / highest) : 0;
        buffer_append_string(into, (utf8 ? blocks : signs)[level]);
    }
    return cells;
}
