/* The file of raw mail: zstd frames one after another, each a block of some messages. Only ever appended to;
 * what stands behind the last block that the database knows is what a killed run left, and is cut off. */
#ifndef WEIR_STORE_RAW_FILE_H
#define WEIR_STORE_RAW_FILE_H

#include <stdint.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"

/* A block never grows beyond this: one message of the largest size, or some small ones. */
#define RAW_BLOCK_BYTES ((size_t)80 << 20)

struct raw_file {
    const char *path; /* the caller's */
    int descriptor;   /* -1: not open */
    uint64_t size;    /* up to where the database knows it, and what was appended since */
};

bool raw_file_open(struct raw_file *file, const char *path, bool write, uint64_t known_size,
                   struct error *error);
void raw_file_close(struct raw_file *file);
/* One thread's compressor: its tables are dear to make anew for each block. */
struct raw_compressor;
struct raw_compressor *raw_compressor_new(void);
void raw_compressor_free(struct raw_compressor *compressor);
/* into is replaced. */
void raw_compress(struct raw_compressor *compressor, struct slice raw, struct buffer *into);
bool raw_file_append(struct raw_file *file, struct slice block, uint64_t *offset, struct error *error);
bool raw_file_sync(struct raw_file *file, struct error *error);
/* The block's bytes, decompressed, replace what is in *into. */
bool raw_file_read(const struct raw_file *file, uint64_t offset, size_t bytes, size_t raw_bytes,
                   struct buffer *into, struct error *error);

#endif
