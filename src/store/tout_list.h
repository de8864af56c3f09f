/* The instruments under promotion: what all touts of one and the same say together. */
#ifndef WEIR_STORE_TOUT_LIST_H
#define WEIR_STORE_TOUT_LIST_H

#include "store/simulated.h"
#include "store/store.h"

struct store_tout {
    const char *instrument; /* PROMOTION_UNNAMED: it stands in linked pictures */
    const char *name;       /* of the company, "" not said */
    const char *market;     /* "" not said */
    const char *type;       /* "stock", "coin", "?" */
    const char *const *aliases;
    size_t alias_count;
    const char *const *campaigns; /* ids, the one with the latest message first */
    size_t campaign_count;
    uint64_t messages; /* distinct mails, returned ones left out */
    uint64_t recent;   /* in the 24 hours before the list's time */
    double rate;       /* of these, an hour */
    int64_t first_seen, last_seen;
    double price, target; /* the median of those of the last day on which one was stated; 0: never */
    const char *currency; /* of both, "" not said */
    double confidence;    /* 0 to 1: it is this instrument */
    double score;         /* 0 to 1: the highest of its campaigns */
};

struct store_tout_query {
    /* What was received later counts for nothing, nor does what nothing says when it was; TIME_NONE: all
     * counts, and the time is that of the newest mail. */
    int64_t at;
    int64_t since; /* only those with a message then or later; TIME_NONE: all */
    size_t limit;  /* 0 none */
};

/* Highest rate first, then most messages. All memory is the list's. */
struct store_tout_list {
    struct store_tout *touts;
    size_t count;
    uint64_t matching;              /* before limit */
    int64_t at;                     /* TIME_NONE: no mail has a time */
    enum simulated_share simulated; /* SIMULATED_SOME: simulated mail counts for nothing here */
};

/* Campaigns whose mail came by feeds of wanted mail and newsletters alone are left out. What a campaign is
 * and promotes is what is known of it now, whatever the query's time. NULL with error set. */
struct store_tout_list *store_touts(struct store *store, const struct store_tout_query *query,
                                    struct error *error);
void store_tout_list_free(struct store_tout_list *list);

#endif
