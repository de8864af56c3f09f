/* Takes mail in: feed -> mail -> print -> finder -> store. See ingest.c for the pipeline. */
#ifndef WEIR_STORE_INGEST_H
#define WEIR_STORE_INGEST_H

#include "mail/mail.h"
#include "store/store.h"

struct ingest_progress {
    uint64_t read_bytes, total_bytes; /* feed_progress(): total 0 where not known */
    uint64_t messages;                /* read so far, known ones included */
    uint64_t message_bytes;
};

struct ingest_settings {
    const char *feed;          /* NULL: "default" */
    const char *role;          /* NULL: the feed's own; of a new one what its first mail says: "mixed" or
                                  "simulated" */
    bool mix;                  /* real and simulated mail may be in one store, by feeds of their own */
    unsigned threads;          /* that parse; 0: one a processor */
    const char *instruments;   /* a file whose list replaces that of known instruments; NULL: it stays */
    const struct trust *trust; /* may be NULL */
    void *context;
    /* About ten times a second; may be NULL. */
    void (*progress)(void *context, const struct ingest_progress *progress);
    /* A path or member that could not be read; the run goes on. May be NULL. */
    void (*problem)(void *context, const struct error *error);
    /* A message kept that could not be read. May be NULL. */
    void (*unreadable)(void *context, uint64_t seq, const char *source, const char *reason);
};

/* Messages that are not what others here are. */
struct ingest_left_out {
    uint64_t by_feed, by_store; /* since the feed holds the other sort; since the store does */
};

struct ingest_counts {
    uint64_t read;                      /* messages the paths held */
    uint64_t added;                     /* new deliveries */
    uint64_t copies;                    /* of these, bytes that were here under another name or place */
    uint64_t known;                     /* deliveries that were here already */
    uint64_t unreadable;                /* of the added */
    uint64_t indirect;                  /* of the added */
    uint64_t problems;                  /* paths and members that failed */
    uint64_t bytes;                     /* of the messages read */
    uint64_t listed;                    /* instruments of the new list */
    struct ingest_left_out left_out[2]; /* of real mail, of simulated mail */
};

/* Paths may be none where a list is given. Durable when it returns true. false: could not go on (full disk,
 * another role); what was committed before stays, the next run goes on from there. Paths that fail are
 * problems, not failures. store: STORE_WRITE. */
bool ingest_run(struct store *store, const struct ingest_settings *settings, const char *const *paths,
                size_t count, struct ingest_counts *counts, struct error *error);

#endif
