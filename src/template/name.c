/* A name is reduced to its letters and digits; words in a row are it when they spell it together. */
#include "template/name.h"

#include <stdlib.h>
#include <string.h>

#include "base/radix.h"

/* A shorter name is a word of its own in any text. */
#define NAME_BYTES_LEAST 3
#define NAME_BYTES_MOST  ((size_t)80)

struct spelling {
    char form[NAME_BYTES_MOST];
    size_t bytes;
};

static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

static bool read_spelling(const char *name, struct spelling *spelling) {
    spelling->bytes = 0;
    const char *at = name, *end = name + strlen(name);
    bool letters = false;
    struct word_span word;
    while (words_next(&at, end, &word))
        for (const char *c = word.begin; c < word.end && spelling->bytes < NAME_BYTES_MOST; c++) {
            letters = letters || !word.number;
            spelling->form[spelling->bytes++] = lower(*c);
        }
    /* A number would have to be quoted as any number. */
    return letters && spelling->bytes >= NAME_BYTES_LEAST && spelling->bytes < NAME_BYTES_MOST;
}

static bool same(const char *form, const char *text, size_t bytes) {
    for (size_t i = 0; i < bytes; i++)
        if (form[i] != lower(text[i]))
            return false;
    return true;
}

/* How many words from the place on spell the name; 0: they do not. */
static size_t spelled_by(const struct grams *grams, size_t place, const struct spelling *spelling) {
    size_t done = 0, words = 0;
    while (done < spelling->bytes) {
        if (words >= PHRASE_WORDS || !grams_whole(grams, place, words + 1))
            return 0;
        const struct word *word = grams->places[place + words++].word;
        if (word->number || word->bytes > spelling->bytes - done ||
            !same(spelling->form + done, word->begin, word->bytes))
            return 0;
        done += word->bytes;
    }
    return words;
}

static size_t find_all(const struct grams *grams, const struct spelling *spellings, size_t count,
                       struct radix_pair *pairs) {
    size_t found = 0;
    for (size_t at = 0; at < grams->place_count; at++) {
        if (grams->places[at].field != SIGNATURE_BODY)
            continue;
        for (size_t i = 0; i < count; i++) {
            size_t words = spelled_by(grams, at, &spellings[i]);
            if (!words)
                continue;
            pairs[found++] = (struct radix_pair){i * (PHRASE_WORDS + 1) + words, at};
            break;
        }
    }
    radix_sort_pairs(pairs, found);
    return found;
}

static struct phrase phrase_of_pairs(struct arena *arena, const struct grams *grams,
                                     const struct radix_pair *pairs, size_t count) {
    struct phrase phrase = {.at = arena_alloc_raw(arena, count * sizeof *phrase.at),
                            .count = count,
                            .words = pairs->key % (PHRASE_WORDS + 1)};
    for (size_t i = 0; i < count; i++)
        phrase.at[i] = (uint32_t)pairs[i].value;
    phrase.weight = phrase_weight(grams, phrase.at[0], phrase.words);
    return phrase;
}

size_t name_phrases(struct arena *arena, const struct grams *grams, const char *const *names, size_t count,
                    struct phrase *phrases, size_t most) {
    struct spelling spellings[NAMES_MOST];
    size_t spelling_count = 0, found_count = 0;
    for (size_t i = 0; i < count && spelling_count < NAMES_MOST; i++)
        spelling_count += read_spelling(names[i], &spellings[spelling_count]);
    struct radix_pair *pairs = allocate((grams->place_count + 1) * sizeof *pairs);
    size_t pair_count = find_all(grams, spellings, spelling_count, pairs);
    /* One spelling may be split into as many words in two ways; the first stands for both, which is rare. */
    struct phrase *found = arena_alloc(arena, NAMES_MOST * (PHRASE_WORDS + 1) * sizeof *found);
    for (size_t i = 0, end; i < pair_count; i = end) {
        for (end = i + 1; end < pair_count && pairs[end].key == pairs[i].key; end++) {
        }
        found[found_count++] = phrase_of_pairs(arena, grams, pairs + i, end - i);
    }
    free(pairs);
    size_t kept = found_count < most ? found_count : most;
    memcpy(phrases, found, kept * sizeof *found);
    return kept;
}
