/* What words mean around names and in links; of data/, compiled. */
#ifndef WEIR_PUBLISH_REDACT_WORD_H
#define WEIR_PUBLISH_REDACT_WORD_H

#include "store/person_word.h"

/* Words of the longest phrase in data/. */
#define REDACT_PHRASE_WORDS 3

/* See data/greetings.txt, given.txt and links.txt. */
enum redact_category {
    WORD_GREETING = 1 << 0,
    WORD_TITLE = 1 << 1,
    WORD_NOBODY = 1 << 2,
    WORD_REPLY = 1 << 3,
    WORD_GIVEN = 1 << 4,
    WORD_UNSUBSCRIBE = 1 << 5,
    WORD_PROVIDER = 1 << 6,
};

struct redact_phrase {
    const char *form; /* forms with a space between */
    size_t bytes;
    unsigned categories;
};

/* In order of form, as memcmp() and then length have it. */
extern const struct redact_phrase redact_phrases[];
extern const size_t redact_phrase_count;

/* How many words at words[0] are the longest phrase of this category; 0: none. */
size_t redact_word_find(enum redact_category category, const struct person_word *words, size_t count);

#endif
