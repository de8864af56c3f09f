/* Templates and the clusters they are joined in: the finder's memory of what it assigned. A cluster is named
 * by its root template; a union keeps the older root. Their members are in the ledger. */
#ifndef WEIR_CAMPAIGN_TEMPLATE_H
#define WEIR_CAMPAIGN_TEMPLATE_H

#include "campaign/calendar.h"
#include "campaign/finder.h"
#include "campaign/slot.h"

/* Words a member keeps at most: those that may yet tell what is promoted. While little mail is known, that
 * can be any word of the message. */
#define MEMBER_WORDS PRINT_WORDS

/* Members in one chunk of the ledger. */
#define CHUNK_MEMBERS 64

/* From when to when the members of one chunk were received. */
struct template_span {
    int64_t first, last;
};

struct template {
    uint32_t number; /* from 1 */
    uint32_t parent; /* itself: a root */
    uint32_t joined; /* parent when it was joined, as stored; parent is a short cut to it */
    uint64_t founder;
    uint32_t member_count;
    struct template_span *spans; /* of each chunk */
    /* Of a root: all messages of the cluster, when they came, and the other templates in it. */
    uint32_t cluster_size;
    struct calendar calendar;
    uint32_t *parts;
    uint32_t part_count, part_capacity;
    bool changed;
    /* The last members, which are not in the ledger yet but as it will have them; see ledger.c. */
    struct buffer fresh;
    uint32_t fresh_count;
};

struct member {
    uint64_t seq;
    int64_t received;
    struct slot_word words[MEMBER_WORDS];
    uint16_t word_count;
};

struct templates;

struct templates *templates_new(const struct finder_backing *backing);
void templates_free(struct templates *templates);

/* A new template, a cluster of its own. */
struct template *template_add(struct templates *templates, uint64_t founder);
/* The one of that number. Where there is none (a damaged store) the backing is told, and number 0, which
 * stands for all such, is given. */
struct template *template_get(struct templates *templates, uint32_t number);
struct template *template_root(struct templates *templates, uint32_t number);
/* Joins two clusters; returns the root of both. */
struct template *template_join(struct templates *templates, struct template *a, struct template *b);
/* Notes when the next member was received. */
void template_extend_span(struct template *template, int64_t received);
/* Counts a member of the template in its cluster. */
void template_count_member(struct templates *templates, struct template *template, int64_t received);

/* Calls visit for every template that got a member or was joined since the last commit. */
void templates_visit_changed(struct templates *templates,
                             void (*visit)(void *context, struct template *template), void *context);
/* The same for the roots of their clusters, each once, oldest first. */
void templates_visit_changed_roots(struct templates *templates,
                                   void (*visit)(void *context, struct template *root), void *context);

/* Writes what changed and forgets what is not needed. */
void templates_commit(struct templates *templates);

#endif
