/* The recipients of a mail, gathered from several places. */
#ifndef WEIR_MAIL_RECIPIENT_H
#define WEIR_MAIL_RECIPIENT_H

#include "mail/mail.h"

/* Adds to mail->recipients, each address once and at most MAIL_RECIPIENTS; a name fills one that was missing.
 * name and address must live as long as the mail's arena. */
void recipient_add(struct mail *mail, const char *name, const char *address);

#endif
