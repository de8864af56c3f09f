/* The figures of the TREC spam track (Cormack and Lynam, TREC 2005 to 2007), as its evaluation toolkit made
 * them:
 *
 *   hm%       ham called spam, of the ham; sm%: spam called ham, of the spam
 *   lam%      logit^-1((logit(hm) + logit(sm)) / 2), logit(p) = ln(p / (1 - p)): one figure that is the same
 *             wherever a filter sets its threshold, if moving it trades odds for odds. Natural logarithm: one
 *             public copy of the toolkit takes log10 one way and exp the other, and is wrong. Not smoothed: a
 *             zero error makes it 0.
 *   (1-ROCA)% the chance that a random ham scores above a random spam: area above the ROC curve. Where it is
 *             0, half a pair stands for it. The toolkit breaks ties at random; here a tie counts half, its
 *             mean.
 *   points    the least spam missed of all thresholds that miss so much of the ham or less, and the reverse.
 *             A count of zero is replaced by 0.5.
 *
 * Mails of one score are on one side of any threshold. O(n log n) to sort; the rest is one walk up the
 * scores. */
#include "bench/roc.h"

#include <math.h>
#include <stdlib.h>

/* What stands for a count of zero, of mails and of pairs. */
#define ZERO_COUNT 0.5

const double roc_points[ROC_POINTS] = {0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50};

struct counts {
    size_t spam, ham, spam_passed, ham_blocked;
};

double logistic_average(double one, double other) {
    if (isnan(one) || isnan(other))
        return NAN;
    if (one <= 0 || other <= 0)
        return 0;
    if (one >= 1 || other >= 1)
        return 1;
    double mean = (log(one / (1 - one)) + log(other / (1 - other))) / 2;
    return 1 / (1 + exp(-mean));
}

double total_cost_ratio(double spam, double spam_missed, double ham_blocked) {
    return spam > 0 ? spam / (TCR_LAMBDA * ham_blocked + spam_missed) : NAN;
}

/* Rising by score. */
static int compare(const void *one, const void *other) {
    double a = ((const struct roc_mail *)one)->score, b = ((const struct roc_mail *)other)->score;
    return (a > b) - (a < b);
}

static struct counts count_mails(const struct roc_mail *mails, size_t count, bool *scored) {
    struct counts counts = {0};
    bool all = true, any = false;
    for (size_t i = 0; i < count; i++) {
        counts.spam += mails[i].spam;
        counts.ham += !mails[i].spam;
        counts.spam_passed += mails[i].spam && !mails[i].blocked;
        counts.ham_blocked += !mails[i].spam && mails[i].blocked;
        all = all && !isnan(mails[i].score);
        any = any || isfinite(mails[i].score);
    }
    *scored = all && any;
    return counts;
}

/* One threshold: so many of one kind are missed by it, and `given` of the other. It counts for every point
 * that allows for the given. */
static void mark_points(size_t given, size_t of_given, size_t missed, size_t of_missed, double *points) {
    double per_cent = 100 * (missed ? (double)missed : ZERO_COUNT) / (double)of_missed;
    double given_per_cent = 100 * (double)given / (double)of_given;
    for (size_t i = ROC_POINTS; i-- && given_per_cent <= roc_points[i];)
        points[i] = fmin(points[i], per_cent);
}

/* The threshold above all that was walked. */
static void mark(const struct counts *all, size_t spam_below, size_t ham_below, struct roc *roc) {
    size_t ham_above = all->ham - ham_below;
    mark_points(ham_above, all->ham, spam_below, all->spam, roc->spam_missed);
    mark_points(spam_below, all->spam, ham_above, all->ham, roc->ham_missed);
}

/* mails: sorted. */
static void walk(const struct roc_mail *mails, size_t count, const struct counts *all, struct roc *roc) {
    size_t spam_below = 0, ham_below = 0;
    double pairs = 0; /* of a ham and a spam with a lower score */
    mark(all, 0, 0, roc);
    for (size_t from = 0, until; from < count; from = until) {
        size_t spam = 0, ham = 0;
        for (until = from; until < count && mails[until].score == mails[from].score; until++) {
            spam += mails[until].spam;
            ham += !mails[until].spam;
        }
        pairs += (double)ham * ((double)spam_below + (double)spam / 2);
        spam_below += spam;
        ham_below += ham;
        mark(all, spam_below, ham_below, roc);
    }
    roc->one_minus_area = 100 * (pairs > 0 ? pairs : ZERO_COUNT) / (double)all->ham / (double)all->spam;
}

void roc_of(struct roc_mail *mails, size_t count, struct roc *roc) {
    struct counts counts = count_mails(mails, count, &roc->scored);
    bool both = counts.spam && counts.ham;
    double spam_missed = both ? (double)counts.spam_passed / (double)counts.spam : NAN;
    double ham_missed = both ? (double)counts.ham_blocked / (double)counts.ham : NAN;
    roc->hm = 100 * ham_missed;
    roc->sm = 100 * spam_missed;
    roc->lam = 100 * logistic_average(ham_missed, spam_missed);
    roc->one_minus_area = NAN;
    for (size_t i = 0; i < ROC_POINTS; i++)
        roc->spam_missed[i] = roc->ham_missed[i] = both && roc->scored ? 100 : NAN;
    if (!both || !roc->scored)
        return;
    qsort(mails, count, sizeof *mails, compare);
    walk(mails, count, &counts, roc);
}
