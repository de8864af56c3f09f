/* The finder's index: which template used a shingle or key last. A table in memory over the backing's map. */
#ifndef WEIR_CAMPAIGN_INDEX_H
#define WEIR_CAMPAIGN_INDEX_H

#include "campaign/finder.h"

struct index_entry {
    uint32_t owner;     /* template number; 0: none yet */
    uint16_t contested; /* how often another cluster took it over */
    uint16_t count;     /* free for the caller */
};

struct index;

struct index *index_new(const struct finder_backing *backing);
void index_free(struct index *index);
/* These keys will be asked for soon: memory is told to have them ready, which takes longer than the rest of a
 * look-up where the table is large. */
void index_expect(const struct index *index, const uint64_t *keys, size_t count);
/* The entry of key, an empty one if there is none. */
struct index_entry index_get(struct index *index, uint64_t key);
void index_put(struct index *index, uint64_t key, struct index_entry entry);
/* Hands what changed to the backing. */
void index_commit(struct index *index);

#endif
