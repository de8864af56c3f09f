/* A feed's mbox, written in order of receipt. See mailbox.c. */
#ifndef WEIR_SIMULATE_MAILBOX_H
#define WEIR_SIMULATE_MAILBOX_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/slice.h"

struct mailbox_item {
    int64_t received;
    uint64_t order; /* of those received at one time: as they were added */
    void *text;
    size_t size;
    uint32_t kind, campaign; /* as in struct planned */
};

/* Zeroed but for stream is empty and valid. */
struct mailbox {
    FILE *stream;
    struct mailbox_item *waiting; /* a heap, the earliest first */
    size_t count, capacity;
    uint64_t added, written;
    uint64_t bytes;
    int failure; /* errno of the first write that failed, 0 none */
};

/* One mail; text is copied. */
void mailbox_add(struct mailbox *mailbox, int64_t received, uint32_t kind, uint32_t campaign,
                 struct slice text);
/* Writes the earliest mail that waits if it was received by then, and tells what it was (text NULL). It is
 * the written-th of the mbox. */
bool mailbox_write(struct mailbox *mailbox, int64_t by, struct mailbox_item *written);
void mailbox_free(struct mailbox *mailbox);

#endif
