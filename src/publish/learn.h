/* Learns the signatures of campaigns, and finds out what they match. See learn.c. */
#ifndef WEIR_PUBLISH_LEARN_H
#define WEIR_PUBLISH_LEARN_H

#include "store/signature_table.h"

/* A signature that is refused is tried again without the phrases that made it so. */
#define LEARN_ROUNDS 4

struct learn_settings {
    /* Campaigns to be learnt although nothing says that they are spam; ids of today. */
    const char *const *campaigns;
    size_t campaign_count;
    void *context;
    /* what: "learning", "matching"; may be NULL. */
    void (*progress)(void *context, const char *what, uint64_t done, uint64_t all);
};

/* Brings signatures up to date with the store, which is open for change. Killed on the way, it leaves them as
 * they were. Cost: up to SAMPLES_MOST mails of each campaign that has changed are read again, then all mail
 * that any signature has not been matched against. */
bool learn_signatures(struct store *store, const struct learn_settings *settings, struct error *error);

#endif
