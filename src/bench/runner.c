/* A run: each product has `concurrency` sessions, a thread each, that take mails from the product's own queue
 * (run_queue.c), so that no product waits for another. What a session does stands in run_session.c, what
 * state a product is in and what its sessions do next in run_product.c, canaries in canary.c. Mails are
 * prepared once for all products that keep pace (run_cache.c). The thread that called only looks after
 * progress, and ends the run.
 *
 * Locks, in the only order in which one is taken while another is held:
 *
 *     a product's lock  ->  backing_lock   states and questions whether an item is done
 *     a product's lock  ->  run.lock       to say that the run fails
 *     the cache's lock                     alone; given up while a mail is loaded
 *
 * No thread holds two products' locks, nothing is taken while backing_lock or run.lock is held, and no lock
 * is held while a product is asked. Threads wait for each other in three places: for a product's next mail
 * or state, where every change wakes all; for a mail that another loads, who waits for nobody but the
 * backing; for canaries that another asks, who is bounded by their deadlines. So nothing can wait in a
 * circle.
 *
 * A run that is stopped gives answers in flight STOP_MS. A session that is still waiting then is left
 * behind: it ends by itself when its product's deadline is over, touches nothing but the product and its own
 * memory, and keeps the run's memory till then (`holders`). The backing knows what it had in hand, as after a
 * kill.
 *
 * Cost: 0.03 ms of CPU a mail and product, connections included, and 0.1 ms with a store behind it
 * (bench/overhead.c); memory is at most cache_bytes, a mail a session and a queue of a few kB a product. */
#include "bench/run.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* So long answers in flight are waited for when a run is stopped. */
#define STOP_MS 1000
/* Between calls of progress. */
#define PROGRESS_MS 250

/* 64 MB hold some 10,000 mails: a minute's lead of the quickest product. Canaries every five minutes are
 * nothing beside the mail of five minutes. */
const struct run_limits run_limits_usual = {.cache_bytes = (size_t)64 << 20, .canary_ms = 300000};

const char *product_state_name(enum product_state state) {
    static const char *const names[] = {"untried", "running", "down", "given up", "miswired", "done"};
    return names[state];
}

void run_condition_open(pthread_cond_t *condition) {
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(condition, &attributes);
    pthread_condattr_destroy(&attributes);
}

void run_wait_until(pthread_cond_t *condition, pthread_mutex_t *lock, int64_t until) {
    if (until == INT64_MAX) {
        pthread_cond_wait(condition, lock);
        return;
    }
    struct timespec time = {.tv_sec = until / 1000, .tv_nsec = until % 1000 * 1000000};
    pthread_cond_timedwait(condition, lock, &time);
}

void run_fail(struct run *run, const struct error *error) {
    pthread_mutex_lock(&run->lock);
    if (!run->failed)
        run->error = *error;
    run->failed = true;
    run->stopping = true;
    pthread_cond_broadcast(&run->changed);
    pthread_mutex_unlock(&run->lock);
}

/* The last who looks at it frees it. */
void run_release(struct run *run) {
    if (atomic_fetch_sub(&run->holders, 1) > 1)
        return;
    run_cache_free(run->cache);
    for (size_t i = 0; i < run->product_count; i++)
        run_product_free(&run->products[i]);
    pthread_cond_destroy(&run->changed);
    pthread_mutex_destroy(&run->lock);
    pthread_mutex_destroy(&run->backing_lock);
    free(run->products);
    free(run->sessions);
    free(run);
}

static size_t count_sessions(const struct product_list *list) {
    size_t count = 0;
    for (size_t i = 0; i < list->count; i++)
        count += list->items[i].concurrency;
    return count;
}

static struct run *run_new(const struct product_list *list, const struct run_backing *backing,
                           const struct run_limits *limits) {
    struct run *run = allocate_zeroed(1, sizeof *run);
    run->limits = *limits;
    run->backing = backing;
    run->cache = run_cache_new(limits->cache_bytes, list->count, run_load_item, run);
    run->product_count = list->count;
    run->products = allocate_zeroed(list->count, sizeof *run->products);
    run->sessions = allocate_zeroed(count_sessions(list), sizeof *run->sessions);
    run->holders = 1;
    pthread_mutex_init(&run->lock, NULL);
    pthread_mutex_init(&run->backing_lock, NULL);
    run_condition_open(&run->changed);
    for (size_t i = 0; i < list->count; i++)
        run_product_open(&run->products[i], run, &list->items[i], i, backing->item_count);
    return run;
}

static bool begin_session(struct run *run, struct run_product *product) {
    struct run_session *session = &run->sessions[run->session_count];
    session->product = product;
    pthread_mutex_lock(&run->lock);
    run->running++;
    pthread_mutex_unlock(&run->lock);
    atomic_fetch_add(&run->holders, 1);
    int failure = pthread_create(&session->thread, NULL, run_session_main, session);
    if (!failure) {
        run->session_count++;
        return true;
    }
    atomic_fetch_sub(&run->holders, 1);
    pthread_mutex_lock(&run->lock);
    run->running--;
    pthread_mutex_unlock(&run->lock);
    struct error error;
    error_set(&error, "cannot begin session %zu of the run: %s; lower the products' concurrency",
              run->session_count + 1, strerror(failure));
    run_fail(run, &error);
    return false;
}

/* Signals are for the thread that called, which looks after progress. */
static void begin_sessions(struct run *run) {
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    bool good = true;
    for (size_t i = 0; i < run->product_count && good; i++)
        for (unsigned k = 0; k < run->products[i].product->concurrency && good; k++)
            good = begin_session(run, &run->products[i]);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

static bool tell_progress(struct run *run) {
    size_t done[PRODUCTS_MOST];
    enum product_state states[PRODUCTS_MOST];
    for (size_t i = 0; i < run->product_count; i++)
        run_product_look(&run->products[i], &done[i], &states[i]);
    pthread_mutex_lock(&run->backing_lock);
    bool goes_on = !run->backing->progress || run->backing->progress(run->backing->context, done, states);
    pthread_mutex_unlock(&run->backing_lock);
    return goes_on;
}

/* Until then, or until no session is left, or (early) until the run fails. */
static size_t wait_for_sessions(struct run *run, int64_t until, bool early) {
    pthread_mutex_lock(&run->lock);
    while (run->running && !(early && run->failed) && monotonic_ms() < until)
        run_wait_until(&run->changed, &run->lock, until);
    size_t running = run->running;
    pthread_mutex_unlock(&run->lock);
    return running;
}

static void look_after(struct run *run) {
    while (!run->stopping && wait_for_sessions(run, monotonic_ms() + PROGRESS_MS, true) && tell_progress(run))
        continue;
    run->stopping = true;
    for (size_t i = 0; i < run->product_count; i++)
        run_product_wake(&run->products[i]);
    wait_for_sessions(run, monotonic_ms() + STOP_MS, false);
    tell_progress(run);
    pthread_mutex_lock(&run->backing_lock);
    run->backing = NULL;
    pthread_mutex_unlock(&run->backing_lock);
}

/* left[product]: sessions that are left behind. */
static void end_sessions(struct run *run, size_t *left) {
    for (size_t i = 0; i < run->session_count; i++) {
        struct run_session *session = &run->sessions[i];
        pthread_t thread = session->thread;
        pthread_mutex_lock(&run->lock);
        bool ended = session->ended;
        pthread_mutex_unlock(&run->lock);
        left[session->product->number] += !ended;
        if (ended)
            pthread_join(thread, NULL);
        else
            pthread_detach(thread);
    }
}

static enum run_outcome outcome_of(struct run *run, struct error *error) {
    pthread_mutex_lock(&run->lock);
    bool failed = run->failed;
    if (failed && error)
        *error = run->error;
    pthread_mutex_unlock(&run->lock);
    if (failed)
        return RUN_FAILED;
    for (size_t i = 0; i < run->product_count; i++) {
        size_t done;
        enum product_state state;
        run_product_look(&run->products[i], &done, &state);
        if (state != PRODUCT_DONE && state != PRODUCT_MISWIRED)
            return RUN_UNFINISHED;
    }
    return RUN_DONE;
}

static void stop_products(const struct product_list *list, size_t count, const size_t *left) {
    for (size_t i = 0; i < count; i++)
        if (list->items[i].protocol->stop && !left[i])
            list->items[i].protocol->stop(&list->items[i]);
}

static bool start_products(const struct product_list *list, struct error *error) {
    static const size_t none[PRODUCTS_MOST];
    for (size_t i = 0; i < list->count; i++) {
        struct product *product = &list->items[i];
        if (product->protocol->start && !product->protocol->start(product, error)) {
            stop_products(list, i, none);
            return false;
        }
    }
    return true;
}

enum run_outcome run_products(const struct product_list *products, const struct run_backing *backing,
                              const struct run_limits *limits, struct error *error) {
    if (!start_products(products, error))
        return RUN_FAILED;
    struct run *run = run_new(products, backing, limits);
    size_t left[PRODUCTS_MOST] = {0};
    begin_sessions(run);
    look_after(run);
    end_sessions(run, left);
    enum run_outcome outcome = outcome_of(run, error);
    stop_products(products, products->count, left);
    run_release(run);
    return outcome;
}
