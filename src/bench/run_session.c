/* One session: takes a mail, has it recorded as in flight, hands it over, judges the answer. A verdict is
 * recorded in one call with the mail that comes next, and always before the next is handed over. */
#include "bench/run.h"

#include <time.h>

/* A mail with which the connection breaks more often than this, though the product answers others in between,
 * is what breaks it: an error. More often than a product is killed while the same mail is in its hands. */
#define BREAKS_MOST 5
/* A retry waits no longer than this. */
#define RETRY_MOST_MS ((int64_t)3600 * 1000)

static int64_t unix_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void close_session(struct run_session *session) {
    if (session->opened)
        session->product->product->protocol->close(session->opened);
    session->opened = NULL;
}

/* begun: when it was handed over, by monotonic_ms(). false: it could not be read, and the run fails. */
static bool hand_over(struct run_session *session, struct run_item *item, int64_t *begun) {
    const struct product *product = session->product->product;
    struct run_cache *cache = session->product->run->cache;
    struct run_mail *mail = run_cache_take(cache, item->item, NULL);
    if (!mail)
        return false;
    if (!session->opened)
        session->opened = product->protocol->open(product);
    if (!item->handed_over_ms)
        item->handed_over_ms = unix_ms();
    *begun = monotonic_ms();
    product->protocol->ask(session->opened, &mail->mail, *begun + product->timeout_ms, &session->answer);
    run_cache_give_back(cache, mail);
    if (session->answer.state > ANSWER_BLOCK) /* what may still come on that connection is of this mail */
        close_session(session);
    return true;
}

/* count: so many tries failed, this one among them. */
static void back_off(const struct product *product, struct run_item *item, unsigned count) {
    int64_t wait = product->retry_ms;
    for (unsigned i = 1; i < count && wait < RETRY_MOST_MS; i++)
        wait *= 2;
    item->due = monotonic_ms() + (wait < RETRY_MOST_MS ? wait : RETRY_MOST_MS);
}

/* A temporary failure of this mail. true: that was its last try. */
static bool fail_item(const struct product *product, struct run_item *item) {
    back_off(product, item, ++item->failures);
    return item->failures > product->retries;
}

/* Is the answer final? If not, item->due is the time of its next try. A failure is this mail's only if the
 * product answers others; else the mail waits with it. */
static bool judge(struct run_session *session, struct run_item *item, int64_t begun) {
    struct run_product *product = session->product;
    item->due = 0;
    switch (session->answer.state) {
    case ANSWER_PASS:
    case ANSWER_BLOCK:
        run_product_heard(product, begun);
        return true;
    case ANSWER_LATER:
    case ANSWER_BROKEN:
        if (item->failures == product->product->retries && !run_product_answers(product, begun))
            return false;
        return fail_item(product->product, item);
    case ANSWER_TIMEOUT:
        return run_product_answers(product, begun) && fail_item(product->product, item);
    case ANSWER_DOWN:
        if (++item->breaks > BREAKS_MOST)
            return true;
        if (run_product_answers(product, monotonic_ms()))
            back_off(product->product, item, item->breaks);
        return false;
    }
    return false;
}

/* false: it went back to its queue, or the run fails. */
static bool ask_item(struct run_session *session, struct run_item *item, struct run_verdict *verdict) {
    int64_t begun = 0;
    if (!hand_over(session, item, &begun))
        return false;
    int64_t answered_ms = unix_ms();
    if (!judge(session, item, begun)) {
        run_product_back(session->product, item);
        return false;
    }
    *verdict = (struct run_verdict){
        .product = session->product->number,
        .item = item->item,
        .state = session->answer.state,
        .score = session->answer.score,
        .native = session->answer.native,
        .handed_over_ms = item->handed_over_ms,
        .answered_ms = answered_ms,
        .tries = item->tries,
    };
    return true;
}

static void work(struct run_session *session) {
    struct run_product *product = session->product;
    struct run_item item;
    struct run_verdict verdict;
    bool answered = false;
    enum run_task task;
    do {
        task = run_product_take(product, !answered, &item);
        const struct run_item *next = task == RUN_TASK_ITEM ? &item : NULL;
        bool recorded = (!answered && !next) || run_record(product->run, product->number,
                                                           answered ? &verdict : NULL, next, unix_ms());
        if (answered)
            run_product_done(product);
        answered = next && recorded && ask_item(session, &item, &verdict);
        if (task == RUN_TASK_CHECK) {
            close_session(session); /* a canary's counts as this one */
            run_product_check(product);
        }
    } while (task != RUN_TASK_END);
    close_session(session);
}

void *run_session_main(void *argument) {
    struct run_session *session = argument;
    struct run *run = session->product->run;
    work(session);
    pthread_mutex_lock(&run->lock);
    session->ended = true;
    run->running--;
    pthread_cond_broadcast(&run->changed);
    pthread_mutex_unlock(&run->lock);
    run_release(run);
    return NULL;
}
