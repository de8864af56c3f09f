/* Touts in print: what is promoted and what is claimed of it. */
#ifndef WEIR_COMMAND_DESCRIBE_TOUT_H
#define WEIR_COMMAND_DESCRIBE_TOUT_H

#include "command/printer.h"
#include "store/campaign_list.h"
#include "tout/reading.h"

/* For JSON, members of a map that is open: `instrument_details`, `claims` and `claims_by_day` of a campaign;
 * nothing in them if it is no tout. */
void describe_tout(struct printer *printer, const struct store_campaign_detail *detail);
/* `claims` of one message; NULL: none. */
void describe_claims(struct printer *printer, const struct tout_claims *claims);

/* For people, likewise: what it promotes and why we say so; what is claimed, all in all and by days. */
void describe_promotion(struct printer *printer, const struct store_campaign_detail *detail);
void describe_claim_rows(struct printer *printer, const struct store_campaign_detail *detail);

#endif
