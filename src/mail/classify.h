/* Bounces, auto-replies, challenges, sign-up confirmations and feedback reports: recognised by null sender,
 * multipart/report, Auto-Submitted and the shapes of their text. */
#ifndef WEIR_MAIL_CLASSIFY_H
#define WEIR_MAIL_CLASSIFY_H

#include "mail/head.h"
#include "mail/mail.h"

/* report_type: the report-type parameter of multipart/report, "" if none. mail's text, subject, from and
 * null_sender are filled already. */
enum mail_class classify(const struct mail *mail, const struct head *head, const char *report_type);
/* Where the text of a bounce quotes the returned message without a MIME part of its own ("--- Below this line
 * is a copy of the message."): the slice of text that is the returned message, or an empty one. */
struct slice classify_find_returned(struct slice text);

#endif
