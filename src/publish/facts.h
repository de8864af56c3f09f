/* The facts of a campaign as they are published: a fact a row, with its type. */
#ifndef WEIR_PUBLISH_FACTS_H
#define WEIR_PUBLISH_FACTS_H

#include "store/fact.h"

struct published_fact {
    const char *type;  /* one of few names that stay as they are: docs/rules.md */
    const char *value; /* never NULL */
    uint64_t messages; /* that show it; of what holds for the campaign, all of its */
    int64_t first_seen, last_seen;
};

struct published_facts {
    const char *campaign;
    struct published_fact *facts;
    size_t count;
};

/* id: as store_campaign_resolve() gives it. limit: values of one type at most, 0 all. redact: the first fact
 * says whether it was. Memory is the arena's. */
bool publish_facts(struct store *store, struct arena *arena, const char *id, size_t limit, bool redact,
                   struct published_facts *facts, struct error *error);

#endif
