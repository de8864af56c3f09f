/* Campaigns by id, for commands that have found ids. */
#ifndef WEIR_COMMAND_LOOKUP_H
#define WEIR_COMMAND_LOOKUP_H

#include "base/time.h"
#include "store/campaign_list.h"

struct lookup {
    struct store_campaign_list *list; /* in order of id */
};

bool lookup_open(struct lookup *lookup, struct store *store, struct error *error);
/* NULL if there is none. */
const struct store_campaign *lookup_campaign(const struct lookup *lookup, const char *id);
void lookup_close(struct lookup *lookup);

#endif
