/* zstd at level 1: half a second for 20,000 mails, and a third of their size; see docs/decisions.md. */
#include "store/raw_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

#define LEVEL 1

static bool failed(const struct raw_file *file, const char *what, struct error *error) {
    int code = errno;
    if (code == ENOSPC || code == EDQUOT)
        return error_set(error, "%s: the disk is full; make room and run the command again", file->path);
    return error_set(error, "cannot %s %s: %s", what, file->path, strerror(code));
}

bool raw_file_open(struct raw_file *file, const char *path, bool write, uint64_t known_size,
                   struct error *error) {
    *file = (struct raw_file){.path = path, .descriptor = -1, .size = known_size};
    file->descriptor = open(path, (write ? O_RDWR | O_CREAT : O_RDONLY) | O_CLOEXEC, 0666);
    if (file->descriptor < 0) /* a reader does without as long as no mail is asked for */
        return (!write && errno == ENOENT) || failed(file, "open", error);
    struct stat status;
    if (fstat(file->descriptor, &status))
        return failed(file, "examine", error);
    if (write && (uint64_t)status.st_size > known_size && ftruncate(file->descriptor, (off_t)known_size))
        return failed(file, "shorten", error);
    return true;
}

void raw_file_close(struct raw_file *file) {
    if (file->descriptor >= 0)
        close(file->descriptor);
    file->descriptor = -1;
}

struct raw_compressor *raw_compressor_new(void) {
    ZSTD_CCtx *context = ZSTD_createCCtx();
    if (!context)
        abort();
    ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, LEVEL);
    ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
    return (struct raw_compressor *)context;
}

void raw_compressor_free(struct raw_compressor *compressor) {
    ZSTD_freeCCtx((ZSTD_CCtx *)compressor);
}

void raw_compress(struct raw_compressor *compressor, struct slice raw, struct buffer *into) {
    buffer_clear(into);
    size_t bound = ZSTD_compressBound(raw.size);
    char *to = buffer_reserve(into, bound);
    size_t size = ZSTD_compress2((ZSTD_CCtx *)compressor, to, bound, raw.data, raw.size);
    if (ZSTD_isError(size)) /* only for want of memory: the bound was kept */
        abort();
    into->size = size;
}

bool raw_file_append(struct raw_file *file, struct slice block, uint64_t *offset, struct error *error) {
    *offset = file->size;
    while (block.size) {
        ssize_t written = pwrite(file->descriptor, block.data, block.size, (off_t)file->size);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return failed(file, "write to", error);
        file->size += (uint64_t)written;
        block = slice_of(block.data + written, block.size - (size_t)written);
    }
    return true;
}

bool raw_file_sync(struct raw_file *file, struct error *error) {
    return !fdatasync(file->descriptor) || failed(file, "write to", error);
}

bool raw_file_read(const struct raw_file *file, uint64_t offset, size_t bytes, size_t raw_bytes,
                   struct buffer *into, struct error *error) {
    buffer_clear(into);
    if (bytes > ZSTD_COMPRESSBOUND(RAW_BLOCK_BYTES) || raw_bytes > RAW_BLOCK_BYTES)
        return error_set(error, "%s: a block of impossible size at %llu", file->path,
                         (unsigned long long)offset);
    if (file->descriptor < 0)
        return error_set(error, "%s is missing", file->path);
    char *compressed = allocate(bytes + 1);
    size_t have = 0;
    while (have < bytes) {
        ssize_t got = pread(file->descriptor, compressed + have, bytes - have, (off_t)(offset + have));
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            break;
        have += (size_t)got;
    }
    size_t size = have == bytes
                      ? ZSTD_decompress(buffer_reserve(into, raw_bytes + 1), raw_bytes, compressed, bytes)
                      : 0;
    free(compressed);
    if (ZSTD_isError(size) || size != raw_bytes)
        return error_set(error, "%s is damaged at byte %llu", file->path, (unsigned long long)offset);
    into->size = size;
    return true;
}
