/* When a mail is handed over live: within an hour of its receipt. A clock that is some minutes off may have
 * it come before. */
#ifndef WEIR_STORE_BENCH_VERDICT_H
#define WEIR_STORE_BENCH_VERDICT_H

#include <stdbool.h>
#include <stdint.h>

#define BENCH_LIVE_MS  ((int64_t)60 * 60 * 1000)
#define BENCH_CLOCK_MS ((int64_t)5 * 60 * 1000)

static inline bool bench_is_live(int64_t since_receipt_ms) {
    return since_receipt_ms >= -BENCH_CLOCK_MS && since_receipt_ms <= BENCH_LIVE_MS;
}

#endif
