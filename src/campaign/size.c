/* Three figures, because home lines change address and hosts come and go: addresses seen (a count), hosts in
 * all (a fit of the whole campaign, size_fit.h), and hosts at once (a fit of a stretch so short that
 * addresses hardly change in it). The classic estimators stand beside them: where they agree, nothing much is
 * going on; where they do not, their differences say what is (docs/size.md). */
#include "campaign/size.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

/* Fewer addresses seen twice say nothing that one could print: by the bench, ranges are then wider than this.
 */
#define TWICE_LEAST 10
#define RANGE_MOST  20.0
/* What is taken for "at once", the shortest in which enough is seen twice. */
static const int stretches_hours[] = {1, 3, 6, 12};
#define AT_ONCE_TWICE 50
#define HOUR_SECONDS  3600
/* Captures at either end that may be late or dated wrongly: one of them would make any number of hours. */
#define STRAY_SHARE 0.005

struct size_range size_unknown(const char *reason) {
    return (struct size_range){.reason = reason};
}

static struct size_range fit_range(const struct size_data *data, const struct size_fit *whole,
                                   struct size_fit *fit) {
    size_fit(data, whole, fit);
    if (fit->high > RANGE_MOST * fit->low)
        return size_unknown("too few addresses were seen twice: the range would be wider than twentyfold");
    return (struct size_range){fit->hosts, fit->low, fit->high, NULL};
}

/* The busiest stretch; captures in order of time. */
static size_t busiest(const struct capture *captures, size_t count, int64_t seconds, size_t *begin) {
    size_t most = 0, from = 0;
    for (size_t until = 0; until < count; until++) {
        while (captures[until].time - captures[from].time >= seconds)
            from++;
        if (until - from + 1 > most) {
            most = until - from + 1;
            *begin = from;
        }
    }
    return most;
}

/* No more than there are in all. part: of the captures, for its use. */
static struct size_range estimate_at_once(const struct capture *captures, size_t count, struct capture *part,
                                          struct size *size) {
    struct size_range range = size_unknown("too few addresses were seen twice within half a day");
    for (size_t i = 0; i < sizeof stretches_hours / sizeof *stretches_hours && range.reason; i++) {
        size_t begin = 0, most = busiest(captures, count, (int64_t)stretches_hours[i] * HOUR_SECONDS, &begin);
        struct capture_counts counts;
        struct size_data data;
        struct size_fit fit;
        memcpy(part, captures + begin, most * sizeof *part);
        capture_read(part, most, &counts, &data);
        if (counts.twice < AT_ONCE_TWICE)
            continue;
        size->at_once_hours = stretches_hours[i];
        size->at_once_from = captures[begin].time;
        range = fit_range(&data, &size->fit, &fit);
        range.high = fmin(range.high, size->hosts.high);
        range.estimate = fmin(range.estimate, size->hosts.estimate);
        range.low = fmin(range.low, range.estimate);
    }
    return range;
}

/* How long the campaign ran, by what lies between the captures at either end that may stray. */
static double busy_hours(const struct capture *captures, size_t count) {
    size_t stray = (size_t)((double)count * STRAY_SHARE);
    double seconds = (double)(captures[count - 1 - stray].time - captures[stray].time);
    return seconds / HOUR_SECONDS * (double)count / (double)(count - 2 * stray);
}

void size_estimate(const struct capture *captures, size_t count, bool quick, struct size *size) {
    struct size_data data;
    *size = (struct size){.hosts = size_unknown("no mail of it has both a sending host and a time"),
                          .at_once = size_unknown("no mail of it has both a sending host and a time")};
    if (!count)
        return;
    int64_t middle = captures[count / 2].time;
    struct capture *sorted = allocate(count * sizeof *sorted);
    memcpy(sorted, captures, count * sizeof *sorted);
    size_t visits = capture_read(sorted, count, &size->counts, &data);
    size->hours = data.hours;
    size->busy_hours = fmin(fmax(busy_hours(captures, count), SIZE_HOURS_LEAST), data.hours);
    size->bias = data.bias;
    size->by_feeds = capture_feeds(sorted, visits, &size->first_feed, &size->second_feed);
    size->by_halves = capture_halves(sorted, visits, middle);
    size->chao = capture_chao(&size->counts);
    size->coverage = capture_coverage(&size->counts, &size->variation);
    size->hosts = size->counts.twice >= TWICE_LEAST ? fit_range(&data, NULL, &size->fit)
                                                    : size_unknown("fewer than 10 addresses were seen twice");
    size->at_once = quick                ? size_unknown("not asked for")
                    : size->hosts.reason ? size_unknown("hosts in all are not known")
                                         : estimate_at_once(captures, count, sorted, size);
    free(sorted);
}
