/* All mails of a simulation that reach a feed, in order of time, before any is written. See plan.c. */
#ifndef WEIR_SIMULATE_PLAN_H
#define WEIR_SIMULATE_PLAN_H

#include "base/error.h"
#include "base/random.h"
#include "simulate/message.h"

/* A mail as it is planned; plan_mail() makes a sim_mail of it. */
struct planned {
    int64_t sent;
    uint64_t variant;
    uint32_t kind;                                 /* enum sim_kind */
    uint32_t campaign, host, address, trap, feeds; /* as in sim_mail */
};

/* A host and one of its addresses, as the traps saw it in one campaign. */
struct plan_sender {
    uint32_t host, address;
    int64_t first, last;
    uint32_t caught;
};

/* What is true of a campaign. */
struct plan_campaign {
    uint64_t senders, sent, addresses; /* caught or not */
    uint64_t caught;                   /* one that reaches two feeds counts once */
    uint64_t bounces;
    uint64_t feeds[SCENARIO_FEEDS];
    struct plan_sender *seen; /* by host and address */
    size_t seen_count;
};

struct plan {
    const struct scenario *scenario;
    struct planned *mails;
    size_t count, capacity;
    struct plan_campaign campaigns[SCENARIO_CAMPAIGNS];
};

/* false with an error if it would be more than memory and patience allow. Free it in either case. */
bool plan_make(struct plan *plan, const struct scenario *scenario, uint64_t seed, struct error *error);
void plan_free(struct plan *plan);

/* "karin.lindqvist204@north.example" and NUL. */
#define PLAN_RECIPIENT_BYTES 320
/* recipient: what the mail's recipient points to. */
void plan_mail(const struct plan *plan, size_t index, struct sim_mail *mail,
               char recipient[PLAN_RECIPIENT_BYTES]);

/* plan_background.c: what has nothing to do with campaigns. */
void plan_background(struct plan *plan, uint64_t seed);
/* For it: adds a mail to a trap address drawn at random, at the feeds that pass it on. */
void plan_add_anywhere(struct plan *plan, struct planned mail, struct random *random);
/* An address of 255.0.0.0 to 255.254.255.255, where the campaigns' hosts never are. */
uint32_t plan_address(uint64_t seed, uint64_t owner, uint64_t host);

#endif
