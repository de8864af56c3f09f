/* A reader of batches (store/batch.h) that finds out which signatures a mail matches. */
#ifndef WEIR_PUBLISH_MATCH_READER_H
#define WEIR_PUBLISH_MATCH_READER_H

#include "store/batch.h"
#include "template/matcher.h"

/* What it makes of a message; in the batch's arena. */
struct match_result {
    const uint32_t *found; /* places in the array that the matcher was made of, rising */
    size_t count;
};

/* matcher outlives the line. */
struct batch_reader match_reader(const struct matcher *matcher);

#endif
