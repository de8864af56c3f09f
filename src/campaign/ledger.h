/* The members of templates on file: words are written once, labels when they change. See ledger.c. */
#ifndef WEIR_CAMPAIGN_LEDGER_H
#define WEIR_CAMPAIGN_LEDGER_H

#include "campaign/template.h"

struct ledger;

struct ledger *ledger_new(const struct finder_backing *backing);
void ledger_free(struct ledger *ledger);

/* Files a member under a template. */
void ledger_add(struct ledger *ledger, struct template *template, const struct member *member);
/* Writes what was added to the template and is not written yet. */
void ledger_flush(struct ledger *ledger, struct template *template);

/* What is read of a cluster: members received at a time from `from` up to, not including, `to`. */
struct ledger_window {
    int64_t from, to;
    /* Of more members than `most` about that many have their words, drawn by their numbers. */
    uint64_t members, most;
};

/* A member as read back. */
struct ledger_member {
    uint32_t template_number;
    uint32_t position; /* within its template */
    uint64_t template_founder;
    uint64_t seq;
    int64_t received;
    uint64_t campaign; /* founder, as last handed out; 0: none yet */
    const struct slot_word *words;
    uint16_t word_count;
    bool drawn;      /* words are here */
    bool relabelled; /* campaign was changed: ledger_relabel() stores it */
};

/* In the arena, by template, in order of filing. All templates of the cluster must be flushed. */
struct ledger_member *ledger_read(struct ledger *ledger, struct templates *templates, struct arena *arena,
                                  const struct template *root, const struct ledger_window *window,
                                  size_t *count);
/* Stores the campaigns of relabelled members, which are in the order that ledger_read() gave. */
void ledger_relabel(struct ledger *ledger, const struct ledger_member *members, size_t count);

#endif
