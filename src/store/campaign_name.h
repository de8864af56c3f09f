/* Ids of campaigns. */
#ifndef WEIR_STORE_CAMPAIGN_NAME_H
#define WEIR_STORE_CAMPAIGN_NAME_H

#include "store/database.h"

/* Gives a campaign its id, when it has none yet. founder: its first mail. */
bool campaign_name(struct database *database, int64_t founder, struct error *error);
/* The founder of the campaign of this id, as it was given; 0: there is none. */
bool campaign_founder(struct database *database, const char *id, int64_t *founder, struct error *error);

#endif
