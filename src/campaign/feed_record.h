/* What a feed saw of one thing (a campaign, a sender, a recipient), gathered a message at a time. */
#ifndef WEIR_CAMPAIGN_FEED_RECORD_H
#define WEIR_CAMPAIGN_FEED_RECORD_H

#include <stddef.h>
#include <stdint.h>

struct feed_record {
    uint64_t item;       /* the thing: a number or a hash of its own */
    uint32_t feed;       /* from 0 */
    uint64_t count;      /* messages */
    int64_t first, last; /* of those whose time is known, TIME_NONE without any */
};

/* Zeroed is empty and valid; feed_records_free() frees what is in it. */
struct feed_records {
    struct feed_record *records;
    size_t count, capacity;
    size_t *recent; /* where the record of a thing and feed was put lately, by a hash of both */
};

/* One more message, at this time or TIME_NONE. */
void feed_records_add(struct feed_records *records, uint64_t item, uint32_t feed, int64_t time);
/* Then they are in order of item and of feed, with one record for each of both. */
void feed_records_settle(struct feed_records *records);
void feed_records_free(struct feed_records *records);

/* The end of the records of the item that `begin` is the first of; they are settled. */
size_t feed_records_end(const struct feed_records *records, size_t begin);

#endif
