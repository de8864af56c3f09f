/* Text as signatures see it: words with one space between. A word is a run of letters and digits; letters of
 * ASCII are in lower case; a number ("1,200.50") is the word `#`; everything else only separates. It is
 * coarser than what a reader sees and finer than print/normal.h: each word is still a literal that other
 * programs can look for in the mail as it is.
 *
 * The byte WORDS_HOLE in the text stands for what nobody may quote (a recipient's name): no phrase goes over
 * it. */
#ifndef WEIR_TEMPLATE_WORDS_H
#define WEIR_TEMPLATE_WORDS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/slice.h"

#define WORDS_HOLE '\x01'
/* Of one text; what stands after so many is not looked at when a template is learnt. */
#define WORDS_LEARNT 1500
/* A longer run of letters is no word: encoded data, or a trap for whoever copies it. */
#define WORDS_LONGEST ((size_t)60)

/* The next word of a text and where it stands. */
struct word_span {
    const char *begin, *end;
    bool number;
};

/* From *at on; false at the end. *at moves behind the word. */
bool words_next(const char **at, const char *end, struct word_span *word);

/* Appends " word word # word ": what a matcher scans. */
void words_append(struct buffer *to, struct slice text);

struct word {
    uint64_t hash;     /* of its normal form */
    const char *begin; /* in the source text */
    uint32_t bytes;    /* there */
    bool number;
    bool first; /* something stands before it that no phrase goes over: a line end, a hole */
};

struct words {
    struct word *items;
    size_t count;
};

/* text outlives the words. Lines end phrases: what stands on two lines in one program's rendering need not
 * touch in another's. */
void words_read(struct arena *arena, struct slice text, struct words *words);
/* Normal form of `count` words from `from` on; in the arena. */
const char *words_phrase(struct arena *arena, const struct words *words, size_t from, size_t count);
/* The same as it is written, white space as single spaces. */
const char *words_surface(struct arena *arena, const struct words *words, size_t from, size_t count);

/* Of the normal form of one word. */
uint64_t words_hash(struct slice word);

#endif
