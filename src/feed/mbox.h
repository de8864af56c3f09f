/* The messages of an mbox, of whatever kind: mboxo, mboxrd, mboxcl, mboxcl2. */
#ifndef WEIR_FEED_MBOX_H
#define WEIR_FEED_MBOX_H

#include "feed/stream.h"

/* RFC 5321 allows addresses of 256 bytes; a line longer than this is no From_ line. */
#define MBOX_FROM_LINE_BYTES 1000

enum mbox_status { MBOX_MESSAGE, MBOX_END, MBOX_ERROR };

struct mbox_message {
    size_t offset;         /* the bytes start here in the buffer and run to its end */
    const char *from_line; /* without its line end; valid until the next call */
    uint64_t number;       /* from 1; 0: the only one, its bytes are the whole stream */
    bool cut;              /* at FEED_MESSAGE_BYTES */
};

struct mbox;

/* stream begins with a From_ line (CONTENT_MBOX) and must outlive the mbox. */
struct mbox *mbox_open(struct stream *stream);
void mbox_close(struct mbox *mbox);
/* Appends the next message. After MBOX_ERROR *into may hold part of one, and there is no more. */
enum mbox_status mbox_next(struct mbox *mbox, struct buffer *into, struct mbox_message *message,
                           struct error *error);

#endif
