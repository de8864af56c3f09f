/* What rspamd answers. */
#ifndef WEIR_BENCH_RSPAMD_H
#define WEIR_BENCH_RSPAMD_H

#include "bench/answer.h"
#include "bench/product.h"

struct rspamd_settings {
    const char *const *blocks; /* actions that block */
    size_t block_count;
    const char *const *passes; /* actions that pass */
    size_t pass_count;
    const char *recipient; /* "" none is told */
};
/* Where nothing is set. */
extern const struct rspamd_settings rspamd_usual;

/* The body of the answer to /checkv2, by the status of HTTP. */
void rspamd_read(const struct rspamd_settings *settings, long status, struct slice body,
                 struct answer *answer);

#endif
