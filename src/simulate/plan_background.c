/* Mail that has nothing to do with the campaigns: spam of other campaigns, whose sizes are as uneven as in
 * real feeds (the k-th is 1/k of the first, Zipf), each from hosts of its own and within a part of the time;
 * and wanted mail of senders of which few write much. */
#include <math.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/random.h"
#include "simulate/plan.h"

enum { WINDOW = 2000, SPAM, WANTED };

#define HOUR_SECONDS 3600
/* Owners of addresses, see plan_address(): 0 are servers that bounce. */
#define WANTED_OWNER 1
#define SPAM_OWNER   2
/* Mails of a sender of wanted mail, on average. */
#define WANTED_MAILS 12
/* A campaign of so many mails has the square root of that, times this, hosts. */
#define HOSTS_FACTOR 3
/* The shortest campaign is this share of the time. */
#define SHORTEST 0.1

/* What 1, 1/2, 1/3... add up to, to draw by; the caller's to free(). */
static double *zipf_new(size_t count) {
    double *sums = allocate(count * sizeof *sums);
    for (size_t i = 0; i < count; i++)
        sums[i] = (i ? sums[i - 1] : 0) + 1 / (double)(i + 1);
    return sums;
}

static size_t zipf_draw(const double *sums, size_t count, struct random *random) {
    double at = random_share(random) * sums[count - 1];
    size_t low = 0, high = count - 1;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (sums[middle] > at)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

/* Some moment of the part of the time in which a campaign runs. */
static int64_t draw_time(const struct scenario_background *background, uint64_t seed, size_t campaign,
                         struct random *random) {
    struct random window = random_stream(seed, WINDOW, campaign);
    double length = SHORTEST + (1 - SHORTEST) * random_share(&window);
    double begin = (1 - length) * random_share(&window);
    double at = begin + length * random_share(random);
    return background->start + (int64_t)(at * background->hours * HOUR_SECONDS);
}

static void plan_spam(struct plan *plan, const struct scenario_background *background, size_t first,
                      uint64_t seed) {
    size_t count = background->spam_campaigns;
    double *sums = zipf_new(count);
    struct random random = random_stream(seed, SPAM, first);
    for (uint64_t i = 0; i < background->spam; i++) {
        size_t number = zipf_draw(sums, count, &random);
        double mails = (double)background->spam / sums[count - 1] / (double)(number + 1);
        double hosts = 1 + HOSTS_FACTOR * sqrt(mails), skewed = random_share(&random);
        struct planned mail = {.kind = SIM_SPAM, .campaign = (uint32_t)(first + number)};
        mail.host = (uint32_t)(skewed * skewed * hosts);
        mail.address = plan_address(seed, SPAM_OWNER + mail.campaign, mail.host);
        mail.sent = draw_time(background, seed, mail.campaign, &random);
        plan_add_anywhere(plan, mail, &random);
    }
    free(sums);
}

/* Senders are the same in all backgrounds. */
static void plan_wanted(struct plan *plan, const struct scenario_background *background, size_t item,
                        uint64_t seed) {
    size_t count = background->wanted / WANTED_MAILS + 2;
    double *sums = zipf_new(count);
    struct random random = random_stream(seed, WANTED, item);
    for (uint64_t i = 0; i < background->wanted; i++) {
        size_t number = zipf_draw(sums, count, &random);
        struct planned mail = {.kind = SIM_WANTED, .campaign = (uint32_t)number};
        mail.address = plan_address(seed, WANTED_OWNER, number);
        mail.sent = background->start + (int64_t)(random_share(&random) * background->hours * HOUR_SECONDS);
        plan_add_anywhere(plan, mail, &random);
    }
    free(sums);
}

void plan_background(struct plan *plan, uint64_t seed) {
    const struct scenario *scenario = plan->scenario;
    size_t spam_campaigns = 0;
    for (size_t i = 0; i < scenario->background_count; i++) {
        plan_spam(plan, &scenario->backgrounds[i], spam_campaigns, seed);
        plan_wanted(plan, &scenario->backgrounds[i], i, seed);
        spam_campaigns += scenario->backgrounds[i].spam_campaigns;
    }
}
