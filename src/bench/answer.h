/* What a product said of one mail. */
#ifndef WEIR_BENCH_ANSWER_H
#define WEIR_BENCH_ANSWER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"

/* The longest native answer that is kept; longer ones are cut. */
#define ANSWER_NATIVE_BYTES 64

enum answer_state {
    ANSWER_PASS,    /* it would reach its reader's inbox */
    ANSWER_BLOCK,   /* it would not: refused, thrown away, put aside, or marked as spam */
    ANSWER_LATER,   /* a temporary failure: asked again, with back-off */
    ANSWER_TIMEOUT, /* no answer within the product's limit: asked again as after LATER */
    ANSWER_DOWN,    /* cannot be reached, or the connection broke before an answer: it is waited for */
    ANSWER_BROKEN,  /* answered what its protocol does not have: asked again as after LATER */
};

/* The answer as the product gave it (`native`: "reject", "550 5.7.1", "Eicar-Test FOUND"; for a failure, what
 * failed) beside what it means. native: printable, one line. */
struct answer {
    enum answer_state state;
    double score; /* higher is more like spam; NAN: it gives none */
    char native[ANSWER_NATIVE_BYTES];
};

/* Fills it; control characters of native become spaces. */
void answer_set(struct answer *answer, enum answer_state state, double score, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* A score as products write them: "-1.5", "1e-05"; false if it is anything else, or not finite. */
bool answer_score(struct slice text, double *score);
/* "pass", "block"; "later", "timeout", "down", "broken". */
const char *answer_state_name(enum answer_state state);

#endif
