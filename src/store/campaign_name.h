/* Ids of campaigns. */
#ifndef WEIR_STORE_CAMPAIGN_NAME_H
#define WEIR_STORE_CAMPAIGN_NAME_H

#include "store/database.h"

/* Gives a campaign its id, when it has none yet. founder: its first mail. */
bool campaign_name(struct database *database, int64_t founder, struct error *error);

#endif
