/* Bytes that grow. The caller owns the struct; buffer_free() frees what is in it. Zeroed is empty and valid.
 */
#ifndef WEIR_BASE_BUFFER_H
#define WEIR_BASE_BUFFER_H

#include <stddef.h>

#include "base/slice.h"

struct buffer {
    char *data;
    size_t size;
    size_t capacity;
};

/* Makes room for `more` bytes and returns where they go; size is the caller's to advance. */
char *buffer_reserve(struct buffer *buffer, size_t more);
void buffer_append(struct buffer *buffer, const void *data, size_t size);
void buffer_append_string(struct buffer *buffer, const char *string);
void buffer_printf(struct buffer *buffer, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buffer_clear(struct buffer *buffer);
void buffer_free(struct buffer *buffer);
static inline struct slice buffer_slice(const struct buffer *buffer) {
    return slice_of(buffer->data, buffer->size);
}

#endif
