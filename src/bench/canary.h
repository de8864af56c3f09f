/* Mails of which one knows what a product that is set up rightly says of them, asked before and during a run:
 * a filter that does not know GTUBE when it says so is wired wrongly, and its figures would be of something
 * else. They are of no corpus, and not recorded. See canary.c. */
#ifndef WEIR_BENCH_CANARY_H
#define WEIR_BENCH_CANARY_H

#include "bench/product.h"

#define CANARY_WHY_BYTES 160

enum canary_state {
    CANARY_GOOD,
    CANARY_MISWIRED, /* says of a mail what its configuration says that it does not */
    CANARY_DOWN,     /* no verdict: not reached, no answer in time, or later to the last try */
    CANARY_BROKEN,   /* answers what its protocol does not have, to the last try */
};
/* "good", "miswired", "down", "broken". */
const char *canary_state_name(enum canary_state state);

struct canary_report {
    enum canary_state state;
    char why[CANARY_WHY_BYTES]; /* one line: "passes GTUBE, which ..."; "" of a good one */
};

/* Asks those that product->canaries names, and the plain one in any case, if only to see whether the product
 * answers; in a session of its own, until one goes wrong. What is later or broken is tried a few times. It
 * lasts no longer than CANARY_TRIES times the product's limit for each, and some seconds. */
#define CANARY_TRIES 3
void canary_ask(const struct product *product, struct canary_report *report);

/* The mail of one canary, its bytes in the arena. It is from now: a mail of last year is no plain one. */
void canary_make(struct arena *arena, enum canary canary, struct handover *mail);

#endif
