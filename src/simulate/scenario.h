/* A simulated world, as its file describes it (docs/simulation.md): feeds with their trap addresses,
 * operators with their hosts, campaigns, background mail. All names in it are reserved ones (check.h), so
 * that nothing simulated can be taken for somebody's mail or reach anybody. */
#ifndef WEIR_SIMULATE_SCENARIO_H
#define WEIR_SIMULATE_SCENARIO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/slice.h"

/* Feeds are bits of a mask. */
#define SCENARIO_FEEDS     16
#define SCENARIO_OPERATORS 64
#define SCENARIO_CAMPAIGNS 256
#define SCENARIO_ZONES     24
/* Hosts of an operator; trap addresses of a feed. */
#define SCENARIO_HOSTS ((uint64_t)2000000)
#define SCENARIO_TRAPS ((uint64_t)10000000)

/* A feed gets the mail to its trap addresses. Some of them may be another feed's too, as forwarders resell
 * one trap: mail to these reaches both. */
struct scenario_feed {
    const char *name;
    const char *domain;  /* of its trap addresses and its server mx.DOMAIN */
    uint64_t traps;      /* addresses, shared ones included */
    double sampled;      /* share of deliveries that it passes on, above 0 to 1 */
    double biased, bias; /* this share of each operator's hosts has its addresses `bias` times as often on
                            its part of the list; 0 and 1: none */
    const char
        *forwarder; /* host that passes mail to shared addresses on to it, "": it has it at first hand */
    double shared[SCENARIO_FEEDS]; /* share of its traps that are those of each feed before it, 0 to 1 */
};

struct scenario_zone {
    double hours; /* east of UTC */
    double share; /* of the hosts */
};

/* Who sends: hosts that differ in how much each sends, by a log-normal distribution. */
struct scenario_operator {
    const char *name;
    uint64_t hosts;     /* at once */
    double rate;        /* mails an hour and host while it is awake, the mean over hosts */
    double sigma;       /* of the logarithm of hosts' rates */
    double list;        /* addresses on the operator's list, trap addresses among them */
    double churn;       /* share of hosts that leave for good in a day, each replaced by a new one */
    double dynamic;     /* share of hosts that change address... */
    double lease[2];    /* ...every so many hours: each host has its own, uniform between the two */
    unsigned pool_bits; /* a host's addresses are all of one network of 2^pool_bits addresses */
    double night;       /* activity at night (22 to 8 local) as a share of that by day; 1: never sleeps */
    struct scenario_zone zones[SCENARIO_ZONES];
    size_t zone_count;           /* 0: all UTC */
    const char *const *programs; /* mail programs that its hosts pretend to be; names of message.h */
    size_t program_count;
};

enum scenario_type { SCENARIO_NOTHING, SCENARIO_STOCK, SCENARIO_COIN };

struct scenario_campaign {
    const char *name;
    size_t sent_by;               /* index of the operator */
    enum scenario_type type;      /* of the instrument */
    const char *symbol, *company; /* reserved, see check.h; "" none */
    int64_t start;
    double hours;
    double hosts;   /* share of the operator's hosts that take part */
    double rate;    /* factor of the operator's rate */
    double bounces; /* bounces that reach the feeds, as a share of the mails caught: senders are forged */
    const char *const *subjects; /* alternatives as in text: {one|another} */
    size_t subject_count;
    const char *const *texts; /* each a template: {spun|alternatives}, nested; lines as they are */
    size_t text_count;
    bool html;
};

/* Mail that has nothing to do with the campaigns. */
struct scenario_background {
    int64_t start;
    double hours;
    uint64_t spam, spam_campaigns; /* messages caught, of so many campaigns with links */
    uint64_t wanted;               /* newsletters and letters, in feeds as spam is */
};

struct scenario {
    const char *title;
    uint64_t seed;
    struct scenario_feed feeds[SCENARIO_FEEDS];
    size_t feed_count;
    struct scenario_operator *operators;
    size_t operator_count;
    struct scenario_campaign *campaigns;
    size_t campaign_count;
    struct scenario_background *backgrounds;
    size_t background_count;
};

/* text: UCL. Memory is the arena's. NULL with an error that names the setting. */
struct scenario *scenario_read(struct arena *arena, struct slice text, struct error *error);
/* Multiplies hosts and background; least 1 each. */
void scenario_scale(struct scenario *scenario, double factor);

#endif
