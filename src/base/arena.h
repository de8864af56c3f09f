/* Memory freed all at once: one arena a message. Not thread-safe; one thread, one arena. */
#ifndef WEIR_BASE_ARENA_H
#define WEIR_BASE_ARENA_H

#include <stddef.h>

#include "base/slice.h"

struct arena;

/* Never returns NULL: running out of memory ends the program with a message (as everywhere in weir). */
struct arena *arena_new(void);
void arena_free(struct arena *arena);
/* Forgets all that was allocated but keeps the first blocks for the next message. */
void arena_reset(struct arena *arena);
/* Bytes handed out since the last reset, for limits. */
size_t arena_used_bytes(const struct arena *arena);

/* 16-byte aligned, zeroed. size 0 gives a valid pointer. */
void *arena_alloc(struct arena *arena, size_t size);
/* The same, not zeroed: for bytes that are written at once. */
void *arena_alloc_raw(struct arena *arena, size_t size);
/* A NUL-terminated copy. */
char *arena_copy(struct arena *arena, const char *data, size_t size);
char *arena_string(struct arena *arena, const char *string);
char *arena_printf(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Grows an array of `count` elements so that at least one more fits; doubles, copying where it must.
 * *capacity is updated. array may be NULL when *capacity is 0. */
void *arena_grow(struct arena *arena, void *array, size_t count, size_t *capacity, size_t element_bytes);

/* Once, before anything large is allocated. */
void allocate_prepare(void);
/* malloc that ends the program with a message instead of returning NULL; free() what they return. */
void *allocate(size_t size);
void *allocate_zeroed(size_t count, size_t size);
void *reallocate(void *memory, size_t size);

#endif
