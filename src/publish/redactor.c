/* Recipients are in memory, 18 bytes for each of their hashes; senders, of which a store has nearly as many
 * as mails, and how common a word is are asked for when they are met, and answers are kept. */
#include "publish/redactor.h"

#include <stdlib.h>
#include <string.h>

#include "publish/redact_word.h"
#include "store/ordinary.h"
#include "store/person_list.h"

/* Answers kept: 9 MB a map. */
#define ANSWERS_MOST ((size_t)1 << 19)

enum answer { ANSWER_YES = 1, ANSWER_NO };

struct redactor *redactor_open(struct store *store, struct error *error) {
    struct redactor *redactor = allocate_zeroed(1, sizeof *redactor);
    redactor->store = store;
    redactor->arena = arena_new();
    if (!store ||
        (store_secret(store, redactor->secret, error) && store_recipients(store, &redactor->known, error)))
        return redactor;
    redactor_close(redactor);
    return NULL;
}

void redactor_close(struct redactor *redactor) {
    if (!redactor)
        return;
    key_map_free(&redactor->known);
    key_map_free(&redactor->senders);
    key_map_free(&redactor->parts);
    key_map_free(&redactor->words);
    arena_free(redactor->arena);
    explicit_bzero(redactor->secret, sizeof redactor->secret);
    free(redactor);
}

void redactor_add(struct redactor *redactor, const struct mail *mail) {
    struct people people;
    people_read(redactor->arena, mail, &people);
    for (size_t i = 0; i < people.recipient_count; i++)
        key_map_put(&redactor->known, people.recipients[i], ANSWER_YES);
    for (size_t i = 0; i < people.sender_count; i++)
        key_map_put(&redactor->known, people.senders[i], ANSWER_YES);
    arena_reset(redactor->arena);
}

void redactor_add_host(struct redactor *redactor, const char *host) {
    struct people people;
    people_of_host(redactor->arena, host, &people);
    for (size_t i = 0; i < people.recipient_count; i++)
        key_map_put(&redactor->known, people.recipients[i], ANSWER_YES);
    arena_reset(redactor->arena);
}

bool redactor_knows(const struct redactor *redactor, uint64_t key) {
    return key_map_get(&redactor->known, key);
}

static bool keep_answer(struct key_map *answers, uint64_t key, bool yes) {
    if (answers->count >= ANSWERS_MOST)
        key_map_clear(answers);
    key_map_put(answers, key, yes ? ANSWER_YES : ANSWER_NO);
    return yes;
}

bool redactor_knows_sender(struct redactor *redactor, uint64_t key) {
    uint8_t answer = key_map_get(&redactor->senders, key);
    bool knows = redactor_knows(redactor, key);
    if (knows || answer || !redactor->store)
        return knows || answer == ANSWER_YES;
    if (!store_knows_sender(redactor->store, key, &knows, NULL))
        return true;
    return keep_answer(&redactor->senders, key, knows);
}

static struct slice written(struct slice text, const struct person_word *words, size_t count) {
    return slice_of(text.data + words->start, words[count - 1].end - words->start);
}

bool redactor_part_is_ordinary(struct redactor *redactor, struct slice text, const struct person_word *words,
                               size_t count) {
    uint64_t key = person_part_key(PERSON_PART, text, words, count);
    uint8_t answer = key_map_get(&redactor->parts, key);
    bool ordinary;
    if (answer || !redactor->store)
        return answer == ANSWER_YES;
    if (!store_part_is_ordinary(redactor->store, written(text, words, count), &ordinary, NULL))
        return false;
    return keep_answer(&redactor->parts, key, ordinary);
}

bool redactor_word_is_ordinary(struct redactor *redactor, struct slice text, const struct person_word *word) {
    uint64_t key = person_words_key(PERSON_WORDS, word, 1);
    uint8_t answer = key_map_get(&redactor->words, key);
    bool ordinary;
    if (answer || !redactor->store)
        return answer == ANSWER_YES;
    if (!store_word_is_ordinary(redactor->store, written(text, word, 1), &ordinary, NULL))
        return false;
    return keep_answer(&redactor->words, key, ordinary);
}

bool redactor_is_name(struct redactor *redactor, struct slice text, const struct person_word *words,
                      size_t count) {
    for (size_t i = 0; i < count; i++)
        if (redact_word_find(WORD_GIVEN, &words[i], 1) ||
            (words[i].bytes > 1 && !redactor_word_is_ordinary(redactor, text, &words[i])))
            return true;
    return false;
}
