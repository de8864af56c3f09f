/* A table of mails by number, and a list of those that nobody has in hand, in order of use. A mail that every
 * reader has had goes at once, and the least recently used once there is more than most_bytes; a mail in hand
 * stays, however large, so nobody ever waits for room. Who needs a mail first prepares it, without the lock;
 * who comes meanwhile waits for that. */
#include "bench/run_cache.h"

#include <pthread.h>
#include <stdlib.h>

/* A chain holds some mails when the cache is full of ordinary ones. */
#define CHAINS 4096
/* Of an arena, beside what it handed out: its first block and the unused half of its last. */
#define ARENA_BYTES ((size_t)4 << 10)

struct run_cache {
    pthread_mutex_t lock;
    pthread_cond_t prepared;
    size_t most_bytes, readers, kept_bytes, loads;
    run_load *load;
    void *context;
    struct run_mail *newest, *oldest;
    struct run_mail *chains[CHAINS];
};

struct run_cache *run_cache_new(size_t most_bytes, size_t readers, run_load *load, void *context) {
    struct run_cache *cache = allocate_zeroed(1, sizeof *cache);
    pthread_mutex_init(&cache->lock, NULL);
    pthread_cond_init(&cache->prepared, NULL);
    cache->most_bytes = most_bytes;
    cache->readers = readers;
    cache->load = load;
    cache->context = context;
    return cache;
}

static void free_mail(struct run_mail *mail) {
    arena_free(mail->arena);
    free(mail);
}

void run_cache_free(struct run_cache *cache) {
    if (!cache)
        return;
    for (size_t i = 0; i < CHAINS; i++)
        while (cache->chains[i]) {
            struct run_mail *mail = cache->chains[i];
            cache->chains[i] = mail->next;
            free_mail(mail);
        }
    pthread_cond_destroy(&cache->prepared);
    pthread_mutex_destroy(&cache->lock);
    free(cache);
}

static struct run_mail *find(const struct run_cache *cache, size_t item) {
    struct run_mail *mail = cache->chains[item % CHAINS];
    while (mail && mail->item != item)
        mail = mail->next;
    return mail;
}

static struct run_mail *add(struct run_cache *cache, size_t item) {
    struct run_mail *mail = allocate_zeroed(1, sizeof *mail);
    mail->item = item;
    mail->next = cache->chains[item % CHAINS];
    cache->chains[item % CHAINS] = mail;
    return mail;
}

static void drop(struct run_cache *cache, struct run_mail *mail) {
    struct run_mail **link = &cache->chains[mail->item % CHAINS];
    while (*link != mail)
        link = &(*link)->next;
    *link = mail->next;
    free_mail(mail);
}

static void take_from_list(struct run_cache *cache, struct run_mail *mail) {
    *(mail->newer ? &mail->newer->older : &cache->newest) = mail->older;
    *(mail->older ? &mail->older->newer : &cache->oldest) = mail->newer;
    mail->newer = mail->older = NULL;
    cache->kept_bytes -= mail->bytes;
}

static void put_on_list(struct run_cache *cache, struct run_mail *mail) {
    mail->older = cache->newest;
    *(cache->newest ? &cache->newest->newer : &cache->oldest) = mail;
    cache->newest = mail;
    cache->kept_bytes += mail->bytes;
}

/* The lock is held, and given up while the mail is prepared. */
static void prepare(struct run_cache *cache, struct run_mail *mail, struct error *error) {
    cache->loads++;
    pthread_mutex_unlock(&cache->lock);
    struct arena *arena = arena_new();
    struct handover made = {0};
    bool good = cache->load(cache->context, mail->item, arena, &made, error);
    pthread_mutex_lock(&cache->lock);
    mail->arena = arena;
    mail->mail = made;
    mail->bytes = sizeof *mail + ARENA_BYTES + arena_used_bytes(arena);
    mail->state = good ? RUN_MAIL_READY : RUN_MAIL_FAILED;
    pthread_cond_broadcast(&cache->prepared);
}

/* The lock is held. */
static void give_back(struct run_cache *cache, struct run_mail *mail) {
    if (--mail->users)
        return;
    if (mail->state == RUN_MAIL_FAILED || mail->taken >= cache->readers) {
        drop(cache, mail);
        return;
    }
    put_on_list(cache, mail);
    while (cache->kept_bytes > cache->most_bytes) {
        struct run_mail *oldest = cache->oldest;
        take_from_list(cache, oldest);
        drop(cache, oldest);
    }
}

struct run_mail *run_cache_take(struct run_cache *cache, size_t item, struct error *error) {
    pthread_mutex_lock(&cache->lock);
    struct run_mail *mail = find(cache, item);
    if (!mail) {
        mail = add(cache, item);
        mail->users = mail->taken = 1;
        prepare(cache, mail, error);
    } else {
        mail->taken++;
        if (!mail->users++)
            take_from_list(cache, mail);
        while (mail->state == RUN_MAIL_LOADING)
            pthread_cond_wait(&cache->prepared, &cache->lock);
        if (mail->state == RUN_MAIL_FAILED)
            error_set(error, "a mail could not be read");
    }
    if (mail->state == RUN_MAIL_FAILED) {
        give_back(cache, mail);
        mail = NULL;
    }
    pthread_mutex_unlock(&cache->lock);
    return mail;
}

void run_cache_give_back(struct run_cache *cache, struct run_mail *mail) {
    pthread_mutex_lock(&cache->lock);
    give_back(cache, mail);
    pthread_mutex_unlock(&cache->lock);
}

void run_cache_figures(struct run_cache *cache, size_t *loads, size_t *kept_bytes) {
    pthread_mutex_lock(&cache->lock);
    *loads = cache->loads;
    *kept_bytes = cache->kept_bytes;
    pthread_mutex_unlock(&cache->lock);
}
