/* Open addressing with linear probing, at most half full: one or two cache misses a look-up. */
#include "base/key_map.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

#define FIRST_SLOTS ((size_t)64)
/* What 0 is kept as, which marks a free slot. */
#define KEY_OF_ZERO UINT64_C(0x9e3779b97f4a7c15)

static size_t find_slot(const struct key_map *map, uint64_t key) {
    size_t at = key & (map->slots - 1);
    while (map->keys[at] && map->keys[at] != key)
        at = (at + 1) & (map->slots - 1);
    return at;
}

static void grow(struct key_map *map) {
    struct key_map larger = {.slots = map->slots ? 2 * map->slots : FIRST_SLOTS, .count = map->count};
    larger.keys = allocate_zeroed(larger.slots, sizeof *larger.keys);
    larger.values = allocate_zeroed(larger.slots, sizeof *larger.values);
    for (size_t i = 0; i < map->slots; i++) {
        if (!map->keys[i])
            continue;
        size_t at = find_slot(&larger, map->keys[i]);
        larger.keys[at] = map->keys[i];
        larger.values[at] = map->values[i];
    }
    key_map_free(map);
    *map = larger;
}

void key_map_put(struct key_map *map, uint64_t key, uint8_t value) {
    key = key ? key : KEY_OF_ZERO;
    if (2 * map->count >= map->slots)
        grow(map);
    size_t at = find_slot(map, key);
    map->count += !map->keys[at];
    map->keys[at] = key;
    map->values[at] = value;
}

uint8_t key_map_get(const struct key_map *map, uint64_t key) {
    return map->slots ? map->values[find_slot(map, key ? key : KEY_OF_ZERO)] : 0;
}

void key_map_clear(struct key_map *map) {
    if (map->count)
        memset(map->keys, 0, map->slots * sizeof *map->keys);
    if (map->count)
        memset(map->values, 0, map->slots);
    map->count = 0;
}

void key_map_free(struct key_map *map) {
    free(map->keys);
    free(map->values);
    *map = (struct key_map){0};
}
