/* The sending dialect: fills mail->traits (but TRAIT_RECEIVED, see received.h) from the head and the MIME
 * tree. What forwarding lists, relays and the feed's own servers added is left out first. */
#ifndef WEIR_MAIL_DIALECT_H
#define WEIR_MAIL_DIALECT_H

#include "mail/header_habit.h"

/* mime_shape: one line describing the tree, e.g.
 * "multipart/related(multipart/alternative(text/plain;iso-8859-1;7bit text/html;iso-8859-1;quoted-printable)
 * image/gif;;base64)". boundary: the outermost one, "" if none. */
void dialect_read(struct mail *mail, const struct written_head *written, const char *mime_shape,
                  const char *boundary);

#endif
