/* How a mail was made, in words that a person can check: five facets, each a line of printable ASCII, equal
 * where made alike. The traits of mail/dialect.h are what campaigns are found by and stay as they are; these
 * say more (optional headers, the hand-over, markup), and are what senders are told apart by.
 *
 * The delivery is what the receiving server saw of the session. A listener of our own would know more of it
 * (commands, their order and case, what is pipelined): that belongs into MAKING_DELIVERY. */
#ifndef WEIR_MAIL_MAKING_H
#define WEIR_MAIL_MAKING_H

#include "mail/header_habit.h"
#include "mail/mime.h"

/* Of one facet, its NUL included; longer ones are cut, and mean the same. */
#define MAKING_BYTES ((size_t)480)

/* Fills mail->making, after everything else of the mail was read. */
void making_read(struct mail *mail, const struct written_head *written, const struct mime_part *root,
                 const char *mime_shape);

#endif
