/* The backing is called by one thread at a time, and no more once the run has returned to its caller. */
#include "bench/run.h"

bool run_record(struct run *run, size_t product, const struct run_verdict *verdict,
                const struct run_item *next, int64_t handed_over_ms) {
    struct error error = {.message = ""};
    pthread_mutex_lock(&run->backing_lock);
    const struct run_backing *backing = run->backing;
    bool good = backing && backing->record(backing->context, product, verdict, next ? next->item : SIZE_MAX,
                                           next ? next->tries : 0, handed_over_ms, &error);
    pthread_mutex_unlock(&run->backing_lock);
    if (!good)
        run_fail(run, &error);
    return good;
}

bool run_show(struct run *run, size_t product, enum product_state state, const char *why) {
    struct error error = {.message = ""};
    pthread_mutex_lock(&run->backing_lock);
    const struct run_backing *backing = run->backing;
    bool good = backing && backing->state(backing->context, product, state, why, &error);
    pthread_mutex_unlock(&run->backing_lock);
    if (!good)
        run_fail(run, &error);
    return good;
}

bool run_item_is_done(struct run *run, size_t product, size_t item, unsigned *tries) {
    pthread_mutex_lock(&run->backing_lock);
    const struct run_backing *backing = run->backing;
    bool done = backing && backing->is_done(backing->context, product, item, tries);
    pthread_mutex_unlock(&run->backing_lock);
    return done;
}

bool run_load_item(void *context, size_t item, struct arena *arena, struct handover *mail,
                   struct error *error) {
    struct run *run = context;
    pthread_mutex_lock(&run->backing_lock);
    const struct run_backing *backing = run->backing;
    struct error why = {.message = ""};
    bool good = backing && backing->load(backing->context, item, arena, mail, &why);
    pthread_mutex_unlock(&run->backing_lock);
    if (!good) {
        run_fail(run, &why);
        error_set(error, "%s", why.message);
    }
    return good;
}
