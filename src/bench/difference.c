/* How two products differ on the same mail.
 *
 * A group counts for the product that blocked more of it: by how many mails more. The difference of two rates
 * is the share that the first gained less the share that the second gained, each with a confidence of its own
 * (confidence.c). So where nothing was gained it is not taken for certain that nothing ever is. A group that
 * is gained by one is not by the other, so the two shares are drawn with the negative correlation that
 * follows from it, as normal numbers. For mails that stand alone this is McNemar's comparison.
 *
 * Differences of WFP and the final score: the method's rates half a difference above and below the mean of
 * both products.
 *
 * Cost: six curves (confidence.c) and RATE_DRAWS draws: some 15 ms. */
#include <math.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/random.h"
#include "bench/confidence.h"
#include "bench/rate_draw.h"

/* What was gained of one kind of mail. */
struct gain {
    struct confidence first, second;
    double tie;  /* correlation of both, -1 to 0 */
    double mean; /* of both products' rates */
};

static double gained(double more, double than) {
    return more > than ? more - than : 0;
}

/* Of the shares that each gained of a group: they are never both above 0. */
static double correlation(const struct group_share *first, const struct group_share *second, size_t count) {
    double sent = 0, means[2] = {0}, squares[2] = {0};
    for (size_t i = 0; i < count; i++) {
        if (!(first[i].sent > 0))
            continue;
        double one = first[i].blocked / first[i].sent, other = second[i].blocked / first[i].sent;
        sent += first[i].sent;
        means[0] += first[i].sent * one;
        means[1] += first[i].sent * other;
        squares[0] += first[i].sent * one * one;
        squares[1] += first[i].sent * other * other;
    }
    double product = means[0] * means[1];
    double spread = (squares[0] * sent - means[0] * means[0]) * (squares[1] * sent - means[1] * means[1]);
    return product > 0 && spread > 0 ? fmax(-1, -product / sqrt(spread)) : 0;
}

static void gain_of(const struct score_counts *first, const struct score_counts *second, size_t count,
                    enum mail_kind kind, struct gain *gain) {
    struct group_share *ups = allocate((count + 1) * sizeof *ups),
                       *downs = allocate((count + 1) * sizeof *downs);
    double blocked = 0, sent = 0;
    for (size_t i = 0; i < count; i++) {
        struct group_share one = counts_of_kind(&first[i], kind), other = counts_of_kind(&second[i], kind);
        ups[i] = (struct group_share){one.sent, gained(one.blocked, other.blocked)};
        downs[i] = (struct group_share){one.sent, gained(other.blocked, one.blocked)};
        blocked += one.blocked + other.blocked;
        sent += one.sent;
    }
    gain->mean = sent > 0 ? blocked / (2 * sent) : NAN;
    gain->tie = correlation(ups, downs, count);
    confidence_of(ups, count, CONFIDENCE_GAIN, &gain->first);
    confidence_of(downs, count, CONFIDENCE_GAIN, &gain->second);
    free(ups);
    free(downs);
}

static double draw_gain(const struct gain *gain, struct random *random) {
    double one = random_normal(random);
    double other = gain->tie * one + sqrt(1 - gain->tie * gain->tie) * random_normal(random);
    return confidence_quantile(&gain->first, normal_level(one)) -
           confidence_quantile(&gain->second, normal_level(other));
}

static double clip(double share) {
    return fmin(1, fmax(0, share));
}

static void draw_differences(const struct method *method, const struct score_counts *sent,
                             const struct gain gains[KIND_COUNT], uint64_t seed, double *draws[RATE_COUNT]) {
    struct random random = random_stream(seed, 1, 0);
    for (size_t i = 0; i < RATE_DRAWS; i++) {
        double above[KIND_COUNT], below[KIND_COUNT];
        for (enum mail_kind kind = 0; kind < KIND_COUNT; kind++) {
            double difference = draw_gain(&gains[kind], &random);
            above[kind] = clip(gains[kind].mean + difference / 2);
            below[kind] = clip(gains[kind].mean - difference / 2);
        }
        struct score_rates first = rates_of_shares(method, sent, above);
        struct score_rates second = rates_of_shares(method, sent, below);
        for (enum score_rate rate = 0; rate < RATE_COUNT; rate++)
            draws[rate][i] = rate_of_kind(&first, rate) - rate_of_kind(&second, rate);
    }
}

/* Twice the part of the draws on the other side of no difference, half of those on it. */
static double two_sided(double rate, const double *draws, size_t count) {
    double below = 0;
    if (isnan(rate))
        return NAN;
    if (rate == 0)
        return 1;
    for (size_t i = 0; i < count; i++)
        below += draws[i] < 0 ? 1 : draws[i] > 0 ? 0 : 0.5;
    double p = 2 * fmin(below, (double)count - below) / (double)count;
    return fmax(p, 1 / (double)count);
}

void difference_of(const struct method *method, const struct score_counts *first,
                   const struct score_counts *second, size_t group_count, uint64_t seed,
                   struct difference *difference) {
    struct gain gains[KIND_COUNT];
    struct score_counts sums[2] = {counts_sum(first, group_count), counts_sum(second, group_count)};
    struct score_rates rates[2];
    double *draws[RATE_COUNT];
    for (enum mail_kind kind = 0; kind < KIND_COUNT; kind++)
        gain_of(first, second, group_count, kind, &gains[kind]);
    for (size_t i = 0; i < 2; i++)
        method_rates(method, &sums[i], &rates[i]);
    for (enum score_rate rate = 0; rate < RATE_COUNT; rate++)
        draws[rate] = allocate(RATE_DRAWS * sizeof **draws);
    draw_differences(method, &sums[0], gains, seed, draws);
    for (enum score_rate rate = 0; rate < RATE_COUNT; rate++) {
        double by = rate_of_kind(&rates[0], rate) - rate_of_kind(&rates[1], rate);
        difference->p[rate] = two_sided(by, draws[rate], RATE_DRAWS);
        difference->by[rate] = interval_of_draws(by, draws[rate], RATE_DRAWS, RATE_TAIL, RATE_TAIL);
        free(draws[rate]);
    }
}
