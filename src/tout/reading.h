/* What one message says of instruments: the candidates, with how much speaks for each, and the claims. See
 * reading.c. */
#ifndef WEIR_TOUT_READING_H
#define WEIR_TOUT_READING_H

#include "mail/mail.h"
#include "tout/candidate.h"

/* The best of a message; a mail that names more touts none of them. */
#define TOUT_CANDIDATES 6

struct tout_candidate {
    char name[TOUT_NAME_BYTES];
    enum tout_kind kind;
    unsigned how;       /* of enum tout_how, of all its places */
    unsigned places;    /* how often it is named */
    const char *market; /* "" not said */
    /* Points: how sure it is an instrument, and how much it is talked up where it is named. */
    double instrument, promotion;
};

/* 0 where not said. */
struct tout_claims {
    double price, target;
    char currency[4]; /* of both */
    double gain;      /* promised, in percent */
    double horizon;   /* within so many days */
    int64_t urgent;   /* the day on which one must act, TIME_NONE */
};

struct tout_reading {
    struct tout_candidate candidates[TOUT_CANDIDATES]; /* best first */
    size_t count;
    struct tout_claims claims;
    unsigned symbols; /* distinct ones that are named explicitly */
    unsigned words;
    unsigned finance;  /* distinct places of words of finance or promotion */
    bool disclaimer;   /* speaks of payment for promotion, or of forward-looking statements */
    bool picture_link; /* hardly more than a link to a picture, and words of finance */
    bool solicited;    /* says how to unsubscribe, or is of a list */
};

/* text: what counts as the mail's text beside its own, such as what its pictures say; size 0 none. false:
 * nothing in it is about an instrument, and *reading is empty. Thread-safe. */
bool tout_read(const struct mail *mail, struct slice text, struct tout_reading *reading);

#endif
