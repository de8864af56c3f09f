/* 64-bit hashes, each with a small number. */
#ifndef WEIR_BASE_KEY_MAP_H
#define WEIR_BASE_KEY_MAP_H

#include <stddef.h>
#include <stdint.h>

/* Zeroed is empty and valid; key_map_free() frees what is in it. Keys are hashes already: their bits are
 * taken as they are. */
struct key_map {
    uint64_t *keys; /* open addressing; 0: free */
    uint8_t *values;
    size_t count, slots; /* slots: a power of two */
};

/* value: not 0. Replaces what was there. */
void key_map_put(struct key_map *map, uint64_t key, uint8_t value);
/* 0: not there. */
uint8_t key_map_get(const struct key_map *map, uint64_t key);
void key_map_clear(struct key_map *map);
void key_map_free(struct key_map *map);

#endif
