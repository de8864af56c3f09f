/* All sequences of one to three words, as (hash, place) pairs sorted by hash: a sequence is a run of pairs.
 */
#include "template/grams.h"

#include <stdlib.h>

#include "base/radix.h"
#include "template/barred.h"

size_t sample_set_count(const struct sample_set *set) {
    size_t count = 0;
    for (size_t i = 0; i < SAMPLES_MOST / 64; i++)
        count += (size_t)__builtin_popcountll(set->bits[i]);
    return count;
}

struct sample_set sample_set_all(size_t count) {
    struct sample_set set = {{0}};
    for (size_t i = 0; i < count; i++)
        sample_set_add(&set, i);
    return set;
}

struct sample_set sample_set_and(struct sample_set a, struct sample_set b) {
    for (size_t i = 0; i < SAMPLES_MOST / 64; i++)
        a.bits[i] &= b.bits[i];
    return a;
}

struct sample_set sample_set_without(struct sample_set a, struct sample_set b) {
    for (size_t i = 0; i < SAMPLES_MOST / 64; i++)
        a.bits[i] &= ~b.bits[i];
    return a;
}

bool grams_whole(const struct grams *grams, size_t place, size_t words) {
    if (place + words > grams->place_count)
        return false;
    for (size_t i = 0; i < words; i++)
        if (grams->places[place + i].barred || (i && grams->places[place + i].first))
            return false;
    return true;
}

static void add_field(struct grams *grams, const struct words *words, size_t sample, size_t field) {
    for (size_t i = 0; i < words->count; i++)
        grams->places[grams->place_count++] = (struct place){.hash = words->items[i].hash,
                                                             .word = &words->items[i],
                                                             .sample = (uint16_t)sample,
                                                             .field = (uint8_t)field,
                                                             /* a field begins a line */
                                                             .first = !i || words->items[i].first};
}

static void flatten(struct arena *arena, const struct sample *samples, size_t count, struct grams *grams) {
    size_t all = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t field = 0; field < SIGNATURE_FIELDS; field++)
            all += samples[i].fields[field].count;
    grams->places = arena_alloc_raw(arena, all * sizeof *grams->places);
    for (size_t i = 0; i < count; i++)
        for (size_t field = 0; field < SIGNATURE_FIELDS; field++)
            add_field(grams, &samples[i].fields[field], i, field);
}

/* The same words in another field are another sequence. */
static uint64_t gram_hash(const struct place *place, size_t words) {
    uint64_t hash = place->field + words * 8;
    for (size_t i = 0; i < words; i++)
        hash = (hash ^ place[i].hash) * UINT64_C(0x9e3779b97f4a7c15) ^ hash >> 29;
    return hash;
}

static size_t collect(const struct grams *grams, struct radix_pair *pairs) {
    size_t count = 0;
    for (size_t at = 0; at < grams->place_count; at++)
        for (size_t words = 1; words <= GRAM_WORDS && grams_whole(grams, at, words); words++)
            pairs[count++] = (struct radix_pair){gram_hash(grams->places + at, words), at | words << 32};
    return count;
}

/* Places rise, so samples do. */
static bool in_enough(const struct grams *grams, const struct radix_pair *pairs, size_t count, size_t least) {
    size_t samples = 0;
    uint16_t before = 0;
    for (size_t i = 0; i < count && samples < least; i++) {
        uint16_t sample = grams->places[(uint32_t)pairs[i].value].sample;
        samples += !i || sample != before;
        before = sample;
    }
    return samples >= least;
}

static void group(struct arena *arena, const struct radix_pair *pairs, size_t count, size_t least,
                  struct grams *grams) {
    size_t capacity = 0, used = 0;
    grams->at = arena_alloc_raw(arena, count * sizeof *grams->at);
    for (size_t i = 0, end; i < count; i = end) {
        for (end = i + 1; end < count && pairs[end].key == pairs[i].key; end++) {
        }
        if (!in_enough(grams, pairs + i, end - i, least))
            continue;
        grams->items = arena_grow(arena, grams->items, grams->count, &capacity, sizeof *grams->items);
        struct gram *gram = &grams->items[grams->count++];
        *gram = (struct gram){.begin = (uint32_t)used, .words = (uint8_t)(pairs[i].value >> 32)};
        for (; i < end; i++)
            grams->at[used++] = (uint32_t)pairs[i].value;
        gram->end = (uint32_t)used;
    }
}

void grams_build(struct arena *arena, const struct sample *samples, size_t count, size_t least,
                 struct grams *grams) {
    *grams = (struct grams){.sample_count = count};
    flatten(arena, samples, count, grams);
    barred_mark(grams->places, grams->place_count);
    struct radix_pair *pairs = allocate(grams->place_count * GRAM_WORDS * sizeof *pairs + 1);
    size_t pair_count = collect(grams, pairs);
    radix_sort_pairs(pairs, pair_count);
    group(arena, pairs, pair_count, least, grams);
    free(pairs);
}
