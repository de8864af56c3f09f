/* A line of printable ASCII of bounded length, put together piece by piece; what does not fit is left out. */
#ifndef WEIR_MAIL_LINE_H
#define WEIR_MAIL_LINE_H

#include "mail/making.h"
#include "mail/shape.h"

/* Empty with size 0. */
struct line {
    char data[MAKING_BYTES];
    size_t size;
};

/* Bytes that are not printable become '?'. */
static inline void line_char(struct line *line, char c) {
    if (line->size + 1 < MAKING_BYTES)
        line->data[line->size++] = c >= ' ' && c < 0x7f ? c : '?';
}

static inline void line_slice(struct line *line, struct slice text) {
    size_t room = MAKING_BYTES - 1 - line->size, size = text.size < room ? text.size : room;
    char *to = line->data + line->size;
    for (size_t i = 0; i < size; i++)
        to[i] = (unsigned char)(text.data[i] - ' ') < 0x7f - ' ' ? text.data[i] : '?';
    line->size += size;
}

static inline void line_string(struct line *line, const char *text) {
    line_slice(line, slice_from_string(text));
}

static inline void line_shape(struct line *line, const struct shape *shape) {
    line_slice(line, slice_of(shape->data, shape->size));
}

/* Runs of digits as one 9: versions change with every machine. At most `most` bytes of text. */
static inline void line_version(struct line *line, struct slice text, size_t most) {
    for (size_t i = 0; i < text.size && i < most; i++) {
        bool digit = text.data[i] >= '0' && text.data[i] <= '9';
        if (!digit || !i || text.data[i - 1] < '0' || text.data[i - 1] > '9')
            line_char(line, digit ? '9' : text.data[i]);
    }
}

static inline const char *line_keep(struct arena *arena, const struct line *line) {
    return arena_copy(arena, line->data, line->size);
}

#endif
