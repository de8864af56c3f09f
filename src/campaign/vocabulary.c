/* A count-min sketch (Cormode and Muthukrishnan 2005) of two probes with conservative update: 2 MB whatever
 * was seen. It may count too high where words collide, never too low; that a rare word passes for a common
 * one costs a split at worst. All counts are halved every HALVING messages, so that the sketch does not fill
 * up and forgets random padding. */
#include "campaign/vocabulary.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

#define COUNTERS       ((size_t)1 << 20)
#define CHUNK_COUNTERS ((size_t)1 << 15)
#define CHUNKS         (COUNTERS / CHUNK_COUNTERS)
#define HALVING        100000

struct vocabulary {
    const struct finder_backing *backing;
    unsigned record_kind;
    uint64_t messages; /* since the last halving; written with the first chunk */
    bool dirty;
    uint16_t counters[COUNTERS];
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
    for (size_t i = 0; i < COUNTERS; i++)
        vocabulary->counters[i] /= 2;
    vocabulary->messages = 0;
}

static size_t first_place(uint32_t word) {
    return word & (COUNTERS - 1);
}

static size_t second_place(uint32_t word) {
    return word * UINT32_C(0x9e3779b1) >> 12;
}

void vocabulary_look_up(const struct vocabulary *vocabulary, const uint32_t *words, size_t count,
                        uint16_t *counts) {
    for (size_t i = 0; i < count; i++) {
        uint16_t a = vocabulary->counters[first_place(words[i])];
        uint16_t b = vocabulary->counters[second_place(words[i])];
        counts[i] = a < b ? a : b;
    }
}

void vocabulary_add(struct vocabulary *vocabulary, const uint32_t *words, size_t count, uint16_t *counts) {
    if (++vocabulary->messages > HALVING)
        halve(vocabulary);
    for (size_t i = 0; i < count; i++) {
        uint16_t *a = &vocabulary->counters[first_place(words[i])];
        uint16_t *b = &vocabulary->counters[second_place(words[i])];
        uint16_t least = *a < *b ? *a : *b;
        if (least < UINT16_MAX)
            least++;
        if (*a < least)
            *a = least;
        if (*b < least)
            *b = least;
        counts[i] = least;
    }
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
