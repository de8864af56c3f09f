/* For tests of the runner: a product in this process that answers what a test says, and a backing in memory.
 */
#ifndef WEIR_TEST_RUN_DOUBLE_H
#define WEIR_TEST_RUN_DOUBLE_H

#include <pthread.h>

#include "bench/runner.h"

#define DOUBLE_ITEMS    200
#define DOUBLE_PRODUCTS 64

struct run_double;
/* What it answers to mail `number` (0: a canary) at its time-th hand-over, from 1. */
typedef enum answer_state double_answer(struct run_double *asked, uint64_t number, unsigned time);

struct run_double {
    double_answer *answer;
    unsigned wait_ms; /* before an answer */
    pthread_mutex_t lock;
    uint64_t order[8 * DOUBLE_ITEMS]; /* numbers as they were asked, canaries left out */
    size_t asked, canaries;
    unsigned times[DOUBLE_ITEMS + 1];
    unsigned now, most; /* asks under way */
    unsigned open;      /* sessions */
    int64_t last;       /* monotonic_ms() of the last ask's end */
    int64_t down_until; /* for answers of the test's own */
};
unsigned double_open(struct run_double *asked);
double_answer double_passes; /* passes odd mails and canaries, blocks even ones */

extern const struct product_protocol double_protocol;

/* Products that are doubles; products.items[i].own is &doubles[i]. */
struct double_list {
    struct run_double doubles[DOUBLE_PRODUCTS];
    struct product items[DOUBLE_PRODUCTS];
    struct product_list list;
};
/* count of them, each of that concurrency, with short waits; on the heap. */
struct double_list *doubles_new(size_t count, unsigned concurrency);
void doubles_free(struct double_list *doubles);

struct double_verdict {
    bool there;
    enum answer_state state;
    unsigned tries;
    unsigned handed_over; /* as recorded, a verdict or not */
};

struct double_backing {
    struct run_backing backing;
    pthread_mutex_t busy; /* nobody ever waits for it: calls come one at a time */
    struct double_verdict verdicts[DOUBLE_PRODUCTS][DOUBLE_ITEMS];
    size_t kept, loads;
    size_t stop_at;    /* verdicts after which progress stops the run; 0: never */
    size_t fail_load;  /* item that cannot be loaded, SIZE_MAX none */
    size_t fail_at;    /* verdict that cannot be kept, counted from 1; 0 none */
    size_t mail_bytes; /* of each mail */
    enum product_state states[DOUBLE_PRODUCTS][64];
    size_t state_count[DOUBLE_PRODUCTS];
    char why[DOUBLE_PRODUCTS][128]; /* of the last state that had one */
    bool over;                      /* no call may come any more */
};
struct double_backing *double_backing_new(size_t items);
/* "untried running done": states as they were shown. */
const char *double_states(const struct double_backing *backing, size_t product, char text[512]);

#endif
