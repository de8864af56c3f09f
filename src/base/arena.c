/* Bump allocation in growing blocks: an allocation is an addition and a compare; a reset keeps the blocks, so
 * that steady parsing calls malloc only for messages larger than any before. Blocks above KEEP_BYTES in all
 * are given back at reset, so that one huge mail does not keep its memory for the rest of the run. */
#include "base/arena.h"

#include <malloc.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define FIRST_BLOCK_BYTES ((size_t)4 << 10) /* small: some callers have thousands of them */
#define KEEP_BYTES        ((size_t)4 << 20)
#define ALIGNMENT         ((size_t)16)
/* From here on memory goes back to the system when it is freed. Otherwise the C library would raise this to
 * the largest that was ever freed, and leave gaps of that size. */
#define RETURNED_BYTES (1 << 20)

struct block {
    struct block *next;
    size_t size;
    _Alignas(16) char data[];
};

struct arena {
    struct block *first;
    struct block *current;
    size_t used; /* of current */
    size_t handed_out;
};

static _Noreturn void out_of_memory(size_t size) {
    fprintf(stderr, "weir: out of memory (%zu bytes asked for)\n", size);
    abort();
}

void allocate_prepare(void) {
    mallopt(M_MMAP_THRESHOLD, RETURNED_BYTES);
}

void *allocate(size_t size) {
    void *memory = malloc(size ? size : 1);
    if (!memory)
        out_of_memory(size);
    return memory;
}

void *allocate_zeroed(size_t count, size_t size) {
    void *memory = calloc(count ? count : 1, size ? size : 1);
    if (!memory)
        out_of_memory(count * size);
    return memory;
}

void *reallocate(void *memory, size_t size) {
    void *grown = realloc(memory, size ? size : 1);
    if (!grown)
        out_of_memory(size);
    return grown;
}

static struct block *block_new(size_t size) {
    struct block *block = allocate(sizeof *block + size);
    block->next = NULL;
    block->size = size;
    return block;
}

struct arena *arena_new(void) {
    struct arena *arena = allocate_zeroed(1, sizeof *arena);
    arena->first = arena->current = block_new(FIRST_BLOCK_BYTES);
    return arena;
}

static void free_blocks(struct block *block) {
    while (block) {
        struct block *next = block->next;
        free(block);
        block = next;
    }
}

void arena_free(struct arena *arena) {
    if (!arena)
        return;
    free_blocks(arena->first);
    free(arena);
}

void arena_reset(struct arena *arena) {
    size_t kept = arena->first->size;
    struct block *last = arena->first;
    while (last->next && kept + last->next->size <= KEEP_BYTES) {
        last = last->next;
        kept += last->size;
    }
    free_blocks(last->next);
    last->next = NULL;
    arena->current = arena->first;
    arena->used = 0;
    arena->handed_out = 0;
}

size_t arena_used_bytes(const struct arena *arena) {
    return arena->handed_out;
}

static void next_block(struct arena *arena, size_t size) {
    struct block *next = arena->current->next;
    if (!next || next->size < size) {
        size_t doubled = arena->current->size * 2;
        if (doubled > KEEP_BYTES)
            doubled = KEEP_BYTES;
        struct block *fresh = block_new(size > doubled ? size : doubled);
        fresh->next = next;
        arena->current->next = fresh;
        next = fresh;
    }
    arena->current = next;
    arena->used = 0;
}

void *arena_alloc_raw(struct arena *arena, size_t size) {
    if (size > SIZE_MAX / 4)
        out_of_memory(size);
    size = (size + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
    if (size > arena->current->size - arena->used)
        next_block(arena, size);
    void *memory = arena->current->data + arena->used;
    arena->used += size;
    arena->handed_out += size;
    return memory;
}

void *arena_alloc(struct arena *arena, size_t size) {
    return memset(arena_alloc_raw(arena, size), 0, size);
}

char *arena_copy(struct arena *arena, const char *data, size_t size) {
    char *copy = arena_alloc_raw(arena, size + 1);
    if (size)
        memcpy(copy, data, size);
    copy[size] = '\0';
    return copy;
}

char *arena_string(struct arena *arena, const char *string) {
    return arena_copy(arena, string, strlen(string));
}

char *arena_printf(struct arena *arena, const char *format, ...) {
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int size = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    char *text = arena_alloc_raw(arena, (size_t)(size < 0 ? 0 : size) + 1);
    vsnprintf(text, (size_t)(size < 0 ? 0 : size) + 1, format, again);
    va_end(again);
    return text;
}

void *arena_grow(struct arena *arena, void *array, size_t count, size_t *capacity, size_t element_bytes) {
    if (count < *capacity)
        return array;
    size_t wanted = *capacity ? *capacity * 2 : 8;
    void *grown = arena_alloc_raw(arena, wanted * element_bytes);
    if (count)
        memcpy(grown, array, count * element_bytes);
    *capacity = wanted;
    return grown;
}
