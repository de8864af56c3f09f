/* One delivery that reached several feeds, as forwarders resell a trap: told by its occasion, a hash of
 * client, recipient, time of sending and text. It counts for each of these feeds, but once in a total. */
#ifndef WEIR_CAMPAIGN_FEED_LINK_H
#define WEIR_CAMPAIGN_FEED_LINK_H

#include <stdbool.h>

#include "campaign/feed_record.h"

/* A delivery of which the occasion is known. */
struct feed_sighting {
    uint64_t occasion;
    uint64_t item;
    uint32_t feed;
    bool new_mail; /* no delivery before had the same bytes */
};

/* What is counted too often when all feeds' are added up. */
struct feed_repeats {
    uint64_t messages, deliveries;
};

/* Sorts the sightings. Takes the messages that are repeated off the records of feed number `all`, which are
 * settled. */
struct feed_repeats feed_link(struct feed_sighting *sightings, size_t count, struct feed_records *records,
                              uint32_t all);

#endif
