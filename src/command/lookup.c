/* Campaigns by id: the whole list, sorted once; a list is what `weir campaigns` prints in no time. */
#include "command/lookup.h"

#include <stdlib.h>
#include <string.h>

static int by_id(const void *a, const void *b) {
    return strcmp(((const struct store_campaign *)a)->id, ((const struct store_campaign *)b)->id);
}

bool lookup_open(struct lookup *lookup, struct store *store, struct error *error) {
    const struct store_campaign_query all = {.since = TIME_NONE, .until = TIME_NONE};
    lookup->list = store_campaigns(store, &all, error);
    if (!lookup->list)
        return false;
    qsort(lookup->list->campaigns, lookup->list->count, sizeof *lookup->list->campaigns, by_id);
    return true;
}

const struct store_campaign *lookup_campaign(const struct lookup *lookup, const char *id) {
    const struct store_campaign wanted = {.id = id};
    return bsearch(&wanted, lookup->list->campaigns, lookup->list->count, sizeof wanted, by_id);
}

void lookup_close(struct lookup *lookup) {
    store_campaign_list_free(lookup->list);
}
