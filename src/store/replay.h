/* Reads every mail of the store again, as ingest read it. */
#ifndef WEIR_STORE_REPLAY_H
#define WEIR_STORE_REPLAY_H

#include "store/batch.h"
#include "store/store.h"

struct replay_settings {
    void *context;
    /* In order; false ends the replay. digest: what ingest made of it, by the store's own record of who sent
     * it and when. */
    bool (*mail)(void *context, int64_t mail, const struct digest *digest);
    /* Another reader instead, and what takes its results; NULL: digests. */
    const struct batch_reader *reader;
    bool (*result)(void *context, int64_t mail, const void *result);
    int64_t after; /* mails with a higher number only */
    bool anew;     /* reports are read as their feed is now said to have them, not as they were */
    /* A mail whose bytes are not what they were. */
    void (*lost)(void *context, int64_t mail, const char *why);
    void (*progress)(void *context, uint64_t done, uint64_t all); /* may be NULL */
};

bool replay_mails(struct store *store, const struct replay_settings *settings, struct error *error);

#endif
