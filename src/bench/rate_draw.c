/* See rate_draw.h. Confidence limits of what is made of several rates are read off draws of all of them
 * ("melding": Fay, Proschan and Brittain, Biometrics 71 (2015) 146). Cost: sorting the draws. */
#include "bench/rate_draw.h"

#include <math.h>
#include <stdlib.h>

struct group_share counts_of_kind(const struct score_counts *counts, enum mail_kind kind) {
    const struct group_share shares[KIND_COUNT] = {
        [KIND_SPAM] = {counts->spam, counts->spam_blocked},
        [KIND_HAM] = {counts->ham, counts->ham_blocked},
        [KIND_NEWSLETTER] = {counts->newsletters, counts->newsletters_blocked},
    };
    return shares[kind];
}

struct score_rates rates_of_shares(const struct method *method, const struct score_counts *sent,
                                   const double shares[KIND_COUNT]) {
    struct score_counts counts = *sent;
    struct score_rates rates;
    counts.spam_blocked = sent->spam > 0 ? sent->spam * shares[KIND_SPAM] : 0;
    counts.ham_blocked = sent->ham > 0 ? sent->ham * shares[KIND_HAM] : 0;
    counts.newsletters_blocked = sent->newsletters > 0 ? sent->newsletters * shares[KIND_NEWSLETTER] : 0;
    method_rates(method, &counts, &rates);
    return rates;
}

double rate_of_kind(const struct score_rates *rates, enum score_rate rate) {
    const double by[RATE_COUNT] = {
        [RATE_SC] = rates->sc,   [RATE_FP] = rates->fp,       [RATE_NEWSLETTER_FP] = rates->newsletter_fp,
        [RATE_WFP] = rates->wfp, [RATE_FINAL] = rates->final,
    };
    return by[rate];
}

struct score_counts counts_sum(const struct score_counts *groups, size_t group_count) {
    struct score_counts sum = {.spam = 0};
    for (size_t i = 0; i < group_count; i++) {
        sum.spam += groups[i].spam;
        sum.spam_blocked += groups[i].spam_blocked;
        sum.ham += groups[i].ham;
        sum.ham_blocked += groups[i].ham_blocked;
        sum.newsletters += groups[i].newsletters;
        sum.newsletters_blocked += groups[i].newsletters_blocked;
    }
    return sum;
}

double normal_level(double number) {
    return 0.5 * erfc(-number * M_SQRT1_2);
}

static int compare(const void *one, const void *other) {
    double a = *(const double *)one, b = *(const double *)other;
    return (a > b) - (a < b);
}

struct interval interval_of_draws(double rate, double *draws, size_t count, double below, double above) {
    if (isnan(rate))
        return (struct interval){NAN, NAN, NAN};
    qsort(draws, count, sizeof *draws, compare);
    size_t low = (size_t)(below * (double)count), high = count - 1 - (size_t)(above * (double)count);
    return (struct interval){rate, fmin(rate, draws[low]), fmax(rate, draws[high])};
}
