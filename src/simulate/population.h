/* The hosts behind a simulated campaign, and which of their mails reach a trap. See population.c. */
#ifndef WEIR_SIMULATE_POPULATION_H
#define WEIR_SIMULATE_POPULATION_H

#include "base/random.h"
#include "simulate/scenario.h"

/* One mail caught. */
struct catch {
    int64_t time;     /* it was sent, seconds */
    uint32_t host;    /* number within the operator, new hosts after those they replace */
    uint32_t address; /* of 240.0.0.0/4, host byte order */
    uint32_t trap;    /* number of the trap address, see population_trap() */
    uint32_t feeds;   /* mask of the feeds that it reaches; never 0 */
};

struct catches {
    struct catch *items; /* in order of time; the caller's to free() */
    size_t count;
    uint64_t senders;   /* hosts that sent at least one mail, caught or not */
    uint64_t sent;      /* mails, caught or not */
    uint64_t addresses; /* that hosts had while they took part */
};

/* A function of its arguments alone: same scenario, same seed, same catches. */
void population_run(const struct scenario *scenario, size_t campaign, uint64_t seed, struct catches *catches);

/* Which feeds a trap address belongs to, as a mask; home: the feed whose domain it is of. */
uint32_t population_trap(const struct scenario *scenario, uint32_t trap, size_t *home);
/* What is left of a mask when feeds that pass on only a sample have lost their deliveries, each by itself. */
uint32_t population_sampled(const struct scenario *scenario, uint32_t feeds, struct random *random);
/* Trap addresses of all feeds, shared ones once. */
uint32_t population_traps(const struct scenario *scenario);

#endif
