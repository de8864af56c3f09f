/* Which award a score meets for certain, and which one is open.
 *
 * A score is of a sample of mail, and known as an interval. An award is met when all its limits are, each by
 * the whole interval of its rate; missed when one limit is missed by a whole interval; open in between. A
 * rate that cannot be said (no newsletters were in the corpus) leaves open what asks for it. So an award that
 * allows no false positive at all stays open as long as the interval of the FP rate reaches above zero: no
 * sample can show that there never is one.
 *
 * Awards are for full products; the limits were not made for complementary ones (VBSpam's summary of January
 * 2015). */
#include <math.h>

#include "bench/scoring.h"

enum standing { MISSED, OPEN, MET };

static enum standing worse(enum standing one, enum standing other) {
    return one < other ? one : other;
}

/* above: the limit itself is too little. */
static enum standing at_least(const struct interval *rate, double limit, bool above) {
    if (isnan(limit))
        return MET;
    if (isnan(rate->low) || isnan(rate->high))
        return OPEN;
    if (above ? rate->low > limit : rate->low >= limit)
        return MET;
    return (above ? rate->high > limit : rate->high >= limit) ? OPEN : MISSED;
}

static enum standing at_most(const struct interval *rate, double limit) {
    if (isnan(limit))
        return MET;
    if (isnan(rate->low) || isnan(rate->high))
        return OPEN;
    return rate->high <= limit ? MET : rate->low <= limit ? OPEN : MISSED;
}

static enum standing fast_enough(const struct speed_figures *speed, const enum speed_colour *limits) {
    enum standing standing = MET;
    for (size_t i = 0; i < METHOD_SPEEDS; i++) {
        if (limits[i] == SPEED_RED)
            continue;
        if (!speed->delivered)
            standing = worse(standing, OPEN);
        else if (speed->colours[i] > limits[i])
            standing = MISSED;
    }
    return standing;
}

static enum standing standing_of(const struct award_limits *limits, const struct score *score) {
    const struct interval *rates = score->intervals.rates;
    enum standing standing = at_least(&rates[RATE_FINAL], limits->final, limits->final_above);
    standing = worse(standing, at_least(&rates[RATE_SC], limits->sc, false));
    standing = worse(standing, at_most(&rates[RATE_FP], limits->fp));
    standing = worse(standing, at_most(&rates[RATE_NEWSLETTER_FP], limits->newsletter_fp));
    return worse(standing, fast_enough(&score->speed, limits->speeds));
}

void award_judge(const struct method *method, struct score *score) {
    score->award = score->award_open = "";
    if (score->product->product_class != PRODUCT_FULL || isnan(score->intervals.rates[RATE_FINAL].rate))
        return;
    for (size_t i = 0; i < 2 && *method->awards[i].name && !*score->award; i++) {
        enum standing standing = standing_of(&method->awards[i], score);
        if (standing == MET)
            score->award = method->awards[i].name;
        else if (standing == OPEN && !*score->award_open)
            score->award_open = method->awards[i].name;
    }
}
