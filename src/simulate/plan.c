/* Plans a simulation: what the population of each campaign had caught, the bounces that come back for it
 * because its senders are forged addresses of traps, and what comes in besides. The plan is 40 bytes a mail;
 * the texts are made one after another when they are written. Memory and time are linear in mails caught (but
 * for sorting them) and in hosts, and both are estimated and refused beforehand if there are too many. */
#include "simulate/plan.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/random.h"
#include "simulate/population.h"

/* Streams of random numbers, apart from the population's. */
enum { VARIANTS = 1000, BOUNCES, ADDRESSES };

/* The largest plan: its mails are some 10 GB of mbox. */
#define MAILS_MOST 5000000
/* Hosts that come and go, of all campaigns: a minute of computing. */
#define HOSTS_MOST 100000000
/* Servers that return mail; few return most of it. */
#define BOUNCE_SERVERS 300
/* A bounce comes after ten minutes on average, at least after one. */
#define BOUNCE_AFTER 60
#define BOUNCE_MEAN  540.0
/* A feed that samples little may pass on none of many tries. */
#define TRIES     1000
#define DAY_HOURS 24

/* Trap addresses of all feeds, those that some hosts write to more often counted as more. */
static double weighted_traps(const struct scenario *scenario) {
    double traps = 0;
    for (size_t i = 0; i < scenario->feed_count; i++) {
        const struct scenario_feed *feed = &scenario->feeds[i];
        traps += (double)feed->traps * (1 + feed->biased * (feed->bias - 1));
    }
    return traps;
}

static double expected_mails(const struct scenario *scenario, const struct scenario_campaign *campaign) {
    const struct scenario_operator *sender = &scenario->operators[campaign->sent_by];
    double sent = (double)sender->hosts * campaign->hosts * sender->rate * campaign->rate * campaign->hours;
    return sent * weighted_traps(scenario) / sender->list * (1 + campaign->bounces);
}

/* From its operator's first campaign on, for then its hosts begin to leave. */
static double expected_hosts(const struct scenario *scenario, const struct scenario_campaign *campaign) {
    const struct scenario_operator *sender = &scenario->operators[campaign->sent_by];
    double most = 0;
    for (size_t i = 0; i < scenario->campaign_count; i++) {
        const struct scenario_campaign *other = &scenario->campaigns[i];
        double hours = (double)(campaign->start - other->start) / 3600 + campaign->hours;
        if (other->sent_by == campaign->sent_by && hours > most)
            most = hours;
    }
    return (double)sender->hosts * (1 + sender->churn * most / DAY_HOURS);
}

/* Traps are addresses of the list, and those that hosts write to `bias` times as often count as many. */
static bool check_list(const struct scenario *scenario, const struct scenario_operator *sender,
                       struct error *error) {
    double traps = 0;
    for (size_t i = 0; i < scenario->feed_count; i++)
        traps += (double)scenario->feeds[i].traps * fmax(scenario->feeds[i].bias, 1);
    return traps <= sender->list ||
           error_set(error, "operator %s: its list has %.0f addresses, fewer than the feeds' traps (%.0f)",
                     sender->name, sender->list, traps);
}

static bool check_size(const struct scenario *scenario, struct error *error) {
    double mails = 0, hosts = 0;
    for (size_t i = 0; i < scenario->operator_count; i++) {
        const struct scenario_operator *sender = &scenario->operators[i];
        if (sender->hosts > SCENARIO_HOSTS)
            return error_set(error, "operator %s: %" PRIu64 " hosts; at most %" PRIu64 " can be simulated",
                             sender->name, sender->hosts, SCENARIO_HOSTS);
        if (!check_list(scenario, sender, error))
            return false;
    }
    for (size_t i = 0; i < scenario->campaign_count; i++) {
        mails += expected_mails(scenario, &scenario->campaigns[i]);
        hosts += expected_hosts(scenario, &scenario->campaigns[i]);
    }
    for (size_t i = 0; i < scenario->background_count; i++)
        mails += (double)scenario->backgrounds[i].spam + (double)scenario->backgrounds[i].wanted;
    if (mails > MAILS_MOST)
        return error_set(
            error,
            "about %.0f mails would be caught, at most %d can be: fewer hosts, hours or traps, a lower "
            "rate, a longer list or a smaller --scale",
            mails, MAILS_MOST);
    return hosts <= HOSTS_MOST ||
           error_set(
               error,
               "about %.0f hosts would come and go, at most %d can: fewer of them, less churn or a smaller "
               "--scale",
               hosts, HOSTS_MOST);
}

static void add(struct plan *plan, const struct planned *mail) {
    if (plan->count == plan->capacity) {
        plan->capacity = plan->capacity ? 2 * plan->capacity : 1024;
        plan->mails = reallocate(plan->mails, plan->capacity * sizeof *plan->mails);
    }
    plan->mails[plan->count++] = *mail;
}

void plan_add_anywhere(struct plan *plan, struct planned mail, struct random *random) {
    size_t home = 0;
    for (unsigned i = 0; i < TRIES && !mail.feeds; i++) {
        mail.trap = (uint32_t)random_below(random, population_traps(plan->scenario));
        mail.feeds =
            population_sampled(plan->scenario, population_trap(plan->scenario, mail.trap, &home), random);
    }
    if (!mail.feeds)
        mail.feeds = UINT32_C(1) << home;
    mail.variant = random_next(random);
    add(plan, &mail);
}

uint32_t plan_address(uint64_t seed, uint64_t owner, uint64_t host) {
    struct random random = random_stream(seed ^ owner << 32, ADDRESSES, host);
    return UINT32_C(0xff000000) + (uint32_t)random_below(&random, UINT64_C(0xff0000));
}

/* -- campaigns -- */

static void add_bounce(struct plan *plan, const struct planned *original, uint64_t seed,
                       struct random *random) {
    double skewed = random_share(random), waited = -log(1 - random_share(random)) * BOUNCE_MEAN;
    uint64_t server = (uint64_t)(skewed * skewed * BOUNCE_SERVERS);
    struct planned bounce = *original;
    bounce.kind = SIM_BOUNCE;
    bounce.sent += BOUNCE_AFTER + (int64_t)waited;
    bounce.address = plan_address(seed, 0, server);
    bounce.feeds = 0;
    plan_add_anywhere(plan, bounce, random);
}

static int by_host(const void *one, const void *other) {
    const struct catch *left = one, *right = other;
    if (left->host != right->host)
        return left->host < right->host ? -1 : 1;
    if (left->address != right->address)
        return left->address < right->address ? -1 : 1;
    return (left->time > right->time) - (left->time < right->time);
}

/* Puts the catches into another order. */
static void gather_senders(struct plan_campaign *truth, struct catches *catches) {
    truth->seen = allocate_zeroed(catches->count + 1, sizeof *truth->seen);
    if (catches->count)
        qsort(catches->items, catches->count, sizeof *catches->items, by_host);
    for (size_t i = 0; i < catches->count; i++) {
        const struct catch *item = &catches->items[i];
        struct plan_sender *last = truth->seen_count ? &truth->seen[truth->seen_count - 1] : NULL;
        if (!last || last->host != item->host || last->address != item->address) {
            last = &truth->seen[truth->seen_count++];
            *last = (struct plan_sender){item->host, item->address, item->time, item->time, 0};
        }
        last->last = item->time;
        last->caught++;
    }
}

static void plan_campaign(struct plan *plan, size_t number, uint64_t seed) {
    struct plan_campaign *truth = &plan->campaigns[number];
    const struct scenario *scenario = plan->scenario;
    struct catches catches;
    population_run(scenario, number, seed, &catches);
    struct random variants = random_stream(seed, VARIANTS, number);
    struct random bounces = random_stream(seed, BOUNCES, number);
    truth->senders = catches.senders;
    truth->sent = catches.sent;
    truth->addresses = catches.addresses;
    truth->caught = catches.count;
    for (size_t i = 0; i < catches.count; i++) {
        const struct catch *item = &catches.items[i];
        const struct planned mail = {item->time, random_next(&variants), SIM_CAMPAIGN, (uint32_t)number,
                                     item->host, item->address,          item->trap,   item->feeds};
        add(plan, &mail);
        for (size_t feed = 0; feed < scenario->feed_count; feed++)
            truth->feeds[feed] += item->feeds >> feed & 1;
        if (random_share(&bounces) < scenario->campaigns[number].bounces) {
            add_bounce(plan, &mail, seed, &bounces);
            truth->bounces++;
        }
    }
    gather_senders(truth, &catches);
    free(catches.items);
}

/* -- all of it -- */

/* Ties are broken by what is random and never the same, so the order does not depend on the sort. */
static int by_time(const void *one, const void *other) {
    const struct planned *left = one, *right = other;
    if (left->sent != right->sent)
        return left->sent < right->sent ? -1 : 1;
    return (left->variant > right->variant) - (left->variant < right->variant);
}

bool plan_make(struct plan *plan, const struct scenario *scenario, uint64_t seed, struct error *error) {
    *plan = (struct plan){.scenario = scenario};
    if (!check_size(scenario, error))
        return false;
    for (size_t i = 0; i < scenario->campaign_count; i++)
        plan_campaign(plan, i, seed);
    plan_background(plan, seed);
    if (plan->count)
        qsort(plan->mails, plan->count, sizeof *plan->mails, by_time);
    return true;
}

void plan_free(struct plan *plan) {
    free(plan->mails);
    for (size_t i = 0; i < SCENARIO_CAMPAIGNS; i++)
        free(plan->campaigns[i].seen);
}

/* -- trap addresses as text -- */

static const char *const given_names[] = {
    "agnes", "alma",  "bela",   "bruno", "carla", "cedric", "dagmar", "dario", "edith", "emil",  "fanny",
    "felix", "greta", "gustav", "hanna", "henri", "ida",    "ivan",   "jana",  "jonas", "karin", "klaus",
    "lena",  "luca",  "maja",   "milan", "nora",  "oskar",  "paula",  "rita",  "selma", "viktor"};
static const char *const family_names[] = {
    "abbot",  "berger",  "castell",   "dorn",   "ekman",  "falk",  "grau",    "hollis",
    "imhof",  "jansen",  "kowal",     "larsen", "marek",  "nowak", "olsen",   "petrov",
    "quist",  "rossi",   "sander",    "tamm",   "ulrich", "varga", "winther", "ybarra",
    "zeller", "ashdown", "birkeland", "corvin", "delmar", "engel", "forsyth"};
#define LENGTH(array) (sizeof(array) / sizeof *(array))

/* Numbers of traps and names are mapped one to one. */
static void write_recipient(const struct scenario *scenario, uint32_t trap, char text[PLAN_RECIPIENT_BYTES]) {
    size_t home, names = LENGTH(given_names) * LENGTH(family_names);
    population_trap(scenario, trap, &home);
    snprintf(text, PLAN_RECIPIENT_BYTES, "%s.%s%.0zu@%s", given_names[trap % LENGTH(given_names)],
             family_names[trap / LENGTH(given_names) % LENGTH(family_names)], trap / names,
             scenario->feeds[home].domain);
}

void plan_mail(const struct plan *plan, size_t index, struct sim_mail *mail,
               char recipient[PLAN_RECIPIENT_BYTES]) {
    const struct planned *planned = &plan->mails[index];
    write_recipient(plan->scenario, planned->trap, recipient);
    *mail = (struct sim_mail){.kind = (enum sim_kind)planned->kind,
                              .sent = planned->sent,
                              .variant = planned->variant,
                              .campaign = planned->campaign,
                              .host = planned->host,
                              .address = planned->address,
                              .recipient = recipient,
                              .feeds = planned->feeds};
}
