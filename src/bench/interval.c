/* The intervals of one product's rates.
 *
 * What an interval is for: the rate over all campaigns (senders) of the kind of which those of the test are
 * some, each mail counting alike. Rates of one kind of mail are read off confidence.c; of WFP and the final
 * score, off draws of the three kinds, which are taken as independent.
 *
 * Cost: three curves (confidence.c), and RATE_DRAWS draws with a quantile each: some 10 ms. */
#include "bench/interval.h"

#include <math.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/random.h"
#include "bench/confidence.h"
#include "bench/rate_draw.h"

/* Beyond the limit towards fewer errors. Where one group that was hit makes all of a rate, each limit is
 * already as near as mid-P allows; three at once exclude the truth too often (3 to 8 % with RATE_TAIL). */
#define TAIL_FEW_ERRORS 0.015

struct interval interval_of_share(const struct group_share *groups, size_t group_count) {
    struct confidence confidence;
    confidence_of(groups, group_count, CONFIDENCE_RATE, &confidence);
    return confidence_interval(&confidence);
}

static void confidences_of(const struct score_counts *groups, size_t group_count,
                           struct confidence confidences[KIND_COUNT]) {
    struct group_share *shares = allocate((group_count + 1) * sizeof *shares);
    for (enum mail_kind kind = 0; kind < KIND_COUNT; kind++) {
        for (size_t i = 0; i < group_count; i++)
            shares[i] = counts_of_kind(&groups[i], kind);
        confidence_of(shares, group_count, CONFIDENCE_RATE, &confidences[kind]);
    }
    free(shares);
}

static void draw_rates(const struct method *method, const struct score_counts *sum,
                       const struct confidence confidences[KIND_COUNT], uint64_t seed, double *wfp,
                       double *final) {
    struct random random = random_stream(seed, 0, 0);
    for (size_t i = 0; i < RATE_DRAWS; i++) {
        double shares[KIND_COUNT];
        for (enum mail_kind kind = 0; kind < KIND_COUNT; kind++)
            shares[kind] = confidence_quantile(&confidences[kind], random_share(&random));
        struct score_rates rates = rates_of_shares(method, sum, shares);
        wfp[i] = rates.wfp;
        final[i] = rates.final;
    }
}

void intervals_of(const struct method *method, const struct score_counts *groups, size_t group_count,
                  uint64_t seed, struct score_intervals *intervals) {
    struct confidence confidences[KIND_COUNT];
    struct score_counts sum = counts_sum(groups, group_count);
    struct score_rates rates;
    double *wfp = allocate(RATE_DRAWS * sizeof *wfp), *final = allocate(RATE_DRAWS * sizeof *final);
    method_rates(method, &sum, &rates);
    confidences_of(groups, group_count, confidences);
    draw_rates(method, &sum, confidences, seed, wfp, final);
    intervals->rates[RATE_SC] = confidence_interval(&confidences[KIND_SPAM]);
    intervals->rates[RATE_FP] = confidence_interval(&confidences[KIND_HAM]);
    intervals->rates[RATE_NEWSLETTER_FP] = confidence_interval(&confidences[KIND_NEWSLETTER]);
    for (enum score_rate rate = 0; rate < RATE_WFP; rate++)
        intervals->rates[rate].rate = rate_of_kind(&rates, rate); /* to the last digit what the method says */
    intervals->rates[RATE_WFP] = interval_of_draws(rates.wfp, wfp, RATE_DRAWS, TAIL_FEW_ERRORS, RATE_TAIL);
    intervals->rates[RATE_FINAL] =
        interval_of_draws(rates.final, final, RATE_DRAWS, RATE_TAIL, TAIL_FEW_ERRORS);
    free(wfp);
    free(final);
}
