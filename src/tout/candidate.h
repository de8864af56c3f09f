/* Places in a text where an instrument may be named. See candidate.c. */
#ifndef WEIR_TOUT_CANDIDATE_H
#define WEIR_TOUT_CANDIDATE_H

#include "tout/spelling.h"

/* In order of worth as an identifier. */
enum tout_kind {
    TOUT_SYMBOL,
    TOUT_WKN,
    TOUT_ISIN,
    TOUT_COIN,     /* by symbol or name */
    TOUT_CONTRACT, /* address of a token */
    TOUT_NAME,     /* of a company, in capitals */
    TOUT_WALLET,   /* where money is sent: names no instrument by itself */
    TOUT_KIND_COUNT
};

/* By what a place was found; several may hold. */
enum tout_how {
    HOW_KEY = 1 << 0,     /* behind "symbol:" and the like */
    HOW_MARKET = 1 << 1,  /* behind a market's name */
    HOW_SUFFIX = 1 << 2,  /* before one */
    HOW_DOLLAR = 1 << 3,  /* "$ABCD" */
    HOW_LABEL = 1 << 4,   /* ends a line behind a colon */
    HOW_BRACKET = 1 << 5, /* in brackets behind a name */
    HOW_SPACED = 1 << 6,
    HOW_CAPITALS = 1 << 7, /* nothing else */
    HOW_PROOF = 1 << 8,    /* a check digit or checksum holds */
    HOW_COMPANY = 1 << 9,  /* behind "company:" */
    HOW_LEGAL = 1 << 10,   /* before a legal form */
    HOW_SUBJECT = 1 << 11, /* stands in the subject */
};
#define HOW_EXPLICIT (HOW_KEY | HOW_MARKET | HOW_SUFFIX | HOW_DOLLAR | HOW_PROOF)

#define TOUT_PLACES 256

struct tout_place {
    struct spelling spelling;
    enum tout_kind kind;
    unsigned how;
    size_t at, to; /* tokens */
};

/* A symbol without its suffix, anything else as it is: how many bytes of name. */
size_t tout_base_bytes(const char *name, enum tout_kind kind);

/* tokens up to `body` are the subject. Returns how many, at most TOUT_PLACES, in order of the text. */
size_t candidate_find(struct arena *arena, const struct tokens *tokens, size_t body,
                      struct tout_place *places);

#endif
