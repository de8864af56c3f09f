/* What the configuration says of a comparative test: corpora, products, limits. */
#ifndef WEIR_BENCH_SETUP_H
#define WEIR_BENCH_SETUP_H

#include "bench/product.h"
#include "bench/runner.h"

#define CORPORA_MOST 64
#define CORPUS_FEEDS 64

struct corpus_feed {
    const char *name;
    const char *role; /* what its mail is; NULL: what the store says of the feed */
};

struct corpus_settings {
    const char *name;
    struct corpus_feed feeds[CORPUS_FEEDS]; /* none: every feed with a role */
    size_t feed_count;
    const char *const *labels; /* files: message, role, class */
    size_t label_count;
    int64_t since, until; /* of receipt; TIME_NONE open */
};

struct bench_setup {
    struct corpus_settings *corpora; /* one at least: where none is written, "all" of all feeds with a role */
    size_t corpus_count;
    struct product_list products;
    struct run_limits limits;
};

/* top: the configuration, of which `corpora`, `products`, `limits` and `allow` are read; NULL for none.
 * allow: a list of addresses besides this host's at which products may be. Memory is the arena's. */
bool bench_setup_read(struct arena *arena, const struct ucl_value *top, struct bench_setup *setup,
                      struct error *error);

#endif
