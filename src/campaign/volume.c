/* Two models, neither of which mail alone can feed:
 *
 * - A trap address is an address of the sender's list like any other. So mails caught a trap address are
 * mails sent an address, and times the list's length they are all. What feeds of different kind got a trap
 * address differs more than chance would have it; the range takes in what each feed says by itself.
 * - Hosts times hours times the rate of one.
 *
 * A range of one model is where its assumptions' ranges lead; where both can say, what they have in common.
 */
#include "campaign/volume.h"

#include <math.h>

const struct volume_assumptions volume_assumed = {.list = {VOLUME_LIST_LEAST, VOLUME_LIST_MOST}};

/* Feeds that caught fewer say too little by themselves. */
#define CAUGHT_LEAST 20

static struct size_range range_of(double low, double high) {
    return (struct size_range){sqrt(low * high), low, high, NULL};
}

static double reach(const struct volume_feed *feed) {
    return feed->traps * (feed->sampled > 0 ? feed->sampled : 1);
}

static void widen(double range[2], double each, double caught) {
    double error = CAPTURE_DEVIATIONS / sqrt(caught);
    range[0] = fmin(range[0], each * exp(-error));
    range[1] = fmax(range[1], each * exp(error));
}

static struct size_range by_traps(const struct volume_feed *feeds, size_t count,
                                  const struct volume_assumptions *assumptions, struct volume *volume) {
    double reached = 0;
    for (size_t i = 0; i < count; i++)
        if (feeds[i].traps > 0) {
            volume->traps += feeds[i].traps;
            volume->caught += feeds[i].caught;
            reached += reach(&feeds[i]);
        }
    if (volume->traps <= 0)
        return size_unknown(
            "of no feed is it known how many trap addresses it has: weir feeds set NAME traps=N");
    if (volume->caught <= 0)
        return size_unknown("the feeds whose trap addresses are known caught none of it");
    volume->each[0] = volume->each[1] = volume->caught / reached;
    widen(volume->each, volume->caught / reached, volume->caught);
    for (size_t i = 0; i < count; i++)
        if (feeds[i].traps > 0 && feeds[i].caught >= CAUGHT_LEAST)
            widen(volume->each, feeds[i].caught / reach(&feeds[i]), feeds[i].caught);
    return range_of(volume->each[0] * assumptions->list[0], volume->each[1] * assumptions->list[1]);
}

static struct size_range by_rate(const struct size *size, const struct volume_assumptions *assumptions) {
    if (assumptions->rate[1] <= 0)
        return size_unknown("nobody has said how many mails a host sends in an hour (--rate)");
    if (size->hosts.reason)
        return size_unknown("the number of hosts is not known");
    return range_of(size->hosts.low * size->busy_hours * assumptions->rate[0],
                    size->hosts.high * size->busy_hours * assumptions->rate[1]);
}

static struct size_range common(struct size_range one, struct size_range other) {
    if (one.reason || other.reason)
        return one.reason ? other : one;
    double low = fmax(one.low, other.low), high = fmin(one.high, other.high);
    return low <= high
               ? range_of(low, high)
               : size_unknown("what trap addresses and what rates say have nothing in common: one of the "
                              "assumptions is wrong");
}

/* Sent were no fewer than were caught. */
static struct size_range at_least(struct size_range range, double caught) {
    if (range.reason || range.low >= caught)
        return range;
    return range.high < caught
               ? size_unknown("more were caught than the assumptions allow for: one of them is wrong")
               : range_of(caught, range.high);
}

void volume_estimate(const struct volume_feed *feeds, size_t count, const struct size *size,
                     const struct volume_assumptions *assumptions, struct volume *volume) {
    *volume = (struct volume){0};
    double caught = fmax((double)size->counts.captures, 1);
    volume->by_traps = at_least(by_traps(feeds, count, assumptions, volume), caught);
    volume->by_rate = at_least(by_rate(size, assumptions), caught);
    volume->messages = volume->by_traps.reason && volume->by_rate.reason
                           ? volume->by_traps
                           : common(volume->by_traps, volume->by_rate);
}
