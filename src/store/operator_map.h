/* Which operator each campaign is of, found anew from what the store holds each time that it is asked for:
 * nothing is kept, so nothing can be out of date. */
#ifndef WEIR_STORE_OPERATOR_MAP_H
#define WEIR_STORE_OPERATOR_MAP_H

#include "campaign/operator.h"
#include "store/store.h"

struct operator_map {
    struct arena *arena;
    int64_t *founders;         /* of campaigns, rising */
    struct mixture *campaigns; /* how they are made; messages: of which that is known */
    size_t campaign_count;
    int64_t *lines;  /* ids of habits in the table making, rising: a habit's number is its place here */
    uint8_t *facets; /* of habits */
    size_t habit_count;
    struct operators operators;
    const char **ids, **names; /* of operators; name "" none */
};

/* The store's until store_end_read(), or until it is closed. NULL with error set. */
const struct operator_map *operator_map_of(struct store *store, struct error *error);
void operator_map_free(struct operator_map *map);

/* The campaign's place in the map, or OPERATOR_NONE. */
uint32_t operator_map_campaign(const struct operator_map *map, int64_t founder);
/* The campaign's operator, or OPERATOR_NONE. */
uint32_t operator_map_find(const struct operator_map *map, int64_t founder);
/* What the campaign's operator is called: its name, else its id, "" where it is unknown. */
const char *operator_map_label(const struct operator_map *map, int64_t founder);

#endif
