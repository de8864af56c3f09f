/* Copies of mail that differ as the mail of later weeks does, so that a corpus can be made many times as
 * large. */
#ifndef WEIR_BENCH_VARY_H
#define WEIR_BENCH_VARY_H

#include <stdint.h>

#include "base/buffer.h"

/* One body word in so many is replaced by another of the corpus. */
#define VARY_WORD_IN 20
/* In each copy whose number is a multiple of this, what is promoted has another name: new campaigns. */
#define VARY_RENAME_EVERY 3

struct vary;

struct vary *vary_new(void);
void vary_free(struct vary *vary);
/* Takes the words and the link domains of one message of the corpus; all must be learnt before the first
 * copy. */
void vary_learn(struct vary *vary, struct slice message);
/* Appends copy number `copy` (from 1) of message number `number` of the corpus. The same every time. */
void vary_copy(const struct vary *vary, struct slice message, unsigned copy, uint64_t number,
               struct buffer *into);

#endif
