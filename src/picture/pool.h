/* Worker processes that look into pictures, several at a time. A picture on which a worker dies, or for which
 * it takes too long, has failed; another worker takes the place. */
#ifndef WEIR_PICTURE_POOL_H
#define WEIR_PICTURE_POOL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "picture/worker.h"

struct picture_pool;

struct picture_result {
    uint64_t id; /* as given with the picture */
    enum worker_task task;
    enum worker_outcome outcome;
    struct perceptual look; /* of WORKER_LOOK */
    uint32_t width, height;
    unsigned confidence; /* of WORKER_READ, 0 to 100 */
    struct slice text;   /* of WORKER_READ; valid until the next call */
    struct error why;    /* unless WORKER_DONE */
};

/* workers: 0: one a processor. They are started when there is something to do. The process has no other
 * threads by then. */
struct picture_pool *picture_pool_open(unsigned workers);
/* What is under way is given up. */
void picture_pool_close(struct picture_pool *pool);

/* Is there a worker without a picture? */
bool picture_pool_ready(const struct picture_pool *pool);
/* Hands a picture to a worker; the bytes are copied. Only when ready. false with error set: no process can be
 * made. */
bool picture_pool_send(struct picture_pool *pool, uint64_t id, enum worker_task task,
                       const struct mail_picture *picture, struct error *error);
/* Waits for the next result; false when nothing is under way. */
bool picture_pool_take(struct picture_pool *pool, struct picture_result *result);

#endif
