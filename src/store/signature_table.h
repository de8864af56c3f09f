/* Signatures as the store keeps them: what was learnt of which campaign, what each matched, and what became
 * of it. What is learnt is made by publish/learn.h; here it is only kept. All strings are the arena's. */
#ifndef WEIR_STORE_SIGNATURE_TABLE_H
#define WEIR_STORE_SIGNATURE_TABLE_H

#include "base/arena.h"
#include "store/store.h"
#include "template/infer.h"

enum store_signature_state {
    SIGNATURE_ACTIVE,
    SIGNATURE_REFUSED, /* it matches wanted mail, or too much of other campaigns */
    SIGNATURE_WITHDRAWN,
};

struct store_signature {
    const char *id;
    int64_t number, founder; /* the table's own; of its campaign */
    const char *campaign;    /* its id */
    struct signature signature;
    bool named;               /* what the campaign promotes is one of its anchors */
    uint64_t samples, looked; /* so many of the mails looked at when it was learnt have its anchors */
    int64_t learnt;           /* receipt of the newest of these; TIME_NONE */
    enum store_signature_state state;
    const char *because; /* of a state other than active */
    /* Mails of the store that it matches: of its campaign; wanted ones (feeds of role ham and newsletter);
     * others, and of how many campaigns these are. */
    uint64_t own, wanted, other, other_campaigns;
    uint64_t own_messages; /* of the campaign, in all */
    bool simulated;        /* it has simulated mail */
};

struct store_signatures {
    struct store_signature *items; /* by campaign, those that match most first */
    size_t count, capacity;
    uint64_t wanted_messages, messages; /* in the store */
    /* Upper 95 % limit of the share of wanted mail that a signature matches which matched none of
     * wanted_messages: exact (Clopper and Pearson 1934, one-sided). 1 where there is no wanted mail. */
    double wanted_limit;
};

/* campaigns: ids or former ones; none: of all. */
bool store_signatures_of(struct store *store, struct arena *arena, const char *const *campaigns, size_t count,
                         struct store_signatures *signatures, struct error *error);
/* false with error set: no such signature, or withdrawn before. The store is open for change. */
bool store_signature_withdraw(struct store *store, const char *id, const char *because, struct error *error);

/* A campaign of which something is to be learnt. */
struct signature_job {
    int64_t founder;
    uint64_t messages;        /* that it has now */
    const char *const *names; /* of what it promotes */
    size_t name_count;
    const char *const *refused; /* phrases that led to signatures refused or withdrawn, in normal form */
    size_t refused_count;
    const int64_t *mails; /* to learn from: at most SAMPLES_MOST, in order, spread over its life */
    size_t mail_count;
};

struct signature_jobs {
    struct signature_job *items;
    size_t count;
};

/* Campaigns that have changed since they were learnt and are known to be spam: touts, and those of feeds
 * whose role says so and of no feed of wanted mail; and `asked` (ids), whatever they are. */
bool signature_jobs_read(struct store *store, struct arena *arena, const char *const *asked,
                         size_t asked_count, struct signature_jobs *jobs, struct error *error);
/* What of its names is kept to see that they changed. */
const char *signature_job_names(struct arena *arena, const struct signature_job *job);
/* All writes between these two are one transaction. */
bool signature_begin(struct store *store, struct error *error);
bool signature_commit(struct store *store, struct error *error);
/* Replaces what was learnt of the campaign; a signature that is the same keeps its id, state and matches. */
bool signature_learnt(struct store *store, const struct signature_job *job, const struct inference *inference,
                      int64_t newest, struct error *error);
/* Signatures that have not been matched against all mails yet; up to mail *after all of them have been. */
bool signature_behind(struct store *store, struct arena *arena, struct store_signatures *behind,
                      int64_t *after, struct error *error);
/* The mail matches the signature; twice is once. */
bool signature_hit(struct store *store, int64_t number, int64_t mail, struct error *error);
/* All mails have been matched against all signatures: refuses those that match what they must not, so that
 * their campaigns are jobs again. *refused: how many these are. */
bool signature_checked(struct store *store, uint64_t *refused, struct error *error);

#endif
