/* Who sends a campaign and how hard he tries, in print. */
#ifndef WEIR_COMMAND_DESCRIBE_SENDING_H
#define WEIR_COMMAND_DESCRIBE_SENDING_H

#include "command/printer.h"
#include "store/campaign_list.h"

/* For JSON: the members "sending" and "effort" of a map that is open. */
void describe_sending(struct printer *printer, const struct store_campaign_detail *detail);
/* The effort alone, as the list has it. */
void describe_effort(struct printer *printer, const struct store_sending *sending);
/* For people: lines, each with how many of how many. */
void describe_sending_rows(struct printer *printer, const struct store_campaign_detail *detail);

#endif
