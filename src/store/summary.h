/* Sums campaigns up from their messages, one after another. */
#ifndef WEIR_STORE_SUMMARY_H
#define WEIR_STORE_SUMMARY_H

#include "store/base.h"
#include "store/campaign_list.h"

struct summary;

/* id: of one campaign (as it is now), NULL for all. NULL with error set. */
struct summary *summary_open(struct store *store, const char *id, struct error *error);
/* The next campaign; its memory is the arena's. */
enum store_step summary_next(struct summary *summary, struct arena *arena, struct store_campaign *campaign,
                             struct error *error);
void summary_close(struct summary *summary);

#endif
