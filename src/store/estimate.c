/* The store's captures, with addresses numbered, handed to the estimators. */
#include "store/estimate.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/time.h"
#include "store/simulated.h"

static int by_address(const void *one, const void *other) {
    const struct store_capture *const *left = one, *const *right = other;
    return memcmp((*left)->address, (*right)->address, sizeof(*left)->address);
}

/* The same captures in the same order, an address by its number. The caller's to free(). */
static struct capture *number_addresses(const struct store_captures *from) {
    struct capture *captures = allocate((from->count + 1) * sizeof *captures);
    const struct store_capture **sorted = allocate((from->count + 1) * sizeof *sorted);
    uint32_t number = 0;
    for (size_t i = 0; i < from->count; i++)
        sorted[i] = &from->captures[i];
    qsort(sorted, from->count, sizeof *sorted, by_address);
    for (size_t i = 0; i < from->count; i++) {
        number += i && by_address(&sorted[i - 1], &sorted[i]);
        captures[sorted[i] - from->captures] =
            (struct capture){sorted[i]->received, number, sorted[i]->feeds};
    }
    free(sorted);
    return captures;
}

/* Before a feed began it saw nothing, so its traps stand for so much less of the campaign. */
static double share_watched(const struct store_captures *captures, int64_t since) {
    size_t before = 0;
    while (since != TIME_NONE && before < captures->count && captures->captures[before].received < since)
        before++;
    return captures->count ? 1 - (double)before / (double)captures->count : 1;
}

static void count_feeds(struct store_estimate *estimate) {
    const struct store_captures *captures = &estimate->captures;
    estimate->feed_count = captures->feed_count;
    estimate->feeds = arena_alloc(captures->arena, captures->feed_count * sizeof *estimate->feeds);
    for (size_t feed = 0; feed < captures->feed_count; feed++) {
        const struct store_feed *facts = &captures->feeds[feed];
        estimate->simulated |= !strcmp(facts->role, ROLE_SIMULATED);
        estimate->feeds[feed] =
            (struct store_estimate_feed){.feed = facts, .watched = share_watched(captures, facts->since)};
        for (size_t i = 0; i < captures->count; i++)
            estimate->feeds[feed].caught += captures->captures[i].feeds >> feed & 1;
    }
}

static void estimate_volume(struct store_estimate *estimate, const struct volume_assumptions *assumptions) {
    struct volume_feed feeds[CAPTURE_FEEDS];
    for (size_t i = 0; i < estimate->feed_count; i++) {
        const struct store_estimate_feed *from = &estimate->feeds[i];
        double sampled = from->feed->sampled > 0 ? from->feed->sampled : 1;
        feeds[i] = (struct volume_feed){.caught = (double)from->caught,
                                        .traps = from->watched > 0 ? (double)from->feed->traps : 0,
                                        .sampled = sampled * from->watched};
    }
    volume_estimate(feeds, estimate->feed_count, &estimate->size, assumptions, &estimate->volume);
}

bool store_estimate(struct store *store, const char *campaign, const struct volume_assumptions *assumptions,
                    bool quick, struct store_estimate *estimate, struct error *error) {
    *estimate = (struct store_estimate){0};
    struct store_captures *captures = &estimate->captures;
    if (!store_captures(store, campaign, captures, error))
        return false;
    struct capture *numbered = number_addresses(captures);
    size_estimate(numbered, captures->count, quick, &estimate->size);
    free(numbered);
    count_feeds(estimate);
    estimate_volume(estimate, assumptions);
    estimate->linked = captures->linked;
    estimate->indirect = captures->indirect;
    estimate->unplaced = captures->undated + captures->hostless;
    if (store_past(store, captures->arena, campaign, &estimate->past, error))
        return true;
    store_estimate_free(estimate);
    return false;
}

void store_estimate_free(struct store_estimate *estimate) {
    store_captures_free(&estimate->captures);
}
