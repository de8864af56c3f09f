/* Which sequences of up to three words stand in which of some sample mails, and where: what signatures are
 * grown from. */
#ifndef WEIR_TEMPLATE_GRAMS_H
#define WEIR_TEMPLATE_GRAMS_H

#include "template/signature.h"
#include "template/words.h"

/* Enough to tell a choice of phrases from noise; a set of samples is then four machine words. */
#define SAMPLES_MOST 256
#define GRAM_WORDS   3

/* What a signature can be made of, of one mail. */
struct sample {
    struct words fields[SIGNATURE_FIELDS];
};

/* A set of samples. */
struct sample_set {
    uint64_t bits[SAMPLES_MOST / 64];
};

size_t sample_set_count(const struct sample_set *set);
static inline bool sample_set_has(const struct sample_set *set, size_t sample) {
    return set->bits[sample / 64] >> sample % 64 & 1;
}
static inline void sample_set_add(struct sample_set *set, size_t sample) {
    set->bits[sample / 64] |= UINT64_C(1) << sample % 64;
}
struct sample_set sample_set_all(size_t count);
struct sample_set sample_set_and(struct sample_set a, struct sample_set b);
struct sample_set sample_set_without(struct sample_set a, struct sample_set b);

/* One word of one sample. Those of a line follow one another. */
struct place {
    uint64_t hash;
    const struct word *word;
    uint16_t sample;
    uint8_t field;
    bool first;  /* of its line, or behind what may not be quoted */
    bool barred; /* may not be quoted itself */
    bool taken;  /* stands in a phrase already chosen */
};

/* Places where a sequence begins: grams->at[begin] to at[end - 1], rising. */
struct gram {
    uint32_t begin, end;
    uint8_t words;
};

struct grams {
    struct place *places;
    size_t place_count;
    uint32_t *at;
    struct gram *items; /* in an order that depends on the words alone */
    size_t count;
    size_t sample_count;
};

/* Whether `words` words from `place` on are one phrase: on one line, none of them barred. */
bool grams_whole(const struct grams *grams, size_t place, size_t words);

/* Marks what may not stand in a signature (template/barred.h) and indexes the rest; sequences that stand in
 * fewer than `least` samples are left out. samples outlive grams; all memory is the arena's. Cost: sorts
 * three records a word. */
void grams_build(struct arena *arena, const struct sample *samples, size_t count, size_t least,
                 struct grams *grams);

#endif
