/* Campaigns in print: their facts for JSON, their lines for people. */
#ifndef WEIR_COMMAND_DESCRIBE_H
#define WEIR_COMMAND_DESCRIBE_H

#include "base/time.h"
#include "command/command.h"
#include "command/printer.h"
#include "store/campaign_list.h"

/* All that the list says of a campaign, as members of a map that is open. */
void describe_campaign(struct printer *printer, const struct store_campaign *campaign);
/* A member: a map of name -> count. */
void describe_counts(struct printer *printer, const char *key, const struct store_count *counts,
                     size_t count);
/* A member: a list. */
void describe_strings(struct printer *printer, const char *key, const char *const *strings, size_t count);

/* "2025-03-03..03-07"; of one day "2025-03-03", over the turn of a year "2024-12..2025-01". */
#define DESCRIBE_SPAN_BYTES (2 * TIME_TEXT_BYTES + 2)
const char *describe_span(int64_t first_seen, int64_t last_seen, char text[DESCRIBE_SPAN_BYTES]);
/* What a campaign is called, its commonest subject, or "(no subject)"; before it, if so, "(simulated)". */
const char *describe_name(struct arena *arena, const struct store_campaign *campaign);
/* Marks what something is called. */
const char *describe_simulated(struct arena *arena, const char *name, bool simulated);

#endif
