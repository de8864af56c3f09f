/* How hard a campaign tries to get past spam filters. See effort.c. */
#ifndef WEIR_CAMPAIGN_EFFORT_H
#define WEIR_CAMPAIGN_EFFORT_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

enum effort_signal {
    EFFORT_HIDDEN,
    EFFORT_SPLIT,
    EFFORT_DISGUISED,
    EFFORT_RANDOM,
    EFFORT_STRUCTURE,
    EFFORT_PICTURE,       /* the message is said by a picture */
    EFFORT_PICTURES_VARY, /* different pictures, of the messages with one */
    EFFORT_TEXTS_VARY,    /* different texts, of the messages with text */
    EFFORT_AUTHENTICATED, /* SPF, DKIM or DMARC passed, of the messages where one was recorded */
    EFFORT_SIGNALS
};

enum effort_level { EFFORT_NONE, EFFORT_LOW, EFFORT_SOME, EFFORT_HIGH };

/* What was counted of a campaign's messages. */
struct effort_counts {
    uint64_t messages;
    struct {
        uint64_t count, of;
    } signals[EFFORT_SIGNALS];
    uint64_t networks; /* that it is sent from; a known mail provider is one */
    uint64_t declared; /* messages that say that they are bulk or of a list */
    double likeness;   /* of two texts, on average, 0 to 1; 1 with one text or none */
};

struct effort {
    double score;                     /* 0 to 1 */
    double strengths[EFFORT_SIGNALS]; /* what each adds to the score by itself */
    enum effort_level level;
};

void effort_weigh(const struct effort_counts *counts, struct effort *effort);

/* "none", "low", "some", "high". */
const char *effort_level_name(enum effort_level level);
/* The word used in JSON. */
const char *effort_signal_name(enum effort_signal signal);

#define EFFORT_REASONS (EFFORT_SIGNALS + 1)
/* In plain words, the strongest first; what was not done, where nothing was. Returns how many. */
size_t effort_reasons(const struct effort_counts *counts, const struct effort *effort, struct arena *arena,
                      const char *reasons[EFFORT_REASONS]);

#endif
