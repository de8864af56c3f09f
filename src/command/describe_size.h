/* How big a campaign is, in print: ranges with what they rest on, or why it cannot be said. */
#ifndef WEIR_COMMAND_DESCRIBE_SIZE_H
#define WEIR_COMMAND_DESCRIBE_SIZE_H

#include "command/printer.h"
#include "store/estimate.h"

/* For JSON: members of a map that is open. list_said: by the user. */
void describe_size(struct printer *printer, const struct store_estimate *estimate,
                   const struct volume_assumptions *assumptions, bool list_said);
/* For people: all of it. */
void describe_size_text(const struct terminal *terminal, const char *campaign,
                        const struct store_estimate *estimate, const struct volume_assumptions *assumptions,
                        bool list_said);
/* One line of a campaign's facts: "about 12,100 hosts (11,300 to 13,000); messages: cannot say". */
void describe_size_row(struct printer *printer, const struct store_estimate *estimate);

#endif
