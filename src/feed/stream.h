/* The bytes of one thing - a file, or a member of an archive - in blocks, with those first that were looked
 * at already to find out what it is. */
#ifndef WEIR_FEED_STREAM_H
#define WEIR_FEED_STREAM_H

#include <archive.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/buffer.h"
#include "base/error.h"

/* An open archive as its container and the stream of its current member share it. */
struct archive_cursor {
    struct archive *archive;
    bool broken; /* nothing more can be read, and that has been reported */
};

/* Zeroed but for fd (-1) or member_of is a valid stream; whoever holds it owns fd. */
struct stream {
    int fd;                           /* -1 when a member */
    struct archive_cursor *member_of; /* the member it stands at; belongs to the container */
    uint64_t *read_bytes;             /* counts what is read from fd; may be NULL */
    struct buffer peeked;             /* comes first */
    struct buffer block;              /* the last block of fd */
};

/* The next block, valid until the next call. Returns its size, 0 at the end, -1 with error (words of the
 * system or of libarchive, without the thing's name). */
ssize_t stream_next_block(struct stream *stream, const char **block, struct error *error);
/* Appends up to `bytes` bytes to *into; *ended tells whether the stream ended before. Bytes not asked for
 * stay in the stream. */
bool stream_read(struct stream *stream, struct buffer *into, size_t bytes, bool *ended, struct error *error);
/* Whether one can jump about in it: a regular file. */
bool stream_is_seekable(const struct stream *stream);
void stream_close(struct stream *stream);

#endif
