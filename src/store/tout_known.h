/* What the user's list of instruments changes in what is judged. See tout_known.c. */
#ifndef WEIR_STORE_TOUT_KNOWN_H
#define WEIR_STORE_TOUT_KNOWN_H

#include "store/database.h"
#include "store/instrument_list.h"
#include "tout/verdict.h"

/* Gives those instruments of the verdict that are named by a listed name the listed symbol. */
bool tout_known_name(struct database *database, struct arena *arena, struct tout_verdict *verdict,
                     struct error *error);

/* Replaces the list, and calls changed for every part that mentions a symbol or name of which something else
 * is known now. */
bool tout_known_replace(struct database *database, const struct instrument_list *list,
                        bool (*changed)(void *context, int64_t part, struct error *error), void *context,
                        struct error *error);

#endif
