/* In how many messages each word was seen: rare words tell what a campaign promotes, common ones do not. */
#ifndef WEIR_CAMPAIGN_VOCABULARY_H
#define WEIR_CAMPAIGN_VOCABULARY_H

#include "campaign/finder.h"

struct vocabulary;

/* records: the kind of the backing's records it may use. */
struct vocabulary *vocabulary_new(const struct finder_backing *backing, unsigned record_kind);
void vocabulary_free(struct vocabulary *vocabulary);
/* Counts one message's words (distinct) and writes each word's count, this message included, to counts; a
 * count stops at UINT16_MAX. Older messages fade: see vocabulary.c. */
void vocabulary_add(struct vocabulary *vocabulary, const uint32_t *words, size_t count, uint16_t *counts);
/* The same counts without this message, which is not counted. */
void vocabulary_look_up(const struct vocabulary *vocabulary, const uint32_t *words, size_t count,
                        uint16_t *counts);
void vocabulary_commit(struct vocabulary *vocabulary);

#endif
