/* Finds campaigns: prints in, in order of arrival; out comes, for every message, its template and its
 * campaign, each named by the sequence number of the first message in it (its founder). See finder.c for the
 * method.
 *
 * What a finder decides depends on the sequence of prints alone: not on threads, not on how the sequence was
 * cut into runs. Its state lives in a backing (the store), is loaded where it is needed and written by
 * finder_commit(), so that a run costs what it adds. One thread. */
#ifndef WEIR_CAMPAIGN_FINDER_H
#define WEIR_CAMPAIGN_FINDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/radix.h"
#include "print/print.h"

/* A silence longer than this ends a campaign. */
#define FINDER_SILENCE_DAYS 30

/* Where the state rests between runs: two plain maps. The backing makes all of one commit durable at once,
 * together with the messages it came from. */
struct finder_backing {
    void *context;
    /* Records: small blobs by kind (0 to 15) and key. load: false if there is none; *into is cleared first.
     */
    bool (*load)(void *context, unsigned kind, uint64_t key, struct buffer *into);
    void (*save)(void *context, unsigned kind, uint64_t key, struct slice record);
    /* The index: 64-bit hash -> 64-bit number; last one put wins. get: false if there is none. Called a few
     * dozen times a message for keys not seen in this run; put comes once a commit, rising by key. */
    bool (*index_get)(void *context, uint64_t key, uint64_t *value);
    void (*index_put)(void *context, const struct radix_pair *pairs, size_t count);
    /* What was loaded is not what was saved: nothing decided from then on counts. */
    void (*damaged)(void *context);
    bool empty; /* nothing was ever stored: get and load need not be asked */
};

struct finder_settings {
    unsigned silence_days;  /* 0: FINDER_SILENCE_DAYS */
    unsigned block_members; /* messages of a cluster that are settled together, at least; 0: see settle.c */
};

/* A message whose template or campaign is new or has changed since the last commit. Founders are sequence
 * numbers. */
struct finder_label {
    uint64_t seq;
    uint64_t template_founder; /* 0: none (no content to judge by) */
    uint64_t campaign_founder; /* 0: none */
    uint64_t former_campaign;  /* what it was before; 0: the message is new */
};

struct finder;

struct finder *finder_new(const struct finder_settings *settings, const struct finder_backing *backing);
void finder_free(struct finder *finder);
/* seq: from 1, rising. */
void finder_add(struct finder *finder, uint64_t seq, const struct print *print);
/* Brings campaigns up to date, hands every changed label to relabel (in order of seq), then writes the state.
 */
void finder_commit(struct finder *finder, void (*relabel)(void *context, const struct finder_label *label),
                   void *context);

struct finder_match {
    uint64_t template_founder, campaign_founder;
    double similarity; /* 0 to 1; from 0.5 the message would join */
};
/* To which campaigns would this message belong, or be nearest? Best first; returns how many, at most `most`.
 * Changes nothing. */
size_t finder_nearest(struct finder *finder, const struct print *print, struct finder_match *matches,
                      size_t most);

#endif
