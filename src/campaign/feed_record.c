/* An array that is sorted and merged whenever it is full, and doubled unless that freed three quarters of it:
 * so memory follows the different pairs of thing and feed (40 bytes each, in an array at most eight times as
 * long), not the messages. What is seen again soon is merged at once, through a table of places that may be
 * out of date, since the record there says whose it is. Cost: linear, sorting is by radix. */
#include "campaign/feed_record.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/radix.h"
#include "base/time.h"

#define FIRST_CAPACITY ((size_t)1 << 12)
/* Places remembered: campaigns that are alive at one time, and feeds, are fewer. */
#define RECENT_BITS 13

void feed_records_free(struct feed_records *records) {
    free(records->records);
    free(records->recent);
    *records = (struct feed_records){0};
}

static void take_order(struct feed_records *records, const struct radix_pair *order) {
    struct feed_record *sorted = allocate(records->capacity * sizeof *sorted);
    for (size_t i = 0; i < records->count; i++)
        sorted[i] = records->records[order[i].value];
    free(records->records);
    records->records = sorted;
}

/* By feed, then by item, which keeps the order of feeds within. */
static void sort(struct feed_records *records) {
    struct radix_pair *order = allocate(records->count * sizeof *order);
    for (size_t i = 0; i < records->count; i++)
        order[i] = (struct radix_pair){records->records[i].feed, i};
    radix_sort_pairs(order, records->count);
    for (size_t i = 0; i < records->count; i++)
        order[i].key = records->records[order[i].value].item;
    radix_sort_pairs(order, records->count);
    take_order(records, order);
    free(order);
}

static void merge(struct feed_record *into, const struct feed_record *record) {
    into->count += record->count;
    if (record->first == TIME_NONE)
        return;
    if (into->first == TIME_NONE || record->first < into->first)
        into->first = record->first;
    if (record->last > into->last)
        into->last = record->last;
}

void feed_records_settle(struct feed_records *records) {
    size_t kept = 0;
    if (!records->count)
        return;
    sort(records);
    for (size_t i = 1; i < records->count; i++) {
        struct feed_record *last = &records->records[kept], *next = &records->records[i];
        if (next->item == last->item && next->feed == last->feed)
            merge(last, next);
        else
            records->records[++kept] = *next;
    }
    records->count = kept + 1;
}

static void make_room(struct feed_records *records) {
    feed_records_settle(records);
    if (records->capacity && 4 * records->count <= records->capacity)
        return;
    records->capacity = records->capacity ? 2 * records->capacity : FIRST_CAPACITY;
    records->records = reallocate(records->records, records->capacity * sizeof *records->records);
}

static size_t *recent_place(struct feed_records *records, const struct feed_record *record) {
    if (!records->recent)
        records->recent = allocate_zeroed((size_t)1 << RECENT_BITS, sizeof *records->recent);
    /* Numbers and hashes alike are spread by the golden ratio (Knuth, volume 3, 6.4). */
    uint64_t hash = (record->item + ((uint64_t)record->feed << 32)) * UINT64_C(0x9e3779b97f4a7c15);
    return &records->recent[hash >> (64 - RECENT_BITS)];
}

void feed_records_add(struct feed_records *records, uint64_t item, uint32_t feed, int64_t time) {
    const struct feed_record record = {.item = item, .feed = feed, .count = 1, .first = time, .last = time};
    size_t *place = recent_place(records, &record);
    if (*place < records->count && records->records[*place].item == item &&
        records->records[*place].feed == feed) {
        merge(&records->records[*place], &record);
        return;
    }
    if (records->count == records->capacity)
        make_room(records);
    *place = records->count;
    records->records[records->count++] = record;
}

size_t feed_records_end(const struct feed_records *records, size_t begin) {
    size_t end = begin + 1;
    while (end < records->count && records->records[end].item == records->records[begin].item)
        end++;
    return end;
}
