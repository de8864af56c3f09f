/* See learnt.h. */
#include "command/learnt.h"

#include <string.h>

#include "command/progress.h"
#include "publish/learn.h"
#include "store/campaign_list.h"

struct account {
    const struct invocation *invocation;
    struct progress progress;
    const char *what;
};

static void show_progress(void *context, const char *what, uint64_t done, uint64_t all) {
    struct account *account = context;
    if (!account->what || strcmp(account->what, what) != 0) {
        progress_clear(&account->progress);
        progress_start(&account->progress, account->invocation);
        account->what = what;
        account->progress.things = !strcmp(what, "learning") ? "campaigns" : "messages";
    }
    progress_update(&account->progress, done, all, done, 0);
}

/* Ids as they are now; who called says when they have moved. */
static bool resolve(struct invocation *invocation, struct store *store, const char *const *campaigns,
                    size_t count, const char **ids) {
    struct error error;
    bool moved;
    for (size_t i = 0; i < count; i++) {
        char id[STORE_ID_BYTES];
        if (!store_campaign_resolve(store, campaigns[i], id, &moved, &error)) {
            complain("%s", error.message);
            return false;
        }
        ids[i] = arena_string(invocation->arena, id);
    }
    return true;
}

static bool learn(struct invocation *invocation, struct store *store, const char *const *campaigns,
                  size_t count) {
    struct account account = {.invocation = invocation};
    const struct learn_settings settings = {
        .campaigns = campaigns, .campaign_count = count, .context = &account, .progress = show_progress};
    struct error error;
    progress_start(&account.progress, invocation);
    bool learnt = learn_signatures(store, &settings, &error);
    progress_clear(&account.progress);
    if (!learnt)
        complain("%s", error.message);
    return learnt;
}

struct store *open_learnt(struct invocation *invocation, const char *const *campaigns, size_t count) {
    struct error why, error;
    struct store *store = store_open(invocation->store, STORE_CHANGE, &why);
    if (store) {
        const char **ids = arena_alloc(invocation->arena, (count + 1) * sizeof *ids);
        if (resolve(invocation, store, campaigns, count, ids) && learn(invocation, store, ids, count))
            return store;
        store_close(store);
        return NULL;
    }
    store = store_open(invocation->store, STORE_READ, &error);
    if (!store)
        complain("%s", error.message);
    else if (!invocation->quiet)
        complain("signatures are as they were learnt last: %s", why.message);
    return store;
}
