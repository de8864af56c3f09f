/* What a campaign promotes, as judged (see tout_table.c), for people: in words instead of numbers. */
#ifndef WEIR_STORE_PROMOTION_H
#define WEIR_STORE_PROMOTION_H

#include "base/arena.h"
#include "store/database.h"
#include "store/instrument_list.h"

/* The instrument of which no more is known than that it stands in a linked picture. */
#define PROMOTION_UNNAMED "?"

struct store_promotion {
    bool tout;
    double score;             /* 0 to 1: a tout */
    const char *instrument;   /* "" none, PROMOTION_UNNAMED */
    const char *kind;         /* by what it is named: "symbol", "wkn" and so on; "" none, unnamed */
    int rank;                 /* of that kind, the best first, unnamed last */
    const char *market;       /* "" not said */
    struct instrument listed; /* what the user's list has of it; all "" if it is not listed */
    double confidence;        /* 0 to 1: it is this one */
    const char *const *aliases, *const *reasons;
    size_t alias_count, reason_count;
};

/* A name that stands in messages of a campaign. */
struct store_named {
    const char *name, *kind;
    uint64_t messages;
};

/* All memory is the arena's. A campaign of which nothing is said is no tout. */
bool promotion_read(struct database *database, struct arena *arena, int64_t campaign,
                    struct store_promotion *promotion, struct error *error);

/* Names in the parts of a tout, most messages first, each but once: what it is called, and with `rivals` what
 * else they name, but for instruments that other campaigns of these parts promote. */
struct promotion_names {
    struct store_named *own, *rivals;
    size_t own_count, rival_count;
};
bool promotion_names_read(struct database *database, struct arena *arena, int64_t campaign,
                          const struct store_promotion *promotion, struct promotion_names *names,
                          struct error *error);

/* The instrument without a symbol's suffix, which says where it is traded, not what it is: so many bytes. */
size_t promotion_base_bytes(const struct store_promotion *promotion);

/* "stock", "coin" or "?", by the kinds of its names; where they do not say it, what the list says. */
const char *promotion_type(const struct store_promotion *promotion, const struct promotion_names *names);
/* What messages call the company: the commonest of its names, "" not said. */
const char *promotion_company(const struct store_promotion *promotion, const struct promotion_names *names);

#endif
