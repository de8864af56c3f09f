/* The templates of a campaign as they may be shown to others. */
#ifndef WEIR_PUBLISH_TEMPLATES_H
#define WEIR_PUBLISH_TEMPLATES_H

#include "store/campaign_list.h"

/* Puts redacted copies in place of the detail's templates, in the arena, which outlives it: fixed text and
 * values pass through redact_text(), and of the senders' addresses and names only how many there are is told
 * where they differ. */
bool publish_templates(struct store *store, struct arena *arena, struct store_campaign_detail *detail,
                       struct error *error);

#endif
