/* Words as names are compared: runs of letters and digits, so that "J.Smith", "j_smith" and "J. Smith" are
 * two words each, in one form however they are disguised; see person_word.c. */
#ifndef WEIR_STORE_PERSON_WORD_H
#define WEIR_STORE_PERSON_WORD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/slice.h"

/* Of a longer word its beginning is all that is compared: a local part has 64 (RFC 5321). */
#define PERSON_FORM_BYTES 128

struct person_word {
    uint32_t start, end; /* bytes of the text */
    const char *form;    /* lower case, no accents, look-alikes as the Latin letter; not NUL-terminated */
    uint16_t bytes;      /* of form */
    bool capital;        /* begins with one */
};

/* All words of text (UTF-8, below 4 GB), in the arena; how many. */
size_t person_words(struct arena *arena, struct slice text, struct person_word **words);

#endif
