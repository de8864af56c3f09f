/* Sender and recipients, as the headers name them. */
#ifndef WEIR_MAIL_ADDRESS_H
#define WEIR_MAIL_ADDRESS_H

#include "mail/head.h"
#include "mail/mail.h"

/* Fills from, envelope_from, null_sender and recipients (but those of Received, see received.h).
 * from_line: the mbox separator or NULL. charset: of raw 8-bit names. */
void address_read(struct mail *mail, const struct head *head, const char *from_line, const char *charset);
/* envelope_from and null_sender alone. */
void address_read_envelope(struct mail *mail, const struct head *head, const char *from_line,
                           const char *charset);

#endif
