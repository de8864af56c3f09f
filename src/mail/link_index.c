/* A set of hashes by open addressing, at most half full, so that a mail with thousands of links costs no more
 * a link than one with ten. In the mail's arena; outgrown tables stay there, as much again in all. */
#include "mail/link_index.h"

#define FIRST_SLOTS 16

struct link_slot {
    uint64_t hash; /* 0: free */
    uint32_t number;
};

static struct link_slot *find_slot(struct link_slot *slots, size_t capacity, uint64_t hash) {
    size_t slot = hash & (capacity - 1);
    while (slots[slot].hash && slots[slot].hash != hash)
        slot = (slot + 1) & (capacity - 1);
    return &slots[slot];
}

static void grow(struct arena *arena, struct link_set *set) {
    size_t capacity = set->capacity ? set->capacity * 2 : FIRST_SLOTS;
    struct link_slot *slots = arena_alloc(arena, capacity * sizeof *slots);
    for (size_t i = 0; i < set->capacity; i++)
        if (set->slots[i].hash)
            *find_slot(slots, capacity, set->slots[i].hash) = set->slots[i];
    set->slots = slots;
    set->capacity = capacity;
}

uint32_t *link_set_find(struct arena *arena, struct link_set *set, uint64_t hash, bool *fresh) {
    hash += !hash;
    if (2 * set->count >= set->capacity)
        grow(arena, set);
    struct link_slot *slot = find_slot(set->slots, set->capacity, hash);
    *fresh = !slot->hash;
    if (*fresh) {
        slot->hash = hash;
        set->count++;
    }
    return &slot->number;
}
