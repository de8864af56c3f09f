/* SPF, DKIM and DMARC results as the receiving server recorded them: Authentication-Results (RFC 8601),
 * Received-SPF (RFC 7208), and the older forms. Only those above the hand-over hop count; a sender may forge
 * those below. */
#ifndef WEIR_MAIL_AUTH_H
#define WEIR_MAIL_AUTH_H

#include "mail/head.h"
#include "mail/mail.h"

void auth_read(struct mail *mail, const struct head *head);

#endif
