/* Campaigns by id, for commands that have found ids. */
#ifndef WEIR_COMMAND_LOOKUP_H
#define WEIR_COMMAND_LOOKUP_H

#include "store/campaign_list.h"

/* Zeroed but for the store is empty and valid. */
struct lookup {
    struct store *store;
    struct store_campaign_list **lists; /* of one campaign each */
    size_t count, capacity;
};

/* The campaign, which lives until lookup_close(); NULL if there is none or it cannot be read. */
const struct store_campaign *lookup_campaign(struct lookup *lookup, const char *id);
void lookup_close(struct lookup *lookup);

#endif
