/* Coverage and overlap are counted an item at a time: cost as many steps as there are pairs of feeds that saw
 * it. Variation distance of p and q is half the sum of |p - q|, which is 1 less the sum of the lesser of
 * both, so only items that both saw count; it is summed up in whole numbers, over the common denominator of
 * both. tau (kendall.h) takes a merge of two feeds' lists and a sort for each pair of feeds. All in all
 * O(feeds n log n) for n records. */
#include "campaign/feed_figures.h"

#include <math.h>
#include <stdlib.h>

#include "base/time.h"
#include "campaign/kendall.h"

static double share_of(uint64_t part, uint64_t whole) {
    return whole ? (double)part / (double)whole : NAN;
}

/* Records of feeds alone: they stand before those of no feed. */
static size_t feeds_end(const struct feed_records *records, size_t begin, size_t end, size_t feeds) {
    while (end > begin && records->records[end - 1].feed >= feeds)
        end--;
    return end;
}

/* An item of which these are the feeds' records. */
static void cover(struct feed_coverage *coverage, const struct feed_record *records, size_t count) {
    coverage->items += count != 0;
    for (size_t i = 0; i < count; i++) {
        coverage->seen[records[i].feed].items++;
        coverage->seen[records[i].feed].alone += count == 1;
        for (size_t j = 0; j < count; j++)
            coverage->both[records[i].feed * coverage->feeds + records[j].feed]++;
    }
}

void feed_coverage_make(struct arena *arena, const struct feed_records *records, size_t feeds,
                        struct feed_coverage *coverage) {
    *coverage = (struct feed_coverage){
        .feeds = feeds,
        .seen = arena_alloc(arena, feeds * sizeof *coverage->seen),
        .both = arena_alloc(arena, feeds * feeds * sizeof *coverage->both),
    };
    for (size_t begin = 0, end; begin < records->count; begin = end) {
        end = feed_records_end(records, begin);
        cover(coverage, records->records + begin, feeds_end(records, begin, end, feeds) - begin);
    }
    for (size_t i = 0; i < feeds; i++) {
        struct feed_seen *seen = &coverage->seen[i];
        seen->share = share_of(seen->items, coverage->items);
        seen->alone_share = share_of(seen->alone, seen->items);
    }
}

double feed_coverage_share(const struct feed_coverage *coverage, size_t a, size_t b) {
    return share_of(coverage->both[a * coverage->feeds + b], coverage->seen[a].items);
}

/* Each side's records in order of item. */
struct side {
    const struct feed_record **records;
    size_t count;
    uint64_t volume;
};

static struct side *make_sides(struct arena *arena, const struct feed_records *records, size_t sides) {
    struct side *made = arena_alloc(arena, sides * sizeof *made);
    for (size_t i = 0; i < records->count; i++)
        if (records->records[i].feed < sides)
            made[records->records[i].feed].count++;
    for (size_t i = 0; i < sides; i++) {
        made[i].records = arena_alloc(arena, made[i].count * sizeof(const struct feed_record *));
        made[i].count = 0;
    }
    for (size_t i = 0; i < records->count; i++) {
        const struct feed_record *record = &records->records[i];
        if (record->feed >= sides)
            continue;
        made[record->feed].records[made[record->feed].count++] = record;
        made[record->feed].volume += record->count;
    }
    return made;
}

/* The counts of both in all items that both saw; returns how many there are. */
static size_t match(const struct side *a, const struct side *b, struct kendall_pair *pairs) {
    size_t count = 0;
    for (size_t i = 0, j = 0; i < a->count && j < b->count;) {
        uint64_t left = a->records[i]->item, right = b->records[j]->item;
        if (left == right)
            pairs[count++] = (struct kendall_pair){a->records[i]->count, b->records[j]->count};
        i += left <= right;
        j += right <= left;
    }
    return count;
}

static double variation_of(const struct side *a, const struct side *b, const struct kendall_pair *pairs,
                           size_t count) {
    uint64_t whole = a->volume * b->volume, common = 0;
    for (size_t i = 0; i < count; i++) {
        uint64_t left = pairs[i].x * b->volume, right = pairs[i].y * a->volume;
        common += left < right ? left : right;
    }
    return share_of(whole - common, whole);
}

void feed_proportion_make(struct arena *arena, const struct feed_records *records, size_t feeds,
                          struct feed_proportion *proportion) {
    size_t sides = feeds + 1;
    const struct side *made = make_sides(arena, records, sides);
    struct kendall_pair *pairs = allocate((records->count + 1) * sizeof *pairs);
    *proportion = (struct feed_proportion){
        .sides = sides,
        .variation = arena_alloc(arena, sides * sides * sizeof *proportion->variation),
        .tau = arena_alloc(arena, sides * sides * sizeof *proportion->tau),
    };
    for (size_t a = 0; a < sides; a++)
        for (size_t b = 0; b <= a; b++) {
            size_t there = a * sides + b, back = b * sides + a;
            size_t count = match(&made[a], &made[b], pairs);
            proportion->variation[there] = proportion->variation[back] =
                variation_of(&made[a], &made[b], pairs, count);
            proportion->tau[there] = proportion->tau[back] = kendall_tau(pairs, count);
        }
    free(pairs);
}

/* The delays of one feed. */
struct delay_lists {
    int64_t *after_first, *before_last;
    size_t count;
};

static int compare_seconds(const void *a, const void *b) {
    const int64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* Between the two values nearest to its place, in proportion (as R and NumPy do it unless told otherwise). */
static double percentile(const int64_t *sorted, size_t count, size_t percent) {
    size_t place = (count - 1) * percent, below = place / 100, rest = place % 100;
    double value = (double)sorted[below];
    return rest ? value + (double)rest * (double)(sorted[below + 1] - sorted[below]) / 100 : value;
}

static struct feed_percentiles percentiles_of(int64_t *seconds, size_t count) {
    if (!count)
        return (struct feed_percentiles){NAN, NAN, NAN, NAN};
    qsort(seconds, count, sizeof *seconds, compare_seconds);
    return (struct feed_percentiles){percentile(seconds, count, 25), percentile(seconds, count, 50),
                                     percentile(seconds, count, 75), percentile(seconds, count, 95)};
}

/* An item of which these are the feeds' records. */
static void note_delays(struct feed_delays *delays, struct delay_lists *lists,
                        const struct feed_record *records, size_t count) {
    int64_t first = INT64_MAX, last = INT64_MIN;
    size_t dated = 0;
    for (size_t i = 0; i < count; i++) {
        if (records[i].first == TIME_NONE)
            continue;
        dated++;
        first = records[i].first < first ? records[i].first : first;
        last = records[i].last > last ? records[i].last : last;
    }
    if (dated < 2)
        return;
    delays->items++;
    for (size_t i = 0; i < count; i++) {
        if (records[i].first == TIME_NONE)
            continue;
        struct delay_lists *list = &lists[records[i].feed];
        list->after_first[list->count] = records[i].first - first;
        list->before_last[list->count++] = last - records[i].last;
        delays->feeds[records[i].feed].first += records[i].first == first;
    }
}

static struct delay_lists *make_lists(struct arena *arena, const struct feed_records *records, size_t feeds) {
    struct delay_lists *lists = arena_alloc(arena, feeds * sizeof *lists);
    for (size_t i = 0; i < records->count; i++)
        if (records->records[i].feed < feeds)
            lists[records->records[i].feed].count++;
    for (size_t i = 0; i < feeds; i++) {
        lists[i].after_first = arena_alloc(arena, lists[i].count * sizeof(int64_t));
        lists[i].before_last = arena_alloc(arena, lists[i].count * sizeof(int64_t));
        lists[i].count = 0;
    }
    return lists;
}

void feed_delays_make(struct arena *arena, const struct feed_records *records, size_t feeds,
                      struct feed_delays *delays) {
    struct delay_lists *lists = make_lists(arena, records, feeds);
    *delays = (struct feed_delays){.feeds = arena_alloc(arena, feeds * sizeof *delays->feeds)};
    for (size_t begin = 0, end; begin < records->count; begin = end) {
        end = feed_records_end(records, begin);
        note_delays(delays, lists, records->records + begin, feeds_end(records, begin, end, feeds) - begin);
    }
    for (size_t i = 0; i < feeds; i++) {
        struct feed_delay *delay = &delays->feeds[i];
        delay->items = lists[i].count;
        delay->first_share = share_of(delay->first, delay->items);
        delay->after_first = percentiles_of(lists[i].after_first, lists[i].count);
        delay->before_last = percentiles_of(lists[i].before_last, lists[i].count);
    }
}

void feed_purity_make(const struct feed_records *records, size_t feeds, uint32_t wanted, double *purity) {
    uint64_t *messages = allocate_zeroed(2 * feeds + 1, sizeof *messages), *pure = messages + feeds;
    for (size_t begin = 0, end; begin < records->count; begin = end) {
        end = feed_records_end(records, begin);
        bool is_wanted = records->records[end - 1].feed == wanted;
        for (size_t i = begin; i < feeds_end(records, begin, end, feeds); i++) {
            messages[records->records[i].feed] += records->records[i].count;
            pure[records->records[i].feed] += is_wanted ? 0 : records->records[i].count;
        }
    }
    for (size_t i = 0; i < feeds; i++)
        purity[i] = share_of(pure[i], messages[i]);
    free(messages);
}
