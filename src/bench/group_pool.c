/* Groups sorted by size and gathered: those alike for the likelihood, those nearly alike for sums, and the
 * few large ones apart, because whether one of them is hit moves the whole rate. Cost: sorting; one pass. */
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/arena.h"
#include "bench/group_sum.h"

/* Large is a group with this part of all mails and of the sum of squared sizes, by which it moves the rate.
 */
#define LARGE_SHARE         0.03
#define LARGE_SQUARES_SHARE 0.03
/* Sizes above the first are taken as one if they are within the second factor. */
#define ALIKE_FROM  16.0
#define ALIKE_RATIO 1.08

/* What is left of sums of weights that should be whole or nothing. */
#define CRUMB 1e-9

double group_trials(double sent) {
    return fmax(1, ceil(sent - CRUMB));
}

static int compare_kinds(const void *one, const void *other) {
    const struct group_kind *a = one, *b = other;
    if (a->sent != b->sent)
        return a->sent < b->sent ? 1 : -1;
    return (a->hits > b->hits) - (a->hits < b->hits);
}

static void pool_add(struct group_pool *pool, double sent, double first_sent) {
    struct group_kind *last = pool->kind_count ? &pool->kinds[pool->kind_count - 1] : NULL;
    double worth = sent / group_trials(sent);
    pool->sent += sent;
    pool->single += sent * worth;
    pool->single_squares += sent * sent * worth;
    pool->single_cubes += sent * worth * worth;
    pool->squares += sent * sent;
    pool->cubes += sent * sent * sent;
    if (last && (sent == first_sent || (sent > ALIKE_FROM && sent * ALIKE_RATIO > first_sent))) {
        last->sent += (sent - last->sent) / ++last->groups;
        return;
    }
    pool->kinds[pool->kind_count++] = (struct group_kind){.sent = sent, .groups = 1};
}

static void fill_pools(struct group_sum *sum) {
    double squares = 0, first_all = 0, first_rest = 0;
    for (size_t i = 0; i < sum->kind_count; i++)
        squares += sum->kinds[i].sent * sum->kinds[i].sent;
    for (size_t i = 0; i < sum->kind_count; i++) {
        double sent = sum->kinds[i].sent;
        bool large = sum->large_count < GROUP_SUM_LARGE && sent > LARGE_SHARE * sum->sent &&
                     sent * sent > LARGE_SQUARES_SHARE * squares;
        size_t before = sum->all.kind_count;
        pool_add(&sum->all, sent, first_all);
        first_all = sum->all.kind_count > before ? sent : first_all;
        if (large) {
            sum->large[sum->large_count++] = sent;
            continue;
        }
        before = sum->rest.kind_count;
        pool_add(&sum->rest, sent, first_rest);
        first_rest = sum->rest.kind_count > before ? sent : first_rest;
    }
}

static void join_alike(struct group_sum *sum) {
    size_t kept = 0;
    for (size_t i = 0; i < sum->kind_count; i++)
        if (kept && compare_kinds(&sum->kinds[kept - 1], &sum->kinds[i]) == 0)
            sum->kinds[kept - 1].groups++;
        else
            sum->kinds[kept++] = sum->kinds[i];
    sum->kind_count = kept;
}

void group_sum_of(struct group_sum *sum, const struct group_share *groups, size_t group_count, bool *missed) {
    bool whole = true;
    *sum = (struct group_sum){.kinds = allocate((group_count + 1) * sizeof *sum->kinds)};
    for (size_t i = 0; i < group_count; i++) {
        sum->sent += groups[i].sent;
        sum->blocked += groups[i].blocked;
    }
    *missed = sum->blocked > sum->sent / 2;
    for (size_t i = 0; i < group_count; i++) {
        double hits = *missed ? groups[i].sent - groups[i].blocked : groups[i].blocked;
        hits = hits > CRUMB ? hits : 0;
        sum->hits += hits;
        whole = whole && hits == floor(hits);
        if (groups[i].sent > 0)
            sum->kinds[sum->kind_count++] = (struct group_kind){groups[i].sent, hits, 1};
    }
    qsort(sum->kinds, sum->kind_count, sizeof *sum->kinds, compare_kinds);
    sum->all.kinds = allocate((sum->kind_count + 1) * sizeof *sum->kinds);
    sum->rest.kinds = allocate((sum->kind_count + 1) * sizeof *sum->kinds);
    fill_pools(sum);
    join_alike(sum);
    sum->steps = (size_t)(whole && sum->hits < GROUP_SUM_STEPS ? sum->hits : GROUP_SUM_STEPS);
    sum->step = sum->steps ? sum->hits / (double)sum->steps : 1;
}

void group_sum_free(struct group_sum *sum) {
    free(sum->kinds);
    free(sum->all.kinds);
    free(sum->rest.kinds);
}
