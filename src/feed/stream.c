/* Streams; see stream.h. A file is read straight to where the caller wants it; a member comes in blocks that
 * libarchive owns, so that an archive inside a compressed file costs no copy. */
#include "feed/stream.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Large enough that the number of system calls does not matter. */
#define STREAM_BLOCK_BYTES ((size_t)256 << 10)

static ssize_t read_file(struct stream *stream, char *into, size_t size, struct error *error) {
    ssize_t got;
    do
        got = read(stream->fd, into, size);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        error_set(error, "%s", strerror(errno));
    else if (stream->read_bytes)
        *stream->read_bytes += (uint64_t)got;
    return got;
}

static ssize_t next_member_block(struct stream *stream, const char **block, struct error *error) {
    for (;;) {
        const void *data;
        size_t size;
        la_int64_t offset;
        int status = archive_read_data_block(stream->member_of->archive, &data, &size, &offset);
        if (status == ARCHIVE_EOF)
            return 0;
        if (status != ARCHIVE_OK) {
            const char *words = archive_error_string(stream->member_of->archive);
            stream->member_of->broken = status == ARCHIVE_FATAL;
            error_set(error, "%s", words ? words : "damaged");
            return -1;
        }
        if (size) {
            *block = data;
            return (ssize_t)size;
        }
    }
}

ssize_t stream_next_block(struct stream *stream, const char **block, struct error *error) {
    if (stream->peeked.size) {
        /* Swapped so that the bytes stay valid until the next call. */
        struct buffer first = stream->peeked;
        stream->peeked = stream->block;
        stream->block = first;
        buffer_clear(&stream->peeked);
        *block = first.data;
        return (ssize_t)first.size;
    }
    if (stream->member_of)
        return next_member_block(stream, block, error);
    buffer_clear(&stream->block);
    *block = buffer_reserve(&stream->block, STREAM_BLOCK_BYTES);
    return read_file(stream, stream->block.data, STREAM_BLOCK_BYTES, error);
}

/* Reads a file without a detour. */
static bool read_directly(struct stream *stream, struct buffer *into, size_t bytes, bool *ended,
                          struct error *error) {
    while (bytes) {
        ssize_t got = read_file(stream, buffer_reserve(into, bytes), bytes, error);
        if (got < 0)
            return false;
        if (!got) {
            *ended = true;
            return true;
        }
        into->size += (size_t)got;
        bytes -= (size_t)got;
    }
    return true;
}

bool stream_read(struct stream *stream, struct buffer *into, size_t bytes, bool *ended, struct error *error) {
    *ended = false;
    if (stream->fd >= 0 && !stream->peeked.size)
        return read_directly(stream, into, bytes, ended, error);
    while (bytes) {
        const char *block;
        ssize_t size = stream_next_block(stream, &block, error);
        if (size < 0)
            return false;
        if (!size) {
            *ended = true;
            return true;
        }
        size_t taken = (size_t)size < bytes ? (size_t)size : bytes;
        buffer_append(into, block, taken);
        bytes -= taken;
        if (taken < (size_t)size)
            buffer_append(&stream->peeked, block + taken, (size_t)size - taken);
    }
    return true;
}

bool stream_is_seekable(const struct stream *stream) {
    struct stat status;
    return stream->fd >= 0 && !fstat(stream->fd, &status) && S_ISREG(status.st_mode);
}

void stream_close(struct stream *stream) {
    if (stream->fd >= 0)
        close(stream->fd);
    stream->fd = -1;
    buffer_free(&stream->peeked);
    buffer_free(&stream->block);
}
