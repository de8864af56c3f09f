/* What a redactor knows; for this folder alone. */
#ifndef WEIR_PUBLISH_REDACTOR_H
#define WEIR_PUBLISH_REDACTOR_H

#include "base/key_map.h"
#include "publish/redact.h"
#include "store/person.h"
#include "store/secret.h"

struct redactor {
    struct store *store;  /* NULL: none */
    struct arena *arena;  /* of one question */
    struct key_map known; /* recipients and own hosts of the store, and all who were added */
    /* What the store has been asked already: enum answer. */
    struct key_map senders, parts, words;
    uint8_t secret[SECRET_BYTES];
};

/* Whether the hash is of a recipient or own host. */
bool redactor_knows(const struct redactor *redactor, uint64_t key);
bool redactor_knows_sender(struct redactor *redactor, uint64_t key);
/* Whether this local part, count words of text, is an ordinary one; see store/ordinary.h. */
bool redactor_part_is_ordinary(struct redactor *redactor, struct slice text, const struct person_word *words,
                               size_t count);
bool redactor_word_is_ordinary(struct redactor *redactor, struct slice text, const struct person_word *word);
/* Whether some words are a person's name and not just words: one is a given name, or they are not all
 * ordinary ones. */
bool redactor_is_name(struct redactor *redactor, struct slice text, const struct person_word *words,
                      size_t count);

#endif
