/* What struct store holds; for this folder alone. */
#ifndef WEIR_STORE_BASE_H
#define WEIR_STORE_BASE_H

#include "base/arena.h"
#include "base/buffer.h"
#include "store/database.h"
#include "store/raw_file.h"
#include "store/store.h"

struct operator_map;

struct store {
    struct database database;
    struct raw_file raw;
    char *folder, *database_path, *raw_path;
    enum store_mode mode;
    int lock; /* descriptor of the lock file, -1 for readers */
    /* The block read last: neighbours are asked for one after another. */
    int64_t block;
    struct buffer block_bytes;
    struct operator_map *operators; /* as far as they were asked for in this read; see operator_map.h */
};

/* The raw bytes of a mail: a slice of the store's own block buffer, valid until the next call. */
bool store_mail_bytes(struct store *store, int64_t mail, struct slice *bytes, struct error *error);

#endif
