/* Mails are read before the clock starts, so that what is timed is the product and a hand-over. Sessions
 * take mails from one counter, in order. An answer's time is what ask() takes, connecting included; the
 * figure at a share is the nearest rank's. */
#include "bench/run_speed.h"

#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

const double run_speed_shares[RUN_SPEED_SHARES] = {0.10, 0.50, 0.95, 0.98};

/* So many in a row, and a product is not timed but broken. */
#define FAILURES_MOST 10

struct timing {
    const struct product *product;
    struct handover *mails;
    double *answer_ms; /* [mail]; NAN: a failure, or not asked */
    size_t count;
    atomic_size_t next;
    atomic_uint failures; /* one after another */
    pthread_mutex_t lock;
    char why[ANSWER_NATIVE_BYTES]; /* of the last failure; guarded by lock */
};

static double now_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static void ask_one(struct timing *timing, void *session, size_t i) {
    struct answer answer = {.score = NAN};
    double begun = now_ms();
    timing->product->protocol->ask(session, &timing->mails[i], monotonic_ms() + timing->product->timeout_ms,
                                   &answer);
    if (answer.state <= ANSWER_BLOCK) {
        timing->answer_ms[i] = now_ms() - begun;
        timing->failures = 0;
        return;
    }
    atomic_fetch_add(&timing->failures, 1);
    pthread_mutex_lock(&timing->lock);
    memcpy(timing->why, answer.native, sizeof timing->why);
    pthread_mutex_unlock(&timing->lock);
}

static void *ask_all(void *context) {
    struct timing *timing = context;
    void *session = timing->product->protocol->open(timing->product);
    size_t i;
    while (timing->failures < FAILURES_MOST && (i = atomic_fetch_add(&timing->next, 1)) < timing->count)
        ask_one(timing, session, i);
    timing->product->protocol->close(session);
    return NULL;
}

static bool ask_with(struct timing *timing, unsigned sessions, struct error *error) {
    pthread_t threads[PRODUCT_CONCURRENCY];
    unsigned begun = 0;
    while (begun < sessions && begun < PRODUCT_CONCURRENCY &&
           !pthread_create(&threads[begun], NULL, ask_all, timing))
        begun++;
    for (unsigned i = 0; i < begun; i++)
        pthread_join(threads[i], NULL);
    if (!begun)
        return error_set(error, "no thread can be made");
    return timing->failures < FAILURES_MOST ||
           error_set(error, "%s does not answer: %s", timing->product->name, timing->why);
}

static int by_value(const void *one, const void *other) {
    double a = *(const double *)one, b = *(const double *)other;
    return (a > b) - (a < b);
}

static void sum_up(struct timing *timing, double seconds, struct run_speed *speed) {
    *speed = (struct run_speed){.seconds = seconds};
    double *times = timing->answer_ms;
    for (size_t i = 0; i < timing->count; i++)
        if (!isnan(times[i]))
            times[speed->mails++] = times[i];
    speed->failures = timing->count - speed->mails;
    if (!speed->mails)
        return;
    qsort(times, speed->mails, sizeof *times, by_value);
    speed->mails_per_second = (double)speed->mails / seconds;
    for (size_t i = 0; i < RUN_SPEED_SHARES; i++) {
        size_t rank = (size_t)ceil(run_speed_shares[i] * (double)speed->mails);
        speed->answer_ms[i] = times[rank ? rank - 1 : 0];
    }
}

static bool time_product(struct product *product, struct timing *timing, unsigned sessions,
                         struct run_speed *speed, struct error *error) {
    if (product->protocol->start && !product->protocol->start(product, error))
        return false;
    double begun = now_ms();
    bool good = ask_with(timing, sessions ? sessions : product->concurrency, error);
    sum_up(timing, (now_ms() - begun) / 1e3, speed);
    if (product->protocol->stop)
        product->protocol->stop(product);
    return good;
}

bool run_speed(struct product *product, const struct run_backing *backing, size_t items, unsigned sessions,
               struct run_speed *speed, struct error *error) {
    struct arena *arena = arena_new();
    struct timing timing = {.product = product, .lock = PTHREAD_MUTEX_INITIALIZER};
    timing.count = items < backing->item_count ? items : backing->item_count;
    timing.mails = arena_alloc(arena, timing.count * sizeof *timing.mails);
    timing.answer_ms = arena_alloc(arena, timing.count * sizeof *timing.answer_ms);
    bool good = true;
    for (size_t i = 0; i < timing.count && good; i++) {
        timing.answer_ms[i] = NAN;
        good = backing->load(backing->context, i, arena, &timing.mails[i], error);
    }
    good = good && time_product(product, &timing, sessions, speed, error);
    arena_free(arena);
    return good;
}
