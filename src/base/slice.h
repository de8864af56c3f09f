/* A stretch of bytes owned by somebody else. Not NUL-terminated. */
#ifndef WEIR_BASE_SLICE_H
#define WEIR_BASE_SLICE_H

#include <stddef.h>
#include <string.h>

struct slice {
    const char *data;
    size_t size;
};

static inline struct slice slice_of(const char *data, size_t size) {
    return (struct slice){data, size};
}

static inline struct slice slice_from_string(const char *string) {
    return (struct slice){string, string ? strlen(string) : 0};
}

#endif
