/* Open addressing over an array of entries; keys live in an arena that is reset with the tally. */
#include "store/tally.h"

#include <stdlib.h>
#include <xxhash.h>

#include "base/time.h"

static void make_slots(struct tally *tally, size_t slot_count) {
    free(tally->slots);
    tally->slots = allocate_zeroed(slot_count, sizeof *tally->slots);
    tally->slot_count = slot_count;
    for (size_t i = 0; i < tally->count; i++) {
        struct slice key = tally->entries[i].key;
        size_t slot = XXH3_64bits(key.data, key.size) & (slot_count - 1);
        while (tally->slots[slot])
            slot = (slot + 1) & (slot_count - 1);
        tally->slots[slot] = (uint32_t)i + 1;
    }
}

static struct tally_entry *enter(struct tally *tally, size_t slot, struct slice key) {
    if (!tally->arena)
        tally->arena = arena_new();
    if (tally->count == tally->capacity) {
        tally->capacity = tally->capacity ? 2 * tally->capacity : 64;
        tally->entries = reallocate(tally->entries, tally->capacity * sizeof *tally->entries);
    }
    struct tally_entry *entry = &tally->entries[tally->count++];
    *entry = (struct tally_entry){.key = slice_of(arena_copy(tally->arena, key.data, key.size), key.size),
                                  .first = TIME_NONE,
                                  .last = TIME_NONE};
    tally->slots[slot] = (uint32_t)tally->count;
    return entry;
}

struct tally_entry *tally_add(struct tally *tally, struct slice key, int64_t time) {
    if (2 * (tally->count + 1) > tally->slot_count)
        make_slots(tally, tally->slot_count ? 2 * tally->slot_count : 64);
    size_t mask = tally->slot_count - 1, slot = XXH3_64bits(key.data, key.size) & mask;
    struct tally_entry *entry = NULL;
    for (; tally->slots[slot] && !entry; slot = (slot + 1) & mask) {
        struct tally_entry *other = &tally->entries[tally->slots[slot] - 1];
        if (other->key.size == key.size && !memcmp(other->key.data, key.data, key.size))
            entry = other;
    }
    if (!entry)
        entry = enter(tally, slot, key);
    entry->count++;
    if (time != TIME_NONE && (entry->first == TIME_NONE || time < entry->first))
        entry->first = time;
    if (time != TIME_NONE && time > entry->last)
        entry->last = time;
    return entry;
}

void tally_clear(struct tally *tally) {
    enum { KEPT_SLOTS = 4096 }; /* after a large one, clearing should not cost the small ones that follow */
    tally->count = 0;
    if (tally->arena)
        arena_reset(tally->arena);
    if (tally->slot_count > KEPT_SLOTS) {
        free(tally->slots);
        tally->slots = NULL;
        tally->slot_count = 0;
    } else if (tally->slot_count) {
        memset(tally->slots, 0, tally->slot_count * sizeof *tally->slots);
    }
}

void tally_free(struct tally *tally) {
    free(tally->entries);
    free(tally->slots);
    if (tally->arena)
        arena_free(tally->arena);
    *tally = (struct tally){0};
}

static int compare_entries(const void *a, const void *b) {
    const struct tally_entry *x = a, *y = b;
    if (x->count != y->count)
        return x->count > y->count ? -1 : 1;
    size_t shorter = x->key.size < y->key.size ? x->key.size : y->key.size;
    int order = memcmp(x->key.data, y->key.data, shorter);
    return order ? order : (x->key.size > y->key.size) - (x->key.size < y->key.size);
}

void tally_sort(struct tally *tally) {
    if (tally->count)
        qsort(tally->entries, tally->count, sizeof *tally->entries, compare_entries);
    free(tally->slots); /* they named places that are no more */
    tally->slots = NULL;
    tally->slot_count = 0;
}
