/* One delivery by one client to one recipient, however many feeds it reached: forwarders resell the mail of
 * one trap, with lines of their own on top, so that its bytes differ. See occasion.c. */
#ifndef WEIR_STORE_OCCASION_H
#define WEIR_STORE_OCCASION_H

#include "base/key_map.h"
#include "store/database.h"

/* A recipient as the store keeps it: a hash of the address in any case; 0 for "". */
int64_t occasion_recipient(const char *address);
/* Hash of client, recipient, sent time and text (struct print's wording); 0 where one of them is not known.
 * address: zeros unknown; sent: TIME_NONE unknown. */
int64_t occasion_of(const uint8_t address[16], int64_t recipient, int64_t sent, uint64_t wording);

/* The occasions of mails that are counted. Zeroed is empty and valid, and takes every mail for new. */
struct occasion_set {
    bool linking; /* there is more than one feed */
    struct key_map seen;
};

bool occasion_set_open(struct occasion_set *set, struct database *database, struct error *error);
/* The next mail, in order of arrival: which one of its occasion it is in its feed, from 1; the n-th of one
 * feed is one delivery with the n-th of another. 0: it is linked to none. Of one set, ask either this or the
 * next. */
unsigned occasion_turn(struct occasion_set *set, int64_t occasion, int64_t feed);
/* The next mail, in order of arrival: false when it is a delivery that came by another feed before. The n-th
 * of one feed is the same as the n-th of another, so what a feed has twice is two. */
bool occasion_is_new(struct occasion_set *set, int64_t occasion, int64_t feed);
void occasion_set_clear(struct occasion_set *set);

/* Mails of the whole store that came by another feed before, and their deliveries. */
bool occasion_count_linked(struct database *database, int64_t *mails, int64_t *deliveries,
                           struct error *error);

#endif
