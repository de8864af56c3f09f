/* Feeds: what is known of each, and what people say of it. */
#ifndef WEIR_STORE_FEED_H
#define WEIR_STORE_FEED_H

#include "base/arena.h"
#include "store/store.h"

/* Whether its mail is reports that are unwrapped. */
enum feed_reports {
    FEED_REPORTS_NO,
    FEED_REPORTS_YES,
    FEED_REPORTS_UNDECIDED, /* its first mail will tell */
};

struct store_feed {
    int64_t id;
    const char *name, *role;
    uint64_t traps;        /* addresses; 0 not said */
    double sampled;        /* share of their mail that it has, 0 to 1; 0 not said */
    int64_t since;         /* it has run since; TIME_NONE not said */
    const char *forwarder; /* network, host or domain that its mail comes through; "" not said */
    enum feed_reports reports;
};

/* A word or two, on one line; tables show it whole. */
#define STORE_FEED_NAME_BYTES 100
bool store_feed_name_fits(const char *name);

/* What is to be said of a feed. */
struct store_feed_change {
    const char *role;      /* NULL as it is */
    int64_t traps;         /* -1 as it is; 0 unknown */
    double sampled;        /* -1 as it is; 0 unknown */
    bool since_said;       /* else as it is */
    int64_t since;         /* TIME_NONE unknown */
    const char *forwarder; /* NULL as it is; "" none */
    int reports;           /* -1 as it is */
};

/* Says it; makes the feed if there is none: *created. Reports of a feed that are there already are read as
 * before until `check --repair`: *misread of them. store: STORE_WRITE. */
bool store_feed_set(struct store *store, const char *name, const struct store_feed_change *change,
                    bool *created, uint64_t *misread, struct error *error);

/* For ingest, within its transaction. Of that name; id 0: there is none. */
bool feed_find(struct store *store, struct arena *arena, const char *name, struct store_feed *feed,
               struct error *error);
bool feed_make(struct store *store, struct arena *arena, const char *name, const char *role,
               struct store_feed *feed, struct error *error);
/* Gives it another role, which outlives feed. */
bool feed_call(struct store *store, struct store_feed *feed, const char *role, struct error *error);
/* The feed of that number; one without a row is nameless. */
bool feed_read(struct store *store, struct arena *arena, int64_t id, struct store_feed *feed,
               struct error *error);
/* Its first mail has told. */
bool feed_decide_reports(struct store *store, struct store_feed *feed, bool reports, struct error *error);

#endif
