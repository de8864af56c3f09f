/* What is said of one operator; for the list and for a campaign of his. */
#ifndef WEIR_STORE_OPERATOR_FACTS_H
#define WEIR_STORE_OPERATOR_FACTS_H

#include "store/operator_list.h"
#include "store/operator_map.h"
#include "store/tally.h"

/* What the messages of one campaign tell of who sends. */
struct source_tally {
    struct tally addresses, networks; /* first: of their times */
    struct tally days;                /* day and address: how many send on one day */
    uint64_t messages, wanted;
    bool simulated;
    int64_t first_seen, last_seen;
};

/* Adds those of the campaign to what is counted already. */
bool source_tally_read(struct store *store, int64_t founder, struct source_tally *tally, struct error *error);
void source_tally_free(struct source_tally *tally);
/* Addresses on the day that has most. */
uint64_t source_tally_peak(const struct source_tally *tally);

bool operator_facts_read(struct store *store, struct arena *arena, uint32_t number,
                         struct store_operator *facts, struct error *error);
/* The most telling habits that a (campaign or operator) has in common with b. Returns how many. */
bool operator_evidence_read(struct store *store, struct arena *arena, const struct mixture *a,
                            const struct mixture *b, struct store_evidence evidence[STORE_EVIDENCE],
                            size_t *count, struct error *error);

#endif
