/* Templates in print: the machine behind the mail. */
#ifndef WEIR_COMMAND_DESCRIBE_TEMPLATE_H
#define WEIR_COMMAND_DESCRIBE_TEMPLATE_H

#include "command/printer.h"
#include "store/campaign_list.h"

/* For JSON: the member `template_texts` of a map that is open. */
void describe_templates(struct printer *printer, const struct store_campaign_detail *detail);
/* For people: those looked at, each with its fixed text plain and its slots marked. */
void describe_template_texts(const struct terminal *out, const struct store_campaign_detail *detail);

#endif
