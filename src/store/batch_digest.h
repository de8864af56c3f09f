/* The reader of ingest and its like: makes digests of a batch's messages, and its block. */
#ifndef WEIR_STORE_BATCH_DIGEST_H
#define WEIR_STORE_BATCH_DIGEST_H

#include "store/batch.h"

struct batch_digest_settings {
    const struct trust *trust; /* may be NULL */
    bool compress;             /* batch->block is wanted */
};

/* settings outlive the line. */
struct batch_reader batch_digest_reader(const struct batch_digest_settings *settings);

#endif
