/* Count-min sketches (Cormode and Muthukrishnan 2005) of two probes with conservative update, one of words
 * and one of words with their cluster: 2.5 MB whatever was seen. They may count too high where words collide,
 * never too low; that a rare word passes for a common one costs a split at worst. All counts are halved every
 * HALVING messages, so that the sketches do not fill up and forget random padding. */
#include "campaign/vocabulary.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

#define SEEN_BITS      20
#define OWN_BITS       18
#define SEEN_COUNTERS  ((size_t)1 << SEEN_BITS)
#define OWN_COUNTERS   ((size_t)1 << OWN_BITS)
#define CHUNK_COUNTERS ((size_t)1 << 15)
#define CHUNKS         ((SEEN_COUNTERS + OWN_COUNTERS) / CHUNK_COUNTERS)
#define HALVING        100000
/* Smaller clusters are looked at whole, and would fill the sketch with words that do not come again. */
#define OWN_CLUSTER 16

struct vocabulary {
    const struct finder_backing *backing;
    unsigned record_kind;
    uint64_t messages; /* since the last halving; written with the first chunk */
    bool dirty;
    uint16_t counters[SEEN_COUNTERS + OWN_COUNTERS];
};

static bool load_record(const struct vocabulary *vocabulary, size_t key, void *to, size_t size,
                        struct buffer *record) {
    const struct finder_backing *backing = vocabulary->backing;
    bool found = backing->load(backing->context, vocabulary->record_kind, key, record);
    if (found && record->size == size)
        memcpy(to, record->data, size);
    else if (found)
        backing->damaged(backing->context);
    return found;
}

/* All or none of the records are there. */
static void load(struct vocabulary *vocabulary) {
    struct buffer record = {0};
    size_t found =
        load_record(vocabulary, CHUNKS, &vocabulary->messages, sizeof vocabulary->messages, &record);
    for (size_t i = 0; i < CHUNKS; i++)
        found += load_record(vocabulary, i, vocabulary->counters + i * CHUNK_COUNTERS,
                             CHUNK_COUNTERS * sizeof *vocabulary->counters, &record);
    if (found % (CHUNKS + 1))
        vocabulary->backing->damaged(vocabulary->backing->context);
    buffer_free(&record);
}

struct vocabulary *vocabulary_new(const struct finder_backing *backing, unsigned record_kind) {
    struct vocabulary *vocabulary = allocate_zeroed(1, sizeof *vocabulary);
    vocabulary->backing = backing;
    vocabulary->record_kind = record_kind;
    if (!backing->empty)
        load(vocabulary);
    return vocabulary;
}

void vocabulary_free(struct vocabulary *vocabulary) {
    free(vocabulary);
}

static void halve(struct vocabulary *vocabulary) {
    for (size_t i = 0; i < SEEN_COUNTERS + OWN_COUNTERS; i++)
        vocabulary->counters[i] /= 2;
    vocabulary->messages = 0;
}

/* The two places where one thing is counted. */
struct places {
    size_t a, b;
};

static struct places places_of(uint32_t hash, unsigned bits) {
    return (struct places){hash & ((UINT32_C(1) << bits) - 1), hash * UINT32_C(0x9e3779b1) >> (32 - bits)};
}

static struct places own_places_of(uint32_t word, uint32_t cluster) {
    uint64_t mixed = (word ^ (uint64_t)cluster << 32) * UINT64_C(0xff51afd7ed558ccd);
    struct places places = places_of((uint32_t)(mixed >> 32), OWN_BITS);
    return (struct places){SEEN_COUNTERS + places.a, SEEN_COUNTERS + places.b};
}

static uint16_t look_up(const struct vocabulary *vocabulary, struct places places) {
    uint16_t a = vocabulary->counters[places.a], b = vocabulary->counters[places.b];
    return a < b ? a : b;
}

static uint16_t count_one(struct vocabulary *vocabulary, struct places places) {
    uint16_t *a = &vocabulary->counters[places.a], *b = &vocabulary->counters[places.b];
    uint16_t least = *a < *b ? *a : *b;
    if (least < UINT16_MAX)
        least++;
    if (*a < least)
        *a = least;
    if (*b < least)
        *b = least;
    return least;
}

void vocabulary_look_up(const struct vocabulary *vocabulary, const uint32_t *words, size_t count,
                        uint32_t cluster, struct vocabulary_count *counts) {
    for (size_t i = 0; i < count; i++)
        counts[i] = (struct vocabulary_count){.seen = look_up(vocabulary, places_of(words[i], SEEN_BITS)),
                                              .own = look_up(vocabulary, own_places_of(words[i], cluster))};
}

void vocabulary_add(struct vocabulary *vocabulary, const uint32_t *words, size_t count, uint32_t cluster,
                    uint32_t cluster_size, struct vocabulary_count *counts) {
    bool own = cluster_size >= OWN_CLUSTER;
    if (++vocabulary->messages > HALVING)
        halve(vocabulary);
    for (size_t i = 0; i < count; i++)
        counts[i] = (struct vocabulary_count){
            .seen = count_one(vocabulary, places_of(words[i], SEEN_BITS)),
            .own = own ? count_one(vocabulary, own_places_of(words[i], cluster)) : 0};
    vocabulary->dirty = true;
}

void vocabulary_commit(struct vocabulary *vocabulary) {
    const struct finder_backing *backing = vocabulary->backing;
    if (!vocabulary->dirty)
        return;
    for (size_t i = 0; i < CHUNKS; i++)
        backing->save(backing->context, vocabulary->record_kind, i,
                      slice_of((const char *)(vocabulary->counters + i * CHUNK_COUNTERS),
                               CHUNK_COUNTERS * sizeof *vocabulary->counters));
    backing->save(backing->context, vocabulary->record_kind, CHUNKS,
                  slice_of((const char *)&vocabulary->messages, sizeof vocabulary->messages));
    vocabulary->dirty = false;
}
