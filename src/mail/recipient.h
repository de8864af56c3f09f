/* The recipients of a mail, gathered from several places. */
#ifndef WEIR_MAIL_RECIPIENT_H
#define WEIR_MAIL_RECIPIENT_H

#include "mail/head.h"
#include "mail/mail.h"

/* Adds to mail->recipients, each address once and at most MAIL_RECIPIENTS; a name fills one that was missing.
 * name and address must live as long as the mail's arena. */
void recipient_add(struct mail *mail, const char *name, const char *address);

/* Fills mail->delivered_to; its hand-over is known. Of forwarded mail that is the mailbox before. */
void recipient_read_delivered(struct mail *mail, const struct head *head);
/* To whom this one delivery was made: whom the server of the hand-over took it for, else whose mailbox it
 * came to, else the only address in To and Cc; "" unknown. */
const char *recipient_of(const struct mail *mail);

#endif
