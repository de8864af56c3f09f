/* See capture.h. All of these take an address for a host and all hosts for alike or nearly so; what differs
 * from that makes them bounds (more unlike hosts: too few) or wrong (changing addresses: too many). Cost: one
 * sort. */
#include "campaign/capture.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define FEEDS        32
#define DEVIATIONS   1.959964
#define HOUR_SECONDS 3600.0
/* Pairs of captures of one address that are looked at; as many as 200 captures have. */
#define PAIRED_MOST 200

/* -- reading -- */

static int by_address(const void *one, const void *other) {
    const struct capture *left = one, *right = other;
    if (left->address != right->address)
        return left->address < right->address ? -1 : 1;
    return (left->time > right->time) - (left->time < right->time);
}

static double hours_since(int64_t time, int64_t begin) {
    return (double)(time - begin) / HOUR_SECONDS;
}

static void read_clock(const struct capture *captures, size_t count, struct size_data *data) {
    double begin = (double)captures[0].time, length = (double)captures[count - 1].time - begin;
    size_t at = 0;
    data->hours = fmax(length / HOUR_SECONDS, SIZE_HOURS_LEAST);
    for (size_t step = 1; step < SIZE_STEPS; step++) {
        while (at < count && (double)captures[at].time <= begin + length * (double)step / SIZE_STEPS)
            at++;
        data->clock[step] = (double)at / (double)count;
    }
    data->clock[SIZE_STEPS] = 1;
}

/* What is known of pairs of captures of one address: whether they came by different feeds. */
struct pairs {
    double expected;            /* share of pairs without a feed in common, were hosts alike */
    double weight, sum, square; /* over addresses */
};

static double expect_apart(const struct capture *captures, size_t count) {
    enum { MASKS = 64 };
    struct {
        uint32_t feeds;
        double share;
    } masks[MASKS] = {{0}};
    double apart = 0;
    for (size_t i = 0; i < count; i++) {
        size_t at = 0;
        while (at < MASKS - 1 && masks[at].feeds && masks[at].feeds != captures[i].feeds)
            at++;
        masks[at].feeds = captures[i].feeds;
        masks[at].share += 1 / (double)count;
    }
    for (size_t i = 0; i < MASKS; i++)
        for (size_t j = 0; j < MASKS; j++)
            if (!(masks[i].feeds & masks[j].feeds))
                apart += masks[i].share * masks[j].share;
    return apart;
}

static void add_pairs(struct pairs *pairs, const struct capture *captures, size_t count) {
    double apart = 0;
    size_t paired = count < PAIRED_MOST ? count : PAIRED_MOST;
    if (paired < 2)
        return;
    for (size_t i = 1; i < paired; i++)
        for (size_t j = 0; j < i; j++)
            apart += !(captures[i].feeds & captures[j].feeds);
    double share = apart / ((double)paired * (double)(paired - 1) / 2), weight = sqrt((double)count - 1);
    pairs->weight += weight;
    pairs->sum += weight * share;
    pairs->square += weight * weight * (share - pairs->expected) * (share - pairs->expected);
}

/* Hosts that serve some feeds more than others have fewer pairs apart (or more, where these hosts are the
 * busy ones). Relative to what is expected, shrunk towards 0 as far as it may be chance. */
static double bias_of(const struct pairs *pairs) {
    if (pairs->expected <= 0 || pairs->weight <= 0 || pairs->square <= 0)
        return 0;
    double error = sqrt(pairs->square) / pairs->weight;
    double bias = 1 - pairs->sum / pairs->weight / pairs->expected, z = bias * pairs->expected / error;
    return fabs(bias) * z * z / (z * z + 4);
}

static void count_address(struct capture_counts *counts, uint64_t sightings) {
    counts->addresses++;
    counts->twice += sightings > 1;
    if (sightings <= CAPTURE_RARE) {
        counts->by_sightings[sightings]++;
        return;
    }
    counts->by_sightings[0]++;
    counts->often += sightings;
}

/* captures: by address and time. */
static size_t join_visits(struct capture *captures, size_t count) {
    size_t kept = 0;
    int64_t last = 0;
    for (size_t i = 0; i < count; i++) {
        bool same = kept && captures[i].address == captures[kept - 1].address &&
                    captures[i].time - last <= CAPTURE_VISIT_SECONDS;
        last = captures[i].time;
        if (same)
            captures[kept - 1].feeds |= captures[i].feeds;
        else
            captures[kept++] = captures[i];
    }
    return kept;
}

size_t capture_read(struct capture *captures, size_t count, struct capture_counts *counts,
                    struct size_data *data) {
    *counts = (struct capture_counts){.captures = count};
    *data = (struct size_data){.hours = SIZE_HOURS_LEAST};
    if (!count)
        return 0;
    int64_t begin = captures[0].time;
    read_clock(captures, count, data);
    qsort(captures, count, sizeof *captures, by_address);
    size_t visits = join_visits(captures, count);
    struct pairs pairs = {.expected = expect_apart(captures, visits)};
    for (size_t from = 0, until; from < visits; from = until) {
        for (until = from + 1; until < visits && captures[until].address == captures[from].address; until++)
            ;
        double span = size_clock(data, hours_since(captures[until - 1].time, begin)) -
                      size_clock(data, hours_since(captures[from].time, begin));
        data->cells[size_cell(until - from, span)]++;
        count_address(counts, until - from);
        add_pairs(&pairs, captures + from, until - from);
    }
    counts->visits = visits;
    data->addresses = (double)counts->addresses;
    data->bias = bias_of(&pairs);
    return visits;
}

/* -- estimators -- */

static struct capture_estimate with_interval(double seen, double estimate, double variance) {
    double unseen = estimate - seen;
    if (unseen <= 0)
        return (struct capture_estimate){true, seen, seen, seen};
    double factor = exp(CAPTURE_DEVIATIONS * sqrt(log(1 + variance / (unseen * unseen))));
    return (struct capture_estimate){true, estimate, seen + unseen / factor, seen + unseen * factor};
}

struct capture_estimate capture_chapman(uint64_t first, uint64_t second, uint64_t both) {
    double one = (double)first, two = (double)second, common = (double)both;
    if (!both)
        return (struct capture_estimate){0};
    double estimate = (one + 1) * (two + 1) / (common + 1) - 1;
    double variance = (one + 1) * (two + 1) * (one - common) * (two - common) /
                      ((common + 1) * (common + 1) * (common + 2));
    return with_interval(one + two - common, estimate, variance);
}

struct capture_estimate capture_chao(const struct capture_counts *counts) {
    double once = (double)counts->by_sightings[1], twice = (double)counts->by_sightings[2];
    if (!counts->by_sightings[2])
        return (struct capture_estimate){0};
    double ratio = once / twice;
    double variance = twice * (ratio * ratio / 2 + ratio * ratio * ratio + ratio * ratio * ratio * ratio / 4);
    return with_interval((double)counts->addresses,
                         (double)counts->addresses + once * (once - 1) / (2 * (twice + 1)), variance);
}

/* By numbers of addresses seen so often; [0] those seen more often, which are all known. */
static double by_coverage(const double seen[CAPTURE_RARE + 1], double *variation) {
    double rare = 0, sightings = 0, pairs = 0;
    for (int i = 1; i <= CAPTURE_RARE; i++) {
        rare += seen[i];
        sightings += i * seen[i];
        pairs += i * (i - 1.0) * seen[i];
    }
    double coverage = sightings > 0 ? 1 - seen[1] / sightings : 0;
    if (coverage <= 0)
        return -1;
    double square = sightings > 1 ? rare / coverage * pairs / (sightings * (sightings - 1)) - 1 : 0;
    *variation = sqrt(fmax(square, 0));
    return seen[0] + rare / coverage + seen[1] / coverage * fmax(square, 0);
}

/* The variance by the delta method, over numbers of addresses that are multinomial. */
static double coverage_variance(const double seen[CAPTURE_RARE + 1], double estimate) {
    double slopes[CAPTURE_RARE + 1], moved[CAPTURE_RARE + 1], variation, variance = 0, mean = 0;
    for (int i = 0; i <= CAPTURE_RARE; i++) {
        memcpy(moved, seen, sizeof moved);
        moved[i] += 1;
        slopes[i] = by_coverage(moved, &variation) - estimate;
        variance += slopes[i] * slopes[i] * seen[i];
        mean += slopes[i] * seen[i];
    }
    return variance - mean * mean / estimate;
}

struct capture_estimate capture_coverage(const struct capture_counts *counts, double *variation) {
    double seen[CAPTURE_RARE + 1];
    for (size_t i = 0; i <= CAPTURE_RARE; i++)
        seen[i] = (double)counts->by_sightings[i];
    *variation = 0;
    double estimate = by_coverage(seen, variation);
    if (estimate < 0)
        return (struct capture_estimate){0};
    return with_interval((double)counts->addresses, estimate, fmax(coverage_variance(seen, estimate), 0));
}

/* -- occasions -- */

/* Chapman's, of captures that occasion_of() puts into the first (1), the second (2) or none (0). */
static struct capture_estimate two_occasions(const struct capture *captures, size_t count,
                                             int (*occasion_of)(const struct capture *capture,
                                                                const int64_t *context),
                                             const int64_t *context) {
    uint64_t seen[4] = {0};
    for (size_t from = 0, until; from < count; from = until) {
        int occasions = 0;
        for (until = from; until < count && captures[until].address == captures[from].address; until++)
            occasions |= occasion_of(&captures[until], context);
        seen[occasions]++;
    }
    return capture_chapman(seen[1] + seen[3], seen[2] + seen[3], seen[3]);
}

static int of_feeds(const struct capture *capture, const int64_t *feeds) {
    return capture->feeds >> feeds[0] & 1 ? 1 : capture->feeds >> feeds[1] & 1 ? 2 : 0;
}

static int of_halves(const struct capture *capture, const int64_t *middle) {
    return capture->time < *middle ? 1 : 2;
}

struct capture_estimate capture_feeds(const struct capture *captures, size_t count, size_t *first,
                                      size_t *second) {
    uint64_t seen[FEEDS] = {0};
    for (size_t from = 0, until; from < count; from = until) {
        uint32_t feeds = 0;
        for (until = from; until < count && captures[until].address == captures[from].address; until++)
            feeds |= captures[until].feeds;
        for (size_t feed = 0; feed < FEEDS; feed++)
            seen[feed] += feeds >> feed & 1;
    }
    *first = 0;
    for (size_t feed = 1; feed < FEEDS; feed++)
        if (seen[feed] > seen[*first])
            *first = feed;
    *second = !*first;
    for (size_t feed = 0; feed < FEEDS; feed++)
        if (feed != *first && seen[feed] > seen[*second])
            *second = feed;
    return two_occasions(captures, count, of_feeds, (const int64_t[]){(int64_t)*first, (int64_t)*second});
}

struct capture_estimate capture_halves(const struct capture *captures, size_t count, int64_t middle) {
    return two_occasions(captures, count, of_halves, &middle);
}
