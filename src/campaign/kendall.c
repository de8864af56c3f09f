/* tau-b (M. G. Kendall, "The treatment of ties in ranking problems", Biometrika 33, 1945) by the algorithm of
 * W. R. Knight ("A computer method for calculating Kendall's tau with ungrouped data", JASA 61, 1966): sorted
 * by x, pairs that stand in the wrong order by y are those that a merge sort by y has to exchange. With n0 =
 * n (n - 1) / 2 pairs, of which n1 are equal in x, n2 in y, n3 in both, and d that are in the wrong order,
 *
 *     tau-b = (n0 - n1 - n2 + n3 - 2 d) / sqrt((n0 - n1) (n0 - n2)).
 *
 * All counts are whole numbers, so the result is exact but for the last division. Cost: O(n log n), n numbers
 * of spare memory. */
#include "campaign/kendall.h"

#include <math.h>
#include <stdlib.h>

#include "base/arena.h"

static int compare_pairs(const void *a, const void *b) {
    const struct kendall_pair *first = a, *second = b;
    if (first->x != second->x)
        return first->x < second->x ? -1 : 1;
    return (first->y > second->y) - (first->y < second->y);
}

static int64_t pairs_of(int64_t count) {
    return count * (count - 1) / 2;
}

/* Of pairs sorted by x and then y: equal in x; with `both`, equal in both. */
static int64_t count_ties(const struct kendall_pair *pairs, size_t count, int both) {
    int64_t ties = 0, run = 1;
    for (size_t i = 1; i < count; i++) {
        if (pairs[i].x == pairs[i - 1].x && (!both || pairs[i].y == pairs[i - 1].y)) {
            run++;
            continue;
        }
        ties += pairs_of(run);
        run = 1;
    }
    return ties + pairs_of(run);
}

static int64_t count_equal(const uint64_t *sorted, size_t count) {
    int64_t ties = 0, run = 1;
    for (size_t i = 1; i < count; i++) {
        if (sorted[i] == sorted[i - 1]) {
            run++;
            continue;
        }
        ties += pairs_of(run);
        run = 1;
    }
    return ties + pairs_of(run);
}

/* Merges two sorted runs, left from `begin` and right from `middle`, into `to`; returns how many of the left
 * are greater than one of the right, summed up over the right. */
static int64_t merge(const uint64_t *from, uint64_t *to, size_t begin, size_t middle, size_t end) {
    int64_t exchanges = 0;
    size_t left = begin, right = middle;
    for (size_t at = begin; at < end; at++) {
        if (left < middle && (right == end || from[left] <= from[right])) {
            to[at] = from[left++];
            continue;
        }
        exchanges += (int64_t)(middle - left);
        to[at] = from[right++];
    }
    return exchanges;
}

/* Sorts; spare: as long. */
static int64_t count_exchanges(uint64_t *values, uint64_t *spare, size_t count) {
    int64_t exchanges = 0;
    uint64_t *from = values, *to = spare;
    for (size_t width = 1; width < count; width *= 2) {
        for (size_t begin = 0; begin < count; begin += 2 * width) {
            size_t middle = begin + width < count ? begin + width : count;
            size_t end = begin + 2 * width < count ? begin + 2 * width : count;
            exchanges += merge(from, to, begin, middle, end);
        }
        uint64_t *swap = from;
        from = to;
        to = swap;
    }
    for (size_t i = 0; from != values && i < count; i++)
        values[i] = from[i];
    return exchanges;
}

double kendall_tau(struct kendall_pair *pairs, size_t count) {
    if (count < 2)
        return NAN;
    qsort(pairs, count, sizeof *pairs, compare_pairs);
    uint64_t *values = allocate(2 * count * sizeof *values);
    for (size_t i = 0; i < count; i++)
        values[i] = pairs[i].y;
    int64_t wrong = count_exchanges(values, values + count, count), all = pairs_of((int64_t)count);
    int64_t equal_x = count_ties(pairs, count, 0), both = count_ties(pairs, count, 1);
    int64_t equal_y = count_equal(values, count);
    free(values);
    if (equal_x == all || equal_y == all)
        return NAN;
    double rows = (double)(all - equal_x), columns = (double)(all - equal_y);
    return (double)(all - equal_x - equal_y + both - 2 * wrong) / sqrt(rows * columns);
}
