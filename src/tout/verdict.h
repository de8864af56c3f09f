/* What messages that belong together are about, taken together: is it a tout, and of what? See verdict.c. */
#ifndef WEIR_TOUT_VERDICT_H
#define WEIR_TOUT_VERDICT_H

#include "tout/reading.h"

#define TOUT_SCORE 0.5 /* from here on it is a tout */

/* How the messages name one thing; sums over those that do. */
struct tout_mention {
    const char *name;
    enum tout_kind kind;
    const char *market;
    uint32_t messages;
    uint32_t explicit_messages; /* name it with more than capitals */
    uint32_t first_messages;    /* have it as their best candidate */
    double instrument, promotion;
};

struct tout_pool {
    uint32_t messages, readings;                    /* all; those that say something of an instrument */
    uint32_t hosts, sampled;                        /* sending hosts of so many of the messages */
    uint32_t disclaimers, picture_links, solicited; /* readings with these */
    double symbols, words, finance;                 /* sums over readings */
    double with_target, with_gain;                  /* readings that claim these */
    const struct tout_mention *mentions;            /* most messages first */
    size_t mention_count;
};

/* One promoted thing. */
struct tout_instrument {
    const struct tout_mention *mention;
    const struct tout_mention *aliases[4]; /* other identifiers of the same thing */
    size_t alias_count;
    double confidence; /* 0 to 1: against the runners-up */
};
#define TOUT_INSTRUMENTS 8

struct tout_verdict {
    double score;                                         /* 0 to 1 */
    bool unnamed;                                         /* a tout whose instrument stands in a picture */
    struct tout_instrument instruments[TOUT_INSTRUMENTS]; /* most messages first */
    size_t count;
};

void tout_judge(const struct tout_pool *pool, struct tout_verdict *verdict);
/* Which of the verdict's instruments the message promotes; the first where it does not say. */
size_t tout_choose(const struct tout_verdict *verdict, const struct tout_reading *reading);

/* Why, in plain words, one a line. */
const char *tout_reasons(struct arena *arena, const struct tout_pool *pool,
                         const struct tout_verdict *verdict);

/* Whether two names are of one thing: symbols but for their suffix, others to the letter. */
bool tout_same_name(const char *a, enum tout_kind a_kind, const char *b, enum tout_kind b_kind);

#endif
