/* What messages that belong together are about, taken together: is it a tout, and of what? See verdict.c. */
#ifndef WEIR_TOUT_VERDICT_H
#define WEIR_TOUT_VERDICT_H

#include "tout/reading.h"

#define TOUT_SCORE       0.5 /* from here on it is a tout */
#define TOUT_INSTRUMENTS 24
#define TOUT_ALIASES     6

/* How often one name stands in messages that are mainly about one thing; sums over them. */
struct tout_mention {
    const char *primary; /* the thing: its name, of a symbol without suffix */
    const char *name;
    enum tout_kind kind;
    const char *market;
    uint32_t messages, explicit_messages;
    double instrument, promotion, places; /* of this name */
    double words, symbols;                /* of the messages */
    uint32_t solicited, disclaimers;
    bool known;      /* the primary name is a symbol of the user's list */
    const char *hot; /* a symbol that other mail touts, which this one is or nearly is; NULL none */
};

struct tout_pool {
    uint32_t messages, readings;         /* all; those that say something of an instrument */
    uint32_t hosts, sampled;             /* sending hosts of so many of the messages */
    uint32_t picture_links;              /* readings that are hardly more */
    uint32_t targets, gains;             /* readings that claim these */
    uint32_t urls, attachments;          /* messages with these, of those sampled */
    const struct tout_mention *mentions; /* those of one primary together */
    size_t mention_count;
};

/* One thing that is named. */
struct tout_instrument {
    const char *primary;
    const struct tout_mention *name;                  /* as it is written best */
    const struct tout_mention *aliases[TOUT_ALIASES]; /* what else it is called, most messages first */
    size_t alias_count;
    uint32_t messages;
    double score, confidence; /* 0 to 1: a tout; not one of the runners-up */
    bool own;                 /* a tout by what its own messages say, whatever others do */
    const char *hot;          /* as in its mentions */
    const char *called;       /* what messages call it, where the name is of the user's list; NULL */
};

struct tout_verdict {
    double score;                                         /* 0 to 1: the best of them */
    double rest_score;                                    /* the best of what is no tout */
    bool unnamed;                                         /* a tout whose instrument stands in a picture */
    struct tout_instrument instruments[TOUT_INSTRUMENTS]; /* those that are touted, most messages first */
    size_t count;
    bool whole;  /* messages that name none of them are of the first, too */
    bool single; /* none names anything else */
};

/* Memory is the pool's. */
void tout_judge(const struct tout_pool *pool, struct tout_verdict *verdict);

#define TOUT_NO_INSTRUMENT SIZE_MAX
/* Which of these things a message is about: one of `primaries`, `count` of them. */
size_t tout_choose(const char *const *primaries, size_t count, const struct tout_reading *reading);

/* Why, in plain words, a line each. */
const char *tout_reasons(struct arena *arena, const struct tout_pool *pool,
                         const struct tout_verdict *verdict);

/* Whether name is the symbol `of` but for a suffix and one letter that is missing, wrong or too much. */
bool tout_is_variant(const char *of, const char *name);

#endif
