/* How fast a product is when it is asked alone: nothing else runs, nothing is recorded. See run_speed.c. */
#ifndef WEIR_BENCH_RUN_SPEED_H
#define WEIR_BENCH_RUN_SPEED_H

#include "bench/runner.h"

/* Answer times are given at these shares of the mails, as method.h times delivery. */
#define RUN_SPEED_SHARES 4
extern const double run_speed_shares[RUN_SPEED_SHARES]; /* 0.10, 0.50, 0.95, 0.98 */

struct run_speed {
    size_t mails;    /* that were answered with a verdict; 0: nothing below is known */
    size_t failures; /* answers that were none; not asked again, and not among the times */
    double seconds;  /* from the first hand-over to the last answer, all failures included */
    double mails_per_second;
    double answer_ms[RUN_SPEED_SHARES];
};

/* Hands the first `items` of the backing to one product, `sessions` at once (0: its concurrency), and times
 * its answers. Only backing->load is called. All mails are in memory meanwhile. false, with error: it does
 * not answer, many times in a row, or a mail cannot be read. */
bool run_speed(struct product *product, const struct run_backing *backing, size_t items, unsigned sessions,
               struct run_speed *speed, struct error *error);

#endif
