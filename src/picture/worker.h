/* The process that looks into pictures, and what pool.c and it say to each other over a socket: a request and
 * the file's bytes, an answer and its text. Both ends are one program, so structs go as they are. */
#ifndef WEIR_PICTURE_WORKER_H
#define WEIR_PICTURE_WORKER_H

#include <stdint.h>

#include "mail/picture.h"
#include "picture/perceptual.h"

/* Of a processor, for one picture. The slowest of the corpora took 3. */
#define WORKER_SECONDS 20
/* By the clock: a machine may be busy with other things. */
#define WORKER_WALL_SECONDS (3 * WORKER_SECONDS)
/* Address space: models, code and three rasters of PICTURE_PIXELS with what is made of them. */
#define WORKER_MEMORY_BYTES ((size_t)1 << 30)

enum worker_task {
    WORKER_LOOK, /* size and perceptual hash */
    WORKER_READ, /* the text */
};

enum worker_outcome {
    WORKER_DONE,
    WORKER_FAILED, /* the picture cannot be read; the text says why */
    WORKER_UNABLE, /* nothing can: something is not installed; the text says what */
};

struct worker_request {
    enum worker_task task;
    enum picture_format format;
    uint64_t bytes;
};

struct worker_answer {
    enum worker_outcome outcome;
    struct perceptual look;
    uint32_t width, height;
    uint32_t confidence;
    uint32_t text_bytes;
};

/* Answers requests until the other end is closed; ends the process. */
_Noreturn void worker_run(int socket);

#endif
