/* How much of a campaign got past filters: verdicts of the newest run that had mail of it. */
#ifndef WEIR_STORE_PAST_H
#define WEIR_STORE_PAST_H

#include "base/arena.h"
#include "store/store.h"

struct store_past_product {
    const char *name;
    uint64_t asked, missed; /* mails of the campaign; a miss is whatever was not blocked */
    bool full;              /* a solution that one would use alone */
};

struct store_past {
    int64_t run; /* 0: no run had mail of it, and nothing below is set */
    const char *corpus;
    struct store_past_product *products; /* those that are scored */
    size_t count;
    struct store_past_product all; /* past every full one, of the mails that all these were asked */
    size_t full_count;
};

/* campaign: an id as it is now. Strings are the arena's. */
bool store_past(struct store *store, struct arena *arena, const char *campaign, struct store_past *past,
                struct error *error);

#endif
