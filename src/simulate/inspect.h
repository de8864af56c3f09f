/* Names in a simulated text that somebody may own. See inspect.c. */
#ifndef WEIR_SIMULATE_INSPECT_H
#define WEIR_SIMULATE_INSPECT_H

#include "mail/mail.h"
#include "simulate/scenario.h"

/* The domains that RFC 2606 and RFC 6761 reserve. */
bool inspect_is_reserved_host(struct slice host);
/* An invented symbol, whatever case it is in. */
bool inspect_is_invented(const char *symbol);
/* Whether the text names none of the coins that everybody knows, and no $SYMBOL but invented ones. */
bool inspect_coins(const char *string, struct error *error);
/* What a mail of the campaign has in its subject and text. false with an error that names the first thing
 * that is not reserved. mail_initialize() has been called. */
bool inspect_mail(const struct scenario_campaign *campaign, const struct mail *mail, struct error *error);

#endif
