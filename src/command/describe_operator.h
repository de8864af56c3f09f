/* Operators in print: what ties their campaigns, and what a campaign's operator says of it. */
#ifndef WEIR_COMMAND_DESCRIBE_OPERATOR_H
#define WEIR_COMMAND_DESCRIBE_OPERATOR_H

#include "command/printer.h"
#include "store/operator_list.h"

/* For JSON, a map: the value of a key or of a list. */
void describe_operator(struct printer *printer, const struct store_operator *facts);
/* For JSON, a member `operator_details`; found: NULL where the operator is unknown. */
void describe_campaign_operator(struct printer *printer, const struct store_campaign_operator *found);
/* For people, members of a map that is open. */
void describe_operator_lines(struct printer *printer, const struct store_campaign_operator *found);

/* "program, in 97 % of messages, of 1 of 2,611 senders: Message-ID From To ...", NUL-terminated. */
void describe_evidence(struct buffer *line, const struct store_evidence *evidence, uint64_t sources);

#endif
