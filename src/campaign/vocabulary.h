/* In how many messages each word was seen, and in how many of one cluster: words that are rare elsewhere tell
 * what a campaign promotes, common ones do not. */
#ifndef WEIR_CAMPAIGN_VOCABULARY_H
#define WEIR_CAMPAIGN_VOCABULARY_H

#include "campaign/finder.h"

struct vocabulary;

/* records: the kind of the backing's records it may use. */
struct vocabulary *vocabulary_new(const struct finder_backing *backing, unsigned record_kind);
void vocabulary_free(struct vocabulary *vocabulary);
struct vocabulary_count {
    uint16_t seen; /* in all mail */
    uint16_t own;  /* in the cluster's; counted from its 16th message on */
};

/* Counts one message's words (distinct), as of a cluster of so many messages, and writes each word's counts,
 * this message included; they stop at UINT16_MAX. Older messages fade: see vocabulary.c. */
void vocabulary_add(struct vocabulary *vocabulary, const uint32_t *words, size_t count, uint32_t cluster,
                    uint32_t cluster_size, struct vocabulary_count *counts);
/* The same counts without this message, which is not counted. */
void vocabulary_look_up(const struct vocabulary *vocabulary, const uint32_t *words, size_t count,
                        uint32_t cluster, struct vocabulary_count *counts);
void vocabulary_commit(struct vocabulary *vocabulary);

#endif
