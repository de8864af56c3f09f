/* Feeds beside each other: what each had, how much of it others had, too, how alike, how soon. Compared are
 * all feeds but those of wanted mail and newsletters, which only tell what of the others' mail is wanted.
 * Mail that is unreadable or was returned in a bounce counts nowhere. */
#ifndef WEIR_STORE_FEED_LIST_H
#define WEIR_STORE_FEED_LIST_H

#include "campaign/feed_figures.h"
#include "store/feed.h"

struct store_feed_volume {
    uint64_t messages;   /* distinct mails */
    uint64_t deliveries; /* of these, copies included */
    uint64_t recipients; /* distinct, where mail says to whom it was delivered */
    uint64_t dated;      /* messages whose receipt is known */
    uint64_t located;    /* whose sender's address is */
    uint64_t addressed;  /* whose recipient is */
    int64_t first_seen, last_seen;
};

struct store_feed_row {
    struct store_feed facts;
    struct store_feed_volume volume;
    double purity; /* share of messages that are in no campaign with wanted mail; NAN: not known */
};

struct store_feed_query {
    int64_t since, until; /* TIME_NONE open: messages received in this stretch */
    uint64_t least;       /* campaigns of fewer messages, all feeds together, are left out */
};

/* All memory is the list's. Figures number feeds as the list does. */
struct store_feed_list {
    struct store_feed_row *feeds; /* by name */
    size_t count;
    size_t wanted_feeds;          /* that the store has besides */
    struct store_feed_volume all; /* of all feeds compared: what reached several of them once */
    struct feed_coverage campaigns, senders;
    struct feed_proportion proportion; /* over campaigns, by messages */
    struct feed_delays delays;         /* over campaigns */
};

/* NULL with error set. */
struct store_feed_list *store_feeds(struct store *store, const struct store_feed_query *query,
                                    struct error *error);
void store_feed_list_free(struct store_feed_list *list);

#endif
