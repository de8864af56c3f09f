/* Phrases grown out of short sequences, and what they are worth. */
#ifndef WEIR_TEMPLATE_PHRASE_H
#define WEIR_TEMPLATE_PHRASE_H

#include "template/grams.h"

/* More words make a phrase no safer, only easier to break. */
#define PHRASE_WORDS 10

struct phrase {
    uint32_t *at; /* places where it begins, rising; none overlaps what is taken */
    size_t count;
    size_t words;
    double weight; /* see phrase_weight() */
};

/* The samples of `within` that hold it. */
struct sample_set phrase_samples(const struct grams *grams, const struct phrase *phrase,
                                 const struct sample_set *within);

/* How much a phrase says, in words that are not everyday ones: a number or a word of one or two letters says
 * little, an everyday word half. */
double phrase_weight(const struct grams *grams, size_t place, size_t words);

/* The gram where it does not overlap what is taken; count 0: nowhere. In the arena. */
struct phrase phrase_of_gram(struct arena *arena, const struct grams *grams, const struct gram *gram);

/* Adds words before and behind while at least `keep` samples of `within` hold it. */
void phrase_extend(struct arena *arena, const struct grams *grams, const struct sample_set *within,
                   size_t keep, struct phrase *phrase);

/* Nothing overlaps it any more. */
void phrase_take(struct grams *grams, const struct phrase *phrase);

/* Its words and how they are commonest written. In the arena. */
struct signature_phrase phrase_text(struct arena *arena, const struct grams *grams,
                                    const struct phrase *phrase);

#endif
