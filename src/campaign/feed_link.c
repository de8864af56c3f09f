/* Of the deliveries of one occasion the feed that had most of them (the one of least number, of equals) keeps
 * its own: what one feed alone had twice was sent twice. All others are repeats. Cost: O(n log n) for n
 * sightings. */
#include "campaign/feed_link.h"

#include <stdlib.h>

static int compare_sightings(const void *a, const void *b) {
    const struct feed_sighting *x = a, *y = b;
    if (x->occasion != y->occasion)
        return x->occasion < y->occasion ? -1 : 1;
    return (x->feed > y->feed) - (x->feed < y->feed);
}

/* Where the record of this item and feed is; there is one. */
static struct feed_record *find_record(struct feed_records *records, uint64_t item, uint32_t feed) {
    size_t low = 0, high = records->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct feed_record *record = &records->records[middle];
        if (record->item < item || (record->item == item && record->feed < feed))
            low = middle + 1;
        else
            high = middle;
    }
    return &records->records[low];
}

/* The feed that has most of these, counting mails or deliveries, and how many. */
static uint32_t main_feed(const struct feed_sighting *sightings, size_t count, bool mails, uint64_t *most) {
    uint32_t feed = 0;
    *most = 0;
    for (size_t begin = 0, end; begin < count; begin = end) {
        uint64_t own = 0;
        for (end = begin; end < count && sightings[end].feed == sightings[begin].feed; end++)
            own += !mails || sightings[end].new_mail;
        if (own > *most) {
            *most = own;
            feed = sightings[begin].feed;
        }
    }
    return feed;
}

/* These are of one occasion. */
static void link_occasion(const struct feed_sighting *sightings, size_t count, struct feed_records *records,
                          uint32_t all, struct feed_repeats *repeats) {
    uint64_t most;
    if (count < 2)
        return;
    main_feed(sightings, count, false, &most);
    repeats->deliveries += count - most;
    uint32_t feed = main_feed(sightings, count, true, &most);
    for (size_t i = 0; i < count; i++) {
        if (!sightings[i].new_mail || sightings[i].feed == feed)
            continue;
        repeats->messages++;
        find_record(records, sightings[i].item, all)->count--;
    }
}

struct feed_repeats feed_link(struct feed_sighting *sightings, size_t count, struct feed_records *records,
                              uint32_t all) {
    struct feed_repeats repeats = {0};
    if (count)
        qsort(sightings, count, sizeof *sightings, compare_sightings);
    for (size_t begin = 0, end; begin < count; begin = end) {
        for (end = begin + 1; end < count && sightings[end].occasion == sightings[begin].occasion;)
            end++;
        link_occasion(sightings + begin, end - begin, records, all, &repeats);
    }
    return repeats;
}
