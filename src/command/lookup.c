/* Each campaign is summed up when it is asked for: what is found is a few of many. */
#include "command/lookup.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/time.h"

const struct store_campaign *lookup_campaign(struct lookup *lookup, const char *id) {
    const struct store_campaign_query query = {.id = id, .since = TIME_NONE, .until = TIME_NONE};
    struct error error;
    struct store_campaign_list *list = *id ? store_campaigns(lookup->store, &query, &error) : NULL;
    if (!list)
        return NULL;
    if (lookup->count == lookup->capacity) {
        lookup->capacity = lookup->capacity ? 2 * lookup->capacity : 16;
        lookup->lists = reallocate(lookup->lists, lookup->capacity * sizeof *lookup->lists);
    }
    lookup->lists[lookup->count++] = list;
    return list->count ? list->campaigns : NULL;
}

void lookup_close(struct lookup *lookup) {
    for (size_t i = 0; i < lookup->count; i++)
        store_campaign_list_free(lookup->lists[i]);
    free(lookup->lists);
}
