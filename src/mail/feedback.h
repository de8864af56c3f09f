/* Feedback reports (ARF, RFC 5965): what the machine-readable part says of the mail that is reported, and the
 * reported mail as if it had come by itself. See feedback.c. */
#ifndef WEIR_MAIL_FEEDBACK_H
#define WEIR_MAIL_FEEDBACK_H

#include "mail/mail.h"
#include "mail/mime.h"

/* What is not said: zeros, TIME_NONE, "". */
struct feedback {
    uint8_t source[16];    /* Source-IP */
    int64_t arrival;       /* Arrival-Date, else Received-Date */
    const char *recipient; /* Original-Rcpt-To, where there is one only */
};

/* What the report leaves out, and what is read from the mail in it instead; a bit each. */
enum feedback_derived {
    DERIVED_HOST = 1 << 0,
    DERIVED_TIME = 1 << 1,
    DERIVED_RECIPIENT = 1 << 2,
};

/* Of the fields of a machine-readable part. */
void feedback_read(struct arena *arena, struct slice fields, struct feedback *feedback);
/* Of the first such part of root; NULL if there is none. Whom it names are recipients of the mail. */
const struct feedback *feedback_find(struct mail *mail, const struct mime_part *root);

/* Of a feedback report with a readable mail in it that mail, with the host, receipt and recipient of the
 * report; else NULL. In the mail's arena. *derived: of enum feedback_derived. */
struct mail *feedback_unwrap(const struct mail *mail, unsigned *derived);

#endif
