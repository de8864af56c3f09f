/* Templates, the clusters they are joined in, and their members: the finder's memory of what it assigned. A
 * cluster is named by its root template; a union keeps the older root. */
#ifndef WEIR_CAMPAIGN_TEMPLATE_H
#define WEIR_CAMPAIGN_TEMPLATE_H

#include "campaign/finder.h"
#include "campaign/slot.h"

/* Words a member keeps at most: those that may yet tell what is promoted. While little mail is known, that
 * can be any word of the message. */
#define MEMBER_WORDS PRINT_WORDS

struct template {
    uint32_t number; /* from 1 */
    uint32_t parent; /* itself: a root */
    uint32_t joined; /* parent when it was joined, as stored; parent is a short cut to it */
    uint64_t founder;
    uint32_t member_count;
    /* Of a root: all messages of the cluster, and the other templates in it. */
    uint32_t cluster_size;
    uint32_t *parts;
    uint32_t part_count, part_capacity;
    bool changed;
    struct buffer fresh; /* members added since the last commit, as written to the ledger */
};

struct member {
    uint64_t seq;
    int64_t received;
    uint64_t campaign; /* founder, as last handed out; 0: not yet */
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
/* Files a member under a template and counts it in its cluster. */
void template_add_member(struct templates *templates, struct template *template, const struct member *member);

/* Calls visit for the root of every cluster that got a member or was joined since the last commit, oldest
 * first. */
void templates_visit_changed(struct templates *templates, void (*visit)(void *context, struct template *root),
                             void *context);

/* A member of a cluster as read back from the ledger. */
struct cluster_member {
    uint32_t template_number;
    uint64_t template_founder;
    uint64_t seq;
    int64_t received;
    uint64_t campaign;
    const struct slot_word *words;
    uint16_t word_count;
    bool relabelled; /* campaign was changed: cluster_write() stores it */
};

/* All members of a root's cluster, by template, in order of filing; in the arena. */
struct cluster_member *cluster_read(struct templates *templates, struct arena *arena,
                                    const struct template *root, size_t *count);
/* Writes back what is fresh or relabelled; members as cluster_read() gave them. */
void cluster_write(struct templates *templates, struct cluster_member *members, size_t count);

/* Writes what changed and forgets what is not needed. */
void templates_commit(struct templates *templates);

#endif
