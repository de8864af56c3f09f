/* The phrases are hashed once a call, by word as places are, into a table of hash chains: some hundred
 * phrases cost less than one sample mail. */
#include "template/barred.h"

#include <stdlib.h>
#include <string.h>

/* A power of two above the number of phrases, so that the table is half empty. */
#define SLOTS 4096

struct phrase {
    uint64_t hashes[BARRED_WORDS];
    size_t words;
};

static size_t slot_of(uint64_t hash) {
    return hash % SLOTS;
}

static void read_phrase(const char *text, struct phrase *phrase) {
    *phrase = (struct phrase){.words = 0};
    while (*text && phrase->words < BARRED_WORDS) {
        size_t length = strcspn(text, " ");
        phrase->hashes[phrase->words++] = words_hash(slice_of(text, length));
        text += length + (text[length] == ' ');
    }
}

/* By first word; open addressing. */
static struct phrase *read_all(void) {
    struct phrase *table = allocate_zeroed(SLOTS, sizeof *table);
    for (size_t i = 0; i < barred_phrase_count && i < SLOTS / 2; i++) {
        struct phrase phrase;
        read_phrase(barred_phrases[i], &phrase);
        size_t slot = slot_of(phrase.hashes[0]);
        while (table[slot].words)
            slot = (slot + 1) % SLOTS;
        table[slot] = phrase;
    }
    return table;
}

static bool stands_here(const struct phrase *phrase, const struct place *places, size_t count) {
    if (phrase->words > count)
        return false;
    for (size_t i = 0; i < phrase->words; i++)
        if (places[i].hash != phrase->hashes[i] || places[i].sample != places->sample ||
            places[i].field != places->field)
            return false;
    return true;
}

void barred_mark(struct place *places, size_t count) {
    struct phrase *table = read_all();
    for (size_t at = 0; at < count; at++)
        for (size_t slot = slot_of(places[at].hash); table[slot].words; slot = (slot + 1) % SLOTS)
            if (stands_here(&table[slot], places + at, count - at))
                for (size_t i = 0; i < table[slot].words; i++)
                    places[at + i].barred = true;
    free(table);
}
