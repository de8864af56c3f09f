/* What the files of the runner share: a run, its products and its sessions. Locks and their order stand in
 * runner.c. Nobody else includes this. */
#ifndef WEIR_BENCH_RUN_H
#define WEIR_BENCH_RUN_H

#include <pthread.h>
#include <stdatomic.h>

#include "bench/run_cache.h"
#include "bench/run_queue.h"
#include "bench/runner.h"

struct run;

/* A product in a run. All but the first three is guarded by lock. */
struct run_product {
    struct run *run;
    const struct product *product;
    size_t number;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct run_queue queue;
    enum product_state state;
    bool checking;     /* one of its sessions is asking canaries */
    int64_t check_due; /* of the next canaries */
    int64_t down_since, down_wait_ms;
    int64_t begun; /* when the latest mail that got a verdict was handed over */
};

/* A thread that hands mails to a product, one after another. */
struct run_session {
    struct run_product *product;
    pthread_t thread;
    void *opened;         /* of the protocol; NULL: not open */
    struct answer answer; /* the last */
    bool ended;           /* guarded by the run's lock */
};

struct run {
    struct run_limits limits;
    struct run_cache *cache;
    struct run_product *products;
    struct run_session *sessions;
    size_t product_count, session_count;
    atomic_size_t holders; /* threads that may still look at it */
    atomic_bool stopping;  /* nothing new is handed over */

    pthread_mutex_t backing_lock;
    const struct run_backing *backing; /* NULL: the run has returned */

    pthread_mutex_t lock;
    pthread_cond_t changed; /* a session has ended, or the run has failed */
    size_t running;         /* sessions that have not ended */
    bool failed;
    struct error error; /* the first */
};

/* A condition that is waited for by monotonic_ms(); until INT64_MAX: without end. */
void run_condition_open(pthread_cond_t *condition);
void run_wait_until(pthread_cond_t *condition, pthread_mutex_t *lock, int64_t until);
/* The run ends, with this error if it is the first. No lock but a product's may be held. */
void run_fail(struct run *run, const struct error *error);

/* Calls to the backing, one at a time; they fail the run themselves, and fail once it has returned. */
bool run_record(struct run *run, size_t product, const struct run_verdict *verdict,
                const struct run_item *next, int64_t handed_over_ms);
bool run_show(struct run *run, size_t product, enum product_state state, const char *why);
bool run_item_is_done(struct run *run, size_t product, size_t item, unsigned *tries);
run_load run_load_item; /* context: the run */

enum run_task {
    RUN_TASK_NOTHING, /* now; only where none is waited for */
    RUN_TASK_ITEM,    /* hand this over */
    RUN_TASK_CHECK,   /* run_product_check() */
    RUN_TASK_END,
};
void run_product_open(struct run_product *product, struct run *run, const struct product *described,
                      size_t number, size_t item_count);
void run_product_free(struct run_product *product);
/* What a session does next; ITEM: it is in flight, its try counted. */
enum run_task run_product_take(struct run_product *product, bool wait, struct run_item *item);
/* An item in flight is not, or is, done. */
void run_product_back(struct run_product *product, const struct run_item *item);
void run_product_done(struct run_product *product);
/* A mail handed over at begun (monotonic_ms()) was answered with a verdict. */
void run_product_heard(struct run_product *product, int64_t begun);
/* Has the product given a verdict of anything that it was handed since then, or does it answer canaries now?
 * If not, it is down. */
bool run_product_answers(struct run_product *product, int64_t since);
void run_product_check(struct run_product *product);
void run_product_wake(struct run_product *product);
void run_product_look(struct run_product *product, size_t *done, enum product_state *state);

/* A session's thread; argument: struct run_session. */
void *run_session_main(void *argument);
void run_release(struct run *run);

#endif
