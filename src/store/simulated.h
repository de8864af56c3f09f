/* Which mail of a store is simulated: that of feeds of the role "simulated", which hold no other. */
#ifndef WEIR_STORE_SIMULATED_H
#define WEIR_STORE_SIMULATED_H

#include "base/arena.h"
#include "store/store.h"

/* As the column feed.role has it. */
#define ROLE_SIMULATED "simulated"
/* Nothing is known, as where nobody says anything. */
#define ROLE_MIXED "mixed"

enum simulated_share { SIMULATED_NONE, SIMULATED_SOME, SIMULATED_ALL };

/* feeds: the names of those that hold it, ", " between; "" for none. In the arena. */
bool store_simulated(struct store *store, struct arena *arena, enum simulated_share *share,
                     const char **feeds, struct error *error);
/* Whether any mail of the campaign is; founder: its first mail. */
bool simulated_campaign(struct store *store, int64_t founder, bool *simulated, struct error *error);
/* Whether it holds mail of feeds of that role, of others. What could not be read is no evidence. */
bool simulated_sorts(struct store *store, bool *simulated, bool *real, struct error *error);

#endif
