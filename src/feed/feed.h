/* Where mail comes from: files, folders, maildirs, mboxes, and any of these inside archives or compressed;
 * `-` is standard input. What a thing is, is found out from its content, never from its name. A pull reader:
 * the caller asks for the next message; nothing is read far ahead. Single-threaded; one reader, one thread.
 */
#ifndef WEIR_FEED_FEED_H
#define WEIR_FEED_FEED_H

#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"

/* A message larger than this is cut there and marked: real mail servers refuse at 50 to 150 MB. */
#define FEED_MESSAGE_BYTES ((size_t)64 << 20)

struct feed_message {
    /* Where it stands: the path as given or found, then the archive member (`box.tar/cur/1`), then `#N` (from
     * 1) in an mbox of two or more messages. Valid until the next call. */
    const char *source;
    /* The bytes start here in the caller's buffer and run to its end: exactly what `weir raw` gives back. */
    size_t offset;
    /* The line `From sender date` that stood before it in an mbox (of any kind), NULL if none; for a file
     * that is one message with a leading From line this line is also part of the bytes. Valid until the next
     * call. */
    const char *from_line;
    bool cut; /* longer than FEED_MESSAGE_BYTES */
};

enum feed_status {
    FEED_MESSAGE, /* a message was appended */
    FEED_PROBLEM, /* a path or member could not be read: error says which and why; go on */
    FEED_END,
};

struct feed;

/* paths must outlive the feed. Opening never fails: a missing path comes as FEED_PROBLEM in its turn. */
struct feed *feed_open(const char *const *paths, size_t count);
void feed_close(struct feed *feed);
/* Appends the next message's bytes to *into. */
enum feed_status feed_next(struct feed *feed, struct buffer *into, struct feed_message *message,
                           struct error *error);

/* For progress: bytes of the given paths read so far (compressed size where compressed), and in all; total is
 * 0 where it is not known (standard input). */
void feed_progress(const struct feed *feed, uint64_t *read_bytes, uint64_t *total_bytes);

#endif
