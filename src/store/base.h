/* What struct store holds; for this folder alone. */
#ifndef WEIR_STORE_BASE_H
#define WEIR_STORE_BASE_H

#include "base/arena.h"
#include "base/buffer.h"
#include "store/database.h"
#include "store/raw_file.h"
#include "store/store.h"

struct operator_map;

/* As many as feeds are read side by side; a block is mostly 256 kB. */
#define STORE_BLOCKS 8
struct store_block {
    int64_t id; /* 0: none is in it */
    uint64_t used;
    struct buffer bytes;
};

struct store {
    struct database database;
    struct raw_file raw;
    char *folder, *database_path, *raw_path;
    enum store_mode mode;
    int lock; /* descriptor of the lock file, -1 for readers */
    /* The blocks read last: neighbours are asked for one after another, of a few feeds at once where mail is
     * read in order of receipt. */
    struct store_block blocks[STORE_BLOCKS];
    uint64_t block_uses;
    struct operator_map *operators; /* as far as they were asked for in this read; see operator_map.h */
};

/* The raw bytes of a mail: a slice of the store's own block, valid until the next call. */
bool store_mail_bytes(struct store *store, int64_t mail, struct slice *bytes, struct error *error);

#endif
