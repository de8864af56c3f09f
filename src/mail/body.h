/* The text of a message: what its reader sees, what other readers would, and what is hidden. */
#ifndef WEIR_MAIL_BODY_H
#define WEIR_MAIL_BODY_H

#include "mail/mail.h"
#include "mail/mime.h"

/* Fills text, other_text, hidden, links, addresses, phones and attachments. */
void body_read(struct mail *mail, const struct mime_part *root);
/* The first message, or head of one, that is a part of root (message/rfc822, text/rfc822-headers); decoded.
 * Empty if there is none. */
struct slice body_embedded(struct mail *mail, const struct mime_part *root);

#endif
