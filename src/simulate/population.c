/* Hosts and what they send. An operator has so many places for hosts; when one leaves for good, another takes
 * its place. A host draws once how much it sends (log-normal), in which zone it sleeps, whether and how often
 * its address changes within its network, and which feeds' addresses are on its part of the list more often.
 * Mails leave it as a Poisson process, and each goes to an address of the list, so that what reaches the
 * traps is a thinned Poisson process and the millions of others need only be counted. Cost: one step a host,
 * one a mail caught. All memory is the catches'. */
#include "simulate/population.h"

#include <math.h>
#include <stdlib.h>

#include "base/cumulative.h"
#include "base/random.h"
#include "base/time.h"

/* Streams of random numbers. */
enum { PLACES = 1, TRAITS, LEASES, PART, MAILS };

#define HOUR_SECONDS 3600.0
/* When hosts are up, in hours of their own day. */
#define DAY_BEGINS 8.0
#define DAY_ENDS   22.0
/* Activity is summed in steps of a quarter of an hour, as zones differ by. */
#define STEPS_AN_HOUR 4
/* All of 240.0.0.0 to 254.255.255.255. */
#define FIRST_ADDRESS UINT32_C(0xf0000000)
#define ADDRESS_COUNT UINT32_C(0x0f000000)

/* How much hosts of a zone have done from the campaign's start to each step, in awake hours. */
struct activity {
    double *sums; /* steps + 1 */
    size_t steps;
};

struct host {
    uint32_t number;
    double from, until; /* hours from the campaign's start */
    double rate;        /* mails an awake hour */
    size_t zone;
    bool dynamic;
    double lease, phase;            /* hours */
    uint32_t network;               /* first address of */
    double weights[SCENARIO_FEEDS]; /* of the trap addresses of each home feed, in mails an awake hour */
};

struct run {
    const struct scenario *scenario;
    const struct scenario_operator *sender;
    const struct scenario_campaign *campaign;
    uint64_t seed;       /* of the operator */
    uint64_t mails_seed; /* of the campaign */
    struct activity activities[SCENARIO_ZONES];
    struct catches *catches;
    size_t capacity;
};

/* -- trap addresses: each feed's own ones, numbered feed after feed -- */

static uint64_t shared_count(const struct scenario *scenario, size_t feed, size_t home) {
    const struct scenario_feed *facts = &scenario->feeds[feed];
    return home < feed ? (uint64_t)llround(facts->shared[home] * (double)facts->traps) : 0;
}

static uint64_t own_count(const struct scenario *scenario, size_t feed) {
    uint64_t own = scenario->feeds[feed].traps;
    for (size_t home = 0; home < feed; home++) {
        uint64_t shared = shared_count(scenario, feed, home);
        own -= shared < own ? shared : own;
    }
    return own;
}

/* Each feed has a stretch of the others' addresses, which begins where its number says, so that stretches of
 * several feeds overlap as they happen to. */
static bool has_trap(const struct scenario *scenario, size_t feed, size_t home, uint64_t place) {
    uint64_t own = own_count(scenario, home), shared = shared_count(scenario, feed, home);
    struct random random = random_stream(scenario->seed, feed, home);
    uint64_t begin = random_below(&random, own);
    return (place + own - begin) % own < shared;
}

uint32_t population_traps(const struct scenario *scenario) {
    uint64_t count = 0;
    for (size_t feed = 0; feed < scenario->feed_count; feed++)
        count += own_count(scenario, feed);
    return (uint32_t)count;
}

static uint32_t trap_feeds(const struct scenario *scenario, size_t home, uint64_t place) {
    uint32_t feeds = UINT32_C(1) << home;
    for (size_t feed = home + 1; feed < scenario->feed_count; feed++)
        if (has_trap(scenario, feed, home, place))
            feeds |= UINT32_C(1) << feed;
    return feeds;
}

uint32_t population_trap(const struct scenario *scenario, uint32_t trap, size_t *home) {
    uint64_t place = trap;
    size_t feed = 0;
    while (feed + 1 < scenario->feed_count && place >= own_count(scenario, feed))
        place -= own_count(scenario, feed++);
    *home = feed;
    return trap_feeds(scenario, feed, place);
}

/* -- when hosts are up -- */

static struct activity activity_new(const struct run *run, double zone_hours) {
    size_t steps = (size_t)ceil(run->campaign->hours * STEPS_AN_HOUR);
    double *sums = allocate_zeroed(steps + 1, sizeof *sums);
    double begin = (double)run->campaign->start / HOUR_SECONDS + zone_hours;
    for (size_t i = 0; i < steps; i++) {
        double hour = fmod(begin + ((double)i + 0.5) / STEPS_AN_HOUR, 24);
        bool awake = hour >= DAY_BEGINS && hour < DAY_ENDS;
        sums[i + 1] = sums[i] + (awake ? 1 : run->sender->night) / STEPS_AN_HOUR;
    }
    return (struct activity){sums, steps};
}

static double activity_until(const struct activity *activity, double hours) {
    return cumulative_at(activity->sums, activity->steps, hours * STEPS_AN_HOUR);
}

static double activity_hours(const struct activity *activity, double sum) {
    return cumulative_step(activity->sums, activity->steps, sum) / STEPS_AN_HOUR;
}

/* -- hosts -- */

static size_t draw_zone(const struct scenario_operator *sender, struct random *random) {
    double left = random_share(random), all = 0;
    for (size_t i = 0; i < sender->zone_count; i++)
        all += sender->zones[i].share;
    left *= all;
    for (size_t i = 0; i + 1 < sender->zone_count; i++)
        if ((left -= sender->zones[i].share) < 0)
            return i;
    return sender->zone_count ? sender->zone_count - 1 : 0;
}

static void draw_traits(const struct run *run, struct host *host) {
    const struct scenario *scenario = run->scenario;
    const struct scenario_operator *sender = run->sender;
    struct random random = random_stream(run->seed, TRAITS, host->number);
    double sigma = sender->sigma;
    host->rate = sender->rate * run->campaign->rate * exp(sigma * random_normal(&random) - sigma * sigma / 2);
    host->zone = draw_zone(sender, &random);
    host->dynamic = random_share(&random) < sender->dynamic;
    host->lease = sender->lease[0] + random_share(&random) * (sender->lease[1] - sender->lease[0]);
    host->phase = random_share(&random) * host->lease;
    uint32_t networks = ADDRESS_COUNT >> sender->pool_bits;
    host->network = FIRST_ADDRESS + ((uint32_t)random_below(&random, networks) << sender->pool_bits);
    for (size_t feed = 0; feed < scenario->feed_count; feed++) {
        const struct scenario_feed *facts = &scenario->feeds[feed];
        bool more = random_share(&random) < facts->biased;
        host->weights[feed] =
            host->rate * (double)own_count(scenario, feed) / sender->list * (more ? facts->bias : 1);
    }
}

static int64_t life_of(const struct host *host, double hours) {
    return host->dynamic ? (int64_t)floor((hours + host->phase) / host->lease) : 0;
}

static uint32_t address_of(const struct run *run, const struct host *host, double hours) {
    struct random random = random_stream(run->seed ^ (uint64_t)life_of(host, hours), LEASES, host->number);
    return host->network + (uint32_t)random_below(&random, UINT64_C(1) << run->sender->pool_bits);
}

static void add_catch(struct run *run, const struct catch *item) {
    struct catches *catches = run->catches;
    if (catches->count == run->capacity) {
        run->capacity = run->capacity ? 2 * run->capacity : 1024;
        catches->items = reallocate(catches->items, run->capacity * sizeof *catches->items);
    }
    catches->items[catches->count++] = *item;
}

/* Feeds that pass on only a sample lose each of their deliveries by itself. */
uint32_t population_sampled(const struct scenario *scenario, uint32_t feeds, struct random *random) {
    for (size_t feed = 0; feed < scenario->feed_count; feed++)
        if (scenario->feeds[feed].sampled < 1 && random_share(random) >= scenario->feeds[feed].sampled)
            feeds &= ~(UINT32_C(1) << feed);
    return feeds;
}

static void send_to_trap(struct run *run, const struct host *host, size_t home, uint32_t first_trap,
                         struct random *random) {
    const struct activity *activity = &run->activities[host->zone];
    double from = activity_until(activity, host->from), until = activity_until(activity, host->until);
    double hours = activity_hours(activity, from + random_share(random) * (until - from));
    uint64_t place = random_below(random, own_count(run->scenario, home));
    uint32_t feeds = population_sampled(run->scenario, trap_feeds(run->scenario, home, place), random);
    if (feeds)
        add_catch(run, &(struct catch){.time = run->campaign->start + (int64_t)(hours * HOUR_SECONDS),
                                       .host = host->number,
                                       .address = address_of(run, host, hours),
                                       .trap = first_trap + (uint32_t)place,
                                       .feeds = feeds});
}

static void run_host(struct run *run, struct host *host) {
    const struct scenario *scenario = run->scenario;
    struct random part = random_stream(run->mails_seed, PART, host->number);
    if (random_share(&part) >= run->campaign->hosts)
        return;
    draw_traits(run, host);
    struct random random = random_stream(run->mails_seed, MAILS, host->number);
    const struct activity *activity = &run->activities[host->zone];
    double awake = activity_until(activity, host->until) - activity_until(activity, host->from);
    double rest = host->rate * awake;
    uint64_t sent = 0;
    uint32_t first_trap = 0;
    for (size_t feed = 0; feed < scenario->feed_count; feed++) {
        uint64_t mails = random_poisson(&random, host->weights[feed] * awake);
        for (uint64_t i = 0; i < mails; i++)
            send_to_trap(run, host, feed, first_trap, &random);
        sent += mails;
        rest -= host->weights[feed] * awake;
        first_trap += (uint32_t)own_count(scenario, feed);
    }
    sent += random_poisson(&random, rest > 0 ? rest : 0);
    run->catches->sent += sent;
    run->catches->senders += sent > 0;
    if (sent)
        run->catches->addresses += (uint64_t)(life_of(host, host->until) - life_of(host, host->from)) + 1;
}

/* The hosts that are in one place while the campaign runs, one after the other; departures are drawn from the
 * operator's first campaign on, so that campaigns at one time have hosts in common. */
static void run_place(struct run *run, uint64_t place, double since_hours) {
    const struct scenario_operator *sender = run->sender;
    struct random random = random_stream(run->seed, PLACES, place);
    double at = -since_hours, end = run->campaign->hours;
    for (uint64_t generation = 0; at < end; generation++) {
        double stay = sender->churn > 0 ? -log(1 - random_share(&random)) * 24 / sender->churn : INFINITY;
        struct host host = {.number = (uint32_t)(place + generation * sender->hosts),
                            .from = at > 0 ? at : 0,
                            .until = at + stay < end ? at + stay : end};
        if (host.until > 0)
            run_host(run, &host);
        at += stay;
    }
}

static double hours_since_first(const struct scenario *scenario, const struct scenario_campaign *campaign) {
    int64_t first = campaign->start;
    for (size_t i = 0; i < scenario->campaign_count; i++)
        if (scenario->campaigns[i].sent_by == campaign->sent_by && scenario->campaigns[i].start < first)
            first = scenario->campaigns[i].start;
    return (double)(campaign->start - first) / HOUR_SECONDS;
}

/* Ties are broken by what else is known, so that the order does not depend on the sort. */
static int by_time(const void *one, const void *other) {
    const struct catch *left = one, *right = other;
    if (left->time != right->time)
        return left->time < right->time ? -1 : 1;
    if (left->host != right->host)
        return left->host < right->host ? -1 : 1;
    return (left->trap > right->trap) - (left->trap < right->trap);
}

static struct run run_of(const struct scenario *scenario, size_t number, uint64_t seed) {
    const struct scenario_campaign *campaign = &scenario->campaigns[number];
    return (struct run){.scenario = scenario,
                        .sender = &scenario->operators[campaign->sent_by],
                        .campaign = campaign,
                        .seed = random_stream(seed, 0, campaign->sent_by).state,
                        .mails_seed = random_stream(seed, SCENARIO_OPERATORS, number).state};
}

void population_run(const struct scenario *scenario, size_t campaign, uint64_t seed,
                    struct catches *catches) {
    struct run run = run_of(scenario, campaign, seed);
    size_t zones = run.sender->zone_count ? run.sender->zone_count : 1;
    *catches = (struct catches){0};
    run.catches = catches;
    for (size_t i = 0; i < zones; i++)
        run.activities[i] = activity_new(&run, run.sender->zone_count ? run.sender->zones[i].hours : 0);
    double since = hours_since_first(scenario, run.campaign);
    for (uint64_t place = 0; place < run.sender->hosts; place++)
        run_place(&run, place, since);
    for (size_t i = 0; i < zones; i++)
        free(run.activities[i].sums);
    if (catches->count)
        qsort(catches->items, catches->count, sizeof *catches->items, by_time);
}
