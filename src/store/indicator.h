/* Indicators in a list or in any text: what can be looked for by a key. */
#ifndef WEIR_STORE_INDICATOR_H
#define WEIR_STORE_INDICATOR_H

#include "store/query.h"

/* A post names some dozens, a feed of indicators some thousands. */
#define INDICATORS 20000

struct indicators {
    struct indicator {
        const char *name; /* "domain:example.org" */
        struct query_clause clause;
    } * items;
    size_t count;
};

void indicators_read(struct arena *arena, struct slice text, struct indicators *indicators);

#endif
