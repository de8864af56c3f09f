/* Signs in the text that its maker hides it from filters. See noise.c. */
#ifndef WEIR_PRINT_NOISE_H
#define WEIR_PRINT_NOISE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Words that a reader does not take for words, counted over a text. */
struct noise {
    uint32_t random;    /* letters that no language puts side by side */
    uint32_t disguised; /* digits among letters, letters set apart, letters of two scripts */
};

/* word: folded (see fold.h), letters and digits. */
bool noise_is_random(const uint32_t *word, size_t length);
/* Shorter words are neither. */
#define NOISE_LEAST 5

/* Whether so many of a text's words are a way of writing rather than a name or a piece of code. */
bool noise_is_many(uint32_t noise, size_t words);
/* Whether it is made like a word of some language. word: folded. */
bool noise_is_word(const uint32_t *word, size_t length);
/* word: folded, with at least one digit, as '0' to '9'. */
bool noise_is_disguised(const uint32_t *word, size_t length);

#endif
