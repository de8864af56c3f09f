/* Messages on their way from feed to writer, some at a time, and the threads that read them. Most readers
 * make digests (store/batch_digest.h). */
#ifndef WEIR_STORE_BATCH_H
#define WEIR_STORE_BATCH_H

#include <stdbool.h>
#include <xxhash.h>

#include "base/buffer.h"
#include "store/digest.h"

/* A batch is one block of raw mail: large enough to compress well, small enough that reading one message back
 * takes no time. */
#define BATCH_MESSAGES 64
#define BATCH_BYTES    ((size_t)256 << 10)

struct batch_message {
    const char *source, *from_line; /* "" none */
    const uint8_t *sender;          /* address of the sending host where it is known already, else NULL */
    const void *context;            /* the filler's own */
    size_t offset, bytes;           /* in the batch's raw bytes */
    XXH128_hash_t hash;
    int64_t mail; /* these bytes are known as that mail: no bytes here, no digest; 0 new */
    struct digest digest;
    void *result; /* of a reader that makes something else; in the batch's arena */
};

struct batch {
    struct arena *arena; /* of strings and digests */
    struct buffer raw;   /* of the new messages */
    struct buffer block; /* raw, compressed */
    struct batch_message messages[BATCH_MESSAGES];
    size_t count;
    bool done; /* by a thread */
};

struct slice batch_bytes(const struct batch *batch, size_t offset, size_t bytes);

/* Batches are filled and taken back in order by one thread, and read in between by others. */
struct batch_line;

/* What threads make of a batch; each has a state of its own. */
struct batch_reader {
    const void *context; /* of all threads: read, not written */
    void *(*open)(const void *context);
    void (*read)(void *state, struct batch *batch);
    void (*close)(void *state);
};

/* wanted, or one a processor for 0; bounded. */
unsigned batch_threads(unsigned wanted);
struct batch_line *batch_line_open(unsigned threads, const struct batch_reader *reader);
/* Batches under way are given up. */
void batch_line_close(struct batch_line *line);
/* An empty batch to fill; NULL while all are under way. */
struct batch *batch_line_free(struct batch_line *line);
/* The batch got last from batch_line_free() is filled. */
void batch_line_send(struct batch_line *line);
/* The oldest batch under way, read; waits for it if `wait`, else NULL when it is not ready; NULL when none is
 * under way. It is free again after the next call. */
struct batch *batch_line_take(struct batch_line *line, bool wait);

#endif
