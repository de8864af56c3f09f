/* See run_double.h. */
#include "run_double.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/arena.h"

enum answer_state double_passes(struct run_double *asked, uint64_t number, unsigned time) {
    return number && number % 2 == 0 ? ANSWER_BLOCK : ANSWER_PASS;
}

static void *open_double(const struct product *product) {
    struct run_double *opened = product->own;
    pthread_mutex_lock(&opened->lock);
    opened->open++;
    pthread_mutex_unlock(&opened->lock);
    return opened;
}

static void close_double(void *session) {
    struct run_double *closed = session;
    pthread_mutex_lock(&closed->lock);
    closed->open--;
    pthread_mutex_unlock(&closed->lock);
}

unsigned double_open(struct run_double *asked) {
    pthread_mutex_lock(&asked->lock);
    unsigned open = asked->open;
    pthread_mutex_unlock(&asked->lock);
    return open;
}

static void ask_double(void *session, const struct handover *mail, int64_t deadline, struct answer *answer) {
    struct run_double *asked = session;
    pthread_mutex_lock(&asked->lock);
    asked->most = ++asked->now > asked->most ? asked->now : asked->most;
    unsigned time = mail->number ? ++asked->times[mail->number] : (unsigned)++asked->canaries;
    if (mail->number)
        asked->order[asked->asked++] = mail->number;
    enum answer_state state = asked->answer(asked, mail->number, time);
    pthread_mutex_unlock(&asked->lock);
    if (asked->wait_ms && mail->number)
        usleep(asked->wait_ms * 1000);
    answer_set(answer, state, (double)mail->number, "double %s", answer_state_name(state));
    pthread_mutex_lock(&asked->lock);
    asked->now--;
    asked->last = monotonic_ms();
    pthread_mutex_unlock(&asked->lock);
}

const struct product_protocol double_protocol = {
    .name = "double", .open = open_double, .ask = ask_double, .close = close_double};

struct double_list *doubles_new(size_t count, unsigned concurrency) {
    struct double_list *doubles = allocate_zeroed(1, sizeof *doubles);
    for (size_t i = 0; i < count; i++) {
        pthread_mutex_init(&doubles->doubles[i].lock, NULL);
        doubles->doubles[i].answer = double_passes;
        doubles->items[i] = (struct product){.name = "double",
                                             .protocol = &double_protocol,
                                             .concurrency = concurrency,
                                             .timeout_ms = 1000,
                                             .retries = 3,
                                             .retry_ms = 2,
                                             .down_ms = 2000,
                                             .canaries = CANARY_PLAIN,
                                             .own = &doubles->doubles[i]};
    }
    doubles->list = (struct product_list){doubles->items, count};
    return doubles;
}

void doubles_free(struct double_list *doubles) {
    free(doubles);
}

static struct double_backing *enter(void *context) {
    struct double_backing *backing = context;
    if (pthread_mutex_trylock(&backing->busy) || backing->over)
        abort(); /* an assertion of cmocka's works in its own thread alone */
    return backing;
}

static bool leave(struct double_backing *backing, bool result) {
    pthread_mutex_unlock(&backing->busy);
    return result;
}

static bool load_double(void *context, size_t item, struct arena *arena, struct handover *mail,
                        struct error *error) {
    struct double_backing *backing = enter(context);
    backing->loads++;
    mail->number = item + 1;
    mail->bytes = slice_of(arena_alloc(arena, backing->mail_bytes), backing->mail_bytes);
    if (item == backing->fail_load)
        error_set(error, "item %zu is lost", item);
    return leave(backing, item != backing->fail_load);
}

static bool is_done_double(void *context, size_t product, size_t item, unsigned *tries) {
    struct double_backing *backing = enter(context);
    const struct double_verdict *verdict = &backing->verdicts[product][item];
    *tries = verdict->handed_over;
    return leave(backing, verdict->there);
}

static bool record_double(void *context, size_t product, const struct run_verdict *verdict, size_t next,
                          unsigned tries, int64_t handed_over_ms, struct error *error) {
    struct double_backing *backing = enter(context);
    bool good = true;
    if (verdict) {
        struct double_verdict *kept = &backing->verdicts[product][verdict->item];
        if (kept->there || verdict->answered_ms < verdict->handed_over_ms || verdict->product != product)
            abort();
        good = ++backing->kept != backing->fail_at || error_set(error, "the disk is full");
        kept->there = true;
        kept->state = verdict->state;
        kept->tries = verdict->tries;
    }
    if (next != SIZE_MAX) {
        if (tries != backing->verdicts[product][next].handed_over + 1 || !handed_over_ms)
            abort();
        backing->verdicts[product][next].handed_over = tries;
    }
    return leave(backing, good);
}

static bool state_double(void *context, size_t product, enum product_state state, const char *why,
                         struct error *error) {
    struct double_backing *backing = enter(context);
    backing->states[product][backing->state_count[product]++ % 64] = state;
    if (*why)
        snprintf(backing->why[product], sizeof backing->why[product], "%s", why);
    return leave(backing, true);
}

static bool progress_double(void *context, const size_t *done, const enum product_state *states) {
    struct double_backing *backing = enter(context);
    return leave(backing, !backing->stop_at || backing->kept < backing->stop_at);
}

struct double_backing *double_backing_new(size_t items) {
    struct double_backing *backing = allocate_zeroed(1, sizeof *backing);
    pthread_mutex_init(&backing->busy, NULL);
    backing->fail_load = SIZE_MAX;
    backing->mail_bytes = 3000;
    backing->backing = (struct run_backing){.context = backing,
                                            .item_count = items,
                                            .load = load_double,
                                            .is_done = is_done_double,
                                            .record = record_double,
                                            .state = state_double,
                                            .progress = progress_double};
    return backing;
}

const char *double_states(const struct double_backing *backing, size_t product, char text[512]) {
    *text = '\0';
    for (size_t i = 0; i < backing->state_count[product]; i++) {
        size_t used = strlen(text);
        snprintf(text + used, 512 - used, "%s%s", i ? ", " : "",
                 product_state_name(backing->states[product][i]));
    }
    return text;
}
