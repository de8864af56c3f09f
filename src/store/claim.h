/* What messages claim of an instrument, as ranges over stretches of days. */
#ifndef WEIR_STORE_CLAIM_H
#define WEIR_STORE_CLAIM_H

#include "base/arena.h"
#include "store/base.h"
#include "store/campaign_list.h"
#include "tout/reading.h"

/* Is any of them said? */
bool claim_is_made(const struct tout_claims *claims);

/* Those of a campaign's messages, into claims and claim_rows of the detail, whose campaign is filled in. */
bool claim_fill(struct store *store, struct arena *arena, int64_t campaign,
                struct store_campaign_detail *detail, struct error *error);

struct claim_amount {
    double amount;
    char currency[4]; /* "" not said */
};

/* Prices, or targets, of the last day on which one was stated. Zeroed is empty and valid. */
struct claim_latest {
    struct claim_amount *amounts;
    size_t count, capacity;
    int64_t day;
};
void claim_state(struct claim_latest *latest, struct arena *arena, int64_t received, double amount,
                 const char *currency);
/* The currency that most of them are in, "" none says. Memory is the arena's. */
const char *claim_currency(const struct claim_latest *latest, struct arena *arena);
/* The median of those in this currency or none, one that was stated; 0 there is none. */
double claim_median(struct claim_latest *latest, const char *currency);

#endif
