/* The template behind mails of a campaign. See template/pattern.h. */
#ifndef WEIR_STORE_CAMPAIGN_PATTERN_H
#define WEIR_STORE_CAMPAIGN_PATTERN_H

#include "store/campaign_list.h"

/* From the mails given, at most PATTERN_MAILS, in order; what the campaign promotes never becomes a slot.
 * campaign: has its promotion and names filled in. In the arena; NULL with error set where a mail cannot be
 * read. */
const struct pattern *campaign_pattern(struct store *store, struct arena *arena,
                                       const struct store_campaign_detail *campaign, const int64_t *mails,
                                       size_t count, struct error *error);

#endif
