/* A phrase is the list of places where it begins. One more word keeps those places where it stands; which
 * word, the samples decide by their number. Cost: places times words added. */
#include "template/phrase.h"

#include <stdlib.h>
#include <string.h>

#include "base/radix.h"
#include "tout/lexicon.h"

#define WEIGHT_NUMBER   0.2
#define WEIGHT_EVERYDAY 0.5
#define WEIGHT_WORD     1.0
/* Spellings of one phrase that are compared. */
#define SURFACES 64

struct sample_set phrase_samples(const struct grams *grams, const struct phrase *phrase,
                                 const struct sample_set *within) {
    struct sample_set set = {{0}};
    for (size_t i = 0; i < phrase->count; i++)
        sample_set_add(&set, grams->places[phrase->at[i]].sample);
    return sample_set_and(set, *within);
}

static double word_weight(const struct word *word) {
    if (word->number)
        return WEIGHT_NUMBER;
    if (word->bytes <= 2)
        return WEIGHT_NUMBER;
    char form[WORDS_LONGEST];
    for (size_t i = 0; i < word->bytes; i++)
        form[i] =
            (char)(word->begin[i] >= 'A' && word->begin[i] <= 'Z' ? word->begin[i] | 0x20 : word->begin[i]);
    bool everyday = lexicon_plain((struct lexicon_word){form, (uint16_t)word->bytes}) & LEXICON_COMMON;
    return everyday ? WEIGHT_EVERYDAY : WEIGHT_WORD;
}

double phrase_weight(const struct grams *grams, size_t place, size_t words) {
    double weight = 0;
    for (size_t i = 0; i < words; i++)
        weight += word_weight(grams->places[place + i].word);
    return weight;
}

static bool is_free(const struct grams *grams, size_t place, size_t words) {
    for (size_t i = 0; i < words; i++)
        if (grams->places[place + i].taken)
            return false;
    return true;
}

struct phrase phrase_of_gram(struct arena *arena, const struct grams *grams, const struct gram *gram) {
    struct phrase phrase = {.at = arena_alloc_raw(arena, (gram->end - gram->begin) * sizeof *phrase.at),
                            .words = gram->words};
    for (size_t i = gram->begin; i < gram->end; i++)
        if (is_free(grams, grams->at[i], gram->words))
            phrase.at[phrase.count++] = grams->at[i];
    if (phrase.count)
        phrase.weight = phrase_weight(grams, phrase.at[0], phrase.words);
    return phrase;
}

/* Whether a word may be put before (`back`) or behind the phrase that begins at `place`; which place in
 * *next. */
static bool neighbour(const struct grams *grams, const struct phrase *phrase, size_t place, bool back,
                      size_t *next) {
    if (back && (!place || grams->places[place].first))
        return false;
    *next = back ? place - 1 : place + phrase->words;
    if (*next >= grams->place_count || grams->places[*next].barred || grams->places[*next].taken)
        return false;
    return back || !grams->places[*next].first;
}

/* The word that stands there in most samples of `within`; pairs: room for all places. */
static uint64_t common_neighbour(const struct grams *grams, const struct phrase *phrase,
                                 const struct sample_set *within, bool back, struct radix_pair *pairs,
                                 size_t *samples) {
    size_t count = 0, next;
    for (size_t i = 0; i < phrase->count; i++)
        if (sample_set_has(within, grams->places[phrase->at[i]].sample) &&
            neighbour(grams, phrase, phrase->at[i], back, &next))
            pairs[count++] = (struct radix_pair){grams->places[next].hash, grams->places[next].sample};
    radix_sort_pairs(pairs, count);
    uint64_t best = 0;
    *samples = 0;
    for (size_t i = 0, end; i < count; i = end) {
        size_t here = 0;
        for (end = i; end < count && pairs[end].key == pairs[i].key; end++)
            here += end == i || pairs[end].value != pairs[end - 1].value;
        if (here > *samples) {
            *samples = here;
            best = pairs[i].key;
        }
    }
    return best;
}

static void add_word(const struct grams *grams, struct phrase *phrase, uint64_t hash, bool back) {
    size_t kept = 0, next;
    for (size_t i = 0; i < phrase->count; i++)
        if (neighbour(grams, phrase, phrase->at[i], back, &next) && grams->places[next].hash == hash)
            phrase->at[kept++] = phrase->at[i] - back;
    phrase->count = kept;
    phrase->words++;
}

static size_t phrase_bytes(const struct grams *grams, const struct phrase *phrase) {
    size_t bytes = 0;
    for (size_t i = 0; i < phrase->words; i++)
        bytes += grams->places[phrase->at[0] + i].word->bytes + 1;
    return bytes;
}

/* A number at either end is the first to change its form: "5", "5 to 10", "five". */
static void trim_numbers(const struct grams *grams, struct phrase *phrase) {
    while (phrase->words > 1 && grams->places[phrase->at[0] + phrase->words - 1].word->number)
        phrase->words--;
    while (phrase->words > 1 && grams->places[phrase->at[0]].word->number) {
        phrase->words--;
        for (size_t i = 0; i < phrase->count; i++)
            phrase->at[i]++;
    }
}

void phrase_extend(struct arena *arena, const struct grams *grams, const struct sample_set *within,
                   size_t keep, struct phrase *phrase) {
    struct radix_pair *pairs = arena_alloc_raw(arena, phrase->count * sizeof *pairs);
    bool grows[2] = {true, true};
    while (phrase->words < PHRASE_WORDS && (grows[0] || grows[1]) &&
           phrase_bytes(grams, phrase) + WORDS_LONGEST < SIGNATURE_PHRASE_BYTES) {
        bool back = !grows[0];
        size_t samples;
        uint64_t hash = common_neighbour(grams, phrase, within, back, pairs, &samples);
        grows[back] = samples && samples >= keep;
        if (grows[back])
            add_word(grams, phrase, hash, back);
    }
    trim_numbers(grams, phrase);
    phrase->weight = phrase_weight(grams, phrase->at[0], phrase->words);
}

void phrase_take(struct grams *grams, const struct phrase *phrase) {
    for (size_t i = 0; i < phrase->count; i++)
        for (size_t j = 0; j < phrase->words; j++)
            grams->places[phrase->at[i] + j].taken = true;
}

/* The words of a place as struct words, so that they can be written. */
static struct words words_at(const struct grams *grams, size_t place, size_t count) {
    return (struct words){.items = (struct word *)grams->places[place].word, .count = count};
}

static int compare_strings(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

struct signature_phrase phrase_text(struct arena *arena, const struct grams *grams,
                                    const struct phrase *phrase) {
    const char *surfaces[SURFACES];
    size_t count = phrase->count < SURFACES ? phrase->count : SURFACES, most = 0;
    for (size_t i = 0; i < count; i++) {
        struct words words = words_at(grams, phrase->at[i * phrase->count / count], phrase->words);
        surfaces[i] = words_surface(arena, &words, 0, phrase->words);
    }
    qsort(surfaces, count, sizeof *surfaces, compare_strings);
    struct words words = words_at(grams, phrase->at[0], phrase->words);
    struct signature_phrase text = {words_phrase(arena, &words, 0, phrase->words), surfaces[0]};
    for (size_t i = 0, end; i < count; i = end) {
        for (end = i; end < count && !strcmp(surfaces[end], surfaces[i]); end++) {
        }
        if (end - i > most) {
            most = end - i;
            text.surface = surfaces[i];
        }
    }
    return text;
}
