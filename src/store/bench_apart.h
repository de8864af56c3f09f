/* Whether spam and wanted mail of a corpus can be told apart by where or when they came in. */
#ifndef WEIR_STORE_BENCH_APART_H
#define WEIR_STORE_BENCH_APART_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

/* What one mail came in by. */
struct bench_arrival {
    bool is_spam;
    int64_t received;  /* TIME_NONE unknown */
    uint64_t receiver; /* hash of the server's name, 0 unknown */
};

/* One line in words, "" if nothing does. In the arena. No server is named: they are trap hosts. */
const char *bench_apart(struct arena *arena, const struct bench_arrival *arrivals, size_t count);

#endif
