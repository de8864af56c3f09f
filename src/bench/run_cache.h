/* Prepared mails, shared by all sessions of a run: read once for all products that keep pace, and again for
 * those that are so far behind that the mail is no longer here. See run_cache.c. */
#ifndef WEIR_BENCH_RUN_CACHE_H
#define WEIR_BENCH_RUN_CACHE_H

#include "base/arena.h"
#include "base/error.h"
#include "bench/handover.h"

struct run_cache;

/* Prepares a mail in the arena. Called without any lock of the cache's, for one item by one thread. */
typedef bool run_load(void *context, size_t item, struct arena *arena, struct handover *mail,
                      struct error *error);

/* most_bytes: of mails that nobody has in hand. What is in hand comes on top: a mail a session. readers: so
 * many times a mail is wanted, as a rule; then it is dropped. */
struct run_cache *run_cache_new(size_t most_bytes, size_t readers, run_load *load, void *context);
void run_cache_free(struct run_cache *cache);

/* One prepared mail; `mail` is for whoever took it, the rest the cache's. */
struct run_mail {
    struct handover mail;
    size_t item;
    struct arena *arena;
    size_t bytes;
    size_t users, taken;
    enum { RUN_MAIL_LOADING, RUN_MAIL_READY, RUN_MAIL_FAILED } state;
    struct run_mail *next;          /* in its chain */
    struct run_mail *newer, *older; /* among those that nobody has in hand */
};

/* Waits until the mail is prepared. NULL, with error: it could not be. Give it back. */
struct run_mail *run_cache_take(struct run_cache *cache, size_t item, struct error *error);
void run_cache_give_back(struct run_cache *cache, struct run_mail *mail);
/* How often a mail was prepared, and what is kept that nobody has in hand. */
void run_cache_figures(struct run_cache *cache, size_t *loads, size_t *kept_bytes);

#endif
