/* Counts how often each of many byte strings occurs. */
#ifndef WEIR_STORE_TALLY_H
#define WEIR_STORE_TALLY_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

struct tally_entry {
    struct slice key; /* a copy, NUL-terminated */
    uint64_t count;
    int64_t first, last; /* least and greatest of the times given */
};

/* Zeroed is empty and valid; cleared it keeps its memory. */
struct tally {
    struct tally_entry *entries;
    size_t count, capacity;
    uint32_t *slots;
    size_t slot_count;
    struct arena *arena;
};

struct tally_entry *tally_add(struct tally *tally, struct slice key, int64_t time);
void tally_clear(struct tally *tally);
void tally_free(struct tally *tally);
/* Most first; of equals in order of bytes. Nothing may be added after, until it is cleared. */
void tally_sort(struct tally *tally);

#endif
