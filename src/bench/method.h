/* Versions of the method: weights and limits, read from data/NAME.ucl, where each stands with its source. */
#ifndef WEIR_BENCH_METHOD_H
#define WEIR_BENCH_METHOD_H

#include <stdbool.h>
#include <stddef.h>

/* Delivery is timed at these shares of the wanted mail that was delivered. */
#define METHOD_SPEEDS 4
extern const double method_speed_shares[METHOD_SPEEDS]; /* 0.10, 0.50, 0.95, 0.98 */

enum speed_colour { SPEED_GREEN, SPEED_YELLOW, SPEED_ORANGE, SPEED_RED };
const char *speed_colour_name(enum speed_colour colour);

/* What an award asks for; NAN, or red: nothing of that. */
struct award_limits {
    const char *name;                        /* "VBSpam+"; "" none */
    double final, sc;                        /* at least, in per cent */
    bool final_above;                        /* more than final, not at least */
    double fp, newsletter_fp;                /* at most, in per cent */
    enum speed_colour speeds[METHOD_SPEEDS]; /* at worst */
};

struct method {
    const char *name;
    double factor;                 /* final = SC - factor x (FP or WFP) */
    bool weighted;                 /* of WFP, not of FP */
    double newsletter_weight;      /* of a newsletter in WFP */
    double newsletter_cap;         /* newsletter false positives count up to this share of all newsletters */
    double unwanted_weight;        /* of unwanted mail in SC */
    double speed_seconds[3];       /* green, yellow and orange up to */
    struct award_limits awards[2]; /* the higher one first; name "" none */
    unsigned digits;               /* of a rate, as published */
};

#define METHOD_USUAL "vbspam-2018"
/* NULL: no such method. */
const struct method *method_named(const char *name);
/* NULL at the end. */
const struct method *method_at(size_t index);
/* Its data file, for people: each line with its source. */
const char *method_text(const struct method *method);

/* Sums over mails; spam by weight. */
struct score_counts {
    double spam, spam_blocked;
    double ham, ham_blocked;
    double newsletters, newsletters_blocked;
};

/* In per cent; NAN where nothing of that kind was sent. */
struct score_rates {
    double sc, fp, newsletter_fp, wfp, final;
};

/* final: without wanted mail NAN. */
void method_rates(const struct method *method, const struct score_counts *counts, struct score_rates *rates);

#endif
