/* What a product's sessions are to do, and what state it is in.
 *
 * It begins untried: one session asks canaries, the others wait. Right answers make it run, wrong ones
 * miswired, none (or failures alone) put it down. While it runs, sessions take mails from its queue, and one
 * of them asks canaries again every now and then. While it is down one session asks them, after 0.2 s and
 * then ever more seldom; what was in its hands waits. Canaries are asked and not the mails that wait, lest a
 * mail that breaks the product keep it down for ever.
 *
 * A time-out, a connection that breaks, a failure after all retries may be the mail's doing or the product's:
 * it is the mail's only if the product answers other mail (run_product_answers()). */
#include "bench/run.h"

#include "bench/canary.h"

/* Between looks whether a product that is down is back. */
#define DOWN_FIRST_MS 200
#define DOWN_MOST_MS  5000

void run_product_open(struct run_product *product, struct run *run, const struct product *described,
                      size_t number, size_t item_count) {
    *product = (struct run_product){.run = run, .product = described, .number = number};
    pthread_mutex_init(&product->lock, NULL);
    run_condition_open(&product->changed);
    run_queue_open(&product->queue, item_count);
}

void run_product_free(struct run_product *product) {
    run_queue_free(&product->queue);
    pthread_cond_destroy(&product->changed);
    pthread_mutex_destroy(&product->lock);
}

static bool is_done(void *context, size_t item, unsigned *tries) {
    struct run_product *product = context;
    return run_item_is_done(product->run, product->number, item, tries);
}

/* From here to run_product_take() the lock is held. */

static bool has_ended(const struct run_product *product) {
    return product->run->stopping || product->state == PRODUCT_GIVEN_UP ||
           product->state == PRODUCT_MISWIRED || product->state == PRODUCT_DONE;
}

static void become(struct run_product *product, enum product_state state, const char *why) {
    if (product->state != state) {
        product->state = state;
        run_show(product->run, product->number, state, why);
    }
    pthread_cond_broadcast(&product->changed);
}

static bool end_if_over(struct run_product *product) {
    bool over = run_queue_is_over(&product->queue, is_done, product);
    if (over && !product->run->stopping)
        become(product, PRODUCT_DONE, "");
    return over;
}

static bool begin_check(struct run_product *product, int64_t now) {
    if (product->checking || now < product->check_due)
        return false;
    product->checking = true;
    return true;
}

static enum run_task choose(struct run_product *product, struct run_item *item, int64_t *until) {
    int64_t now = monotonic_ms();
    if (has_ended(product) || end_if_over(product))
        return RUN_TASK_END;
    if (begin_check(product, now))
        return RUN_TASK_CHECK;
    *until = product->checking ? INT64_MAX : product->check_due;
    if (product->state != PRODUCT_RUNNING)
        return RUN_TASK_NOTHING;
    int64_t due = INT64_MAX;
    if (run_queue_take(&product->queue, now, is_done, product, item, &due) == RUN_NEXT_ITEM) {
        item->tries++;
        return RUN_TASK_ITEM;
    }
    *until = due < *until ? due : *until;
    return RUN_TASK_NOTHING;
}

enum run_task run_product_take(struct run_product *product, bool wait, struct run_item *item) {
    int64_t until = INT64_MAX;
    pthread_mutex_lock(&product->lock);
    enum run_task task = choose(product, item, &until);
    while (task == RUN_TASK_NOTHING && wait) {
        run_wait_until(&product->changed, &product->lock, until);
        task = choose(product, item, &until);
    }
    pthread_mutex_unlock(&product->lock);
    return task;
}

void run_product_back(struct run_product *product, const struct run_item *item) {
    pthread_mutex_lock(&product->lock);
    run_queue_back(&product->queue, item);
    pthread_cond_broadcast(&product->changed);
    pthread_mutex_unlock(&product->lock);
}

void run_product_done(struct run_product *product) {
    pthread_mutex_lock(&product->lock);
    run_queue_done(&product->queue);
    if (!has_ended(product))
        end_if_over(product);
    pthread_mutex_unlock(&product->lock);
}

void run_product_heard(struct run_product *product, int64_t begun) {
    pthread_mutex_lock(&product->lock);
    product->begun = begun > product->begun ? begun : product->begun;
    pthread_mutex_unlock(&product->lock);
}

/* The lock is held. */
static void go_down(struct run_product *product, int64_t now, const char *why) {
    if (product->state != PRODUCT_DOWN) {
        product->down_since = now;
        product->down_wait_ms = DOWN_FIRST_MS;
        become(product, PRODUCT_DOWN, why);
    }
    int64_t given_up = product->down_since + product->product->down_ms;
    product->check_due = now + product->down_wait_ms;
    product->check_due = product->check_due < given_up ? product->check_due : given_up;
    product->down_wait_ms *= 2;
    product->down_wait_ms = product->down_wait_ms < DOWN_MOST_MS ? product->down_wait_ms : DOWN_MOST_MS;
    if (now >= given_up)
        become(product, PRODUCT_GIVEN_UP, why);
}

/* The lock is held. */
static void settle(struct run_product *product, const struct canary_report *report, int64_t asked) {
    int64_t now = monotonic_ms();
    product->checking = false;
    product->check_due = now + product->run->limits.canary_ms;
    if (has_ended(product))
        return;
    bool untried = product->state == PRODUCT_UNTRIED;
    if (report->state == CANARY_MISWIRED || (report->state == CANARY_BROKEN && untried)) {
        become(product, PRODUCT_MISWIRED, report->why);
    } else if (report->state == CANARY_GOOD) {
        product->begun = asked > product->begun ? asked : product->begun;
        become(product, PRODUCT_RUNNING, "");
    } else {
        go_down(product, now, report->why);
    }
}

void run_product_check(struct run_product *product) {
    struct canary_report report;
    int64_t asked = monotonic_ms();
    canary_ask(product->product, &report);
    pthread_mutex_lock(&product->lock);
    settle(product, &report, asked);
    pthread_cond_broadcast(&product->changed);
    pthread_mutex_unlock(&product->lock);
}

bool run_product_answers(struct run_product *product, int64_t since) {
    pthread_mutex_lock(&product->lock);
    while (product->checking && product->begun < since && product->state == PRODUCT_RUNNING &&
           !has_ended(product))
        run_wait_until(&product->changed, &product->lock, INT64_MAX);
    bool heard = product->begun >= since;
    bool asks = !heard && product->state == PRODUCT_RUNNING && !has_ended(product);
    if (asks)
        product->checking = true;
    pthread_mutex_unlock(&product->lock);
    if (!asks)
        return heard;
    run_product_check(product);
    pthread_mutex_lock(&product->lock);
    heard = product->begun >= since;
    pthread_mutex_unlock(&product->lock);
    return heard;
}

void run_product_wake(struct run_product *product) {
    pthread_mutex_lock(&product->lock);
    pthread_cond_broadcast(&product->changed);
    pthread_mutex_unlock(&product->lock);
}

void run_product_look(struct run_product *product, size_t *done, enum product_state *state) {
    pthread_mutex_lock(&product->lock);
    *done = product->queue.done;
    *state = product->state;
    pthread_mutex_unlock(&product->lock);
}
