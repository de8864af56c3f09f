/* Which headers a sending program writes itself. */
#ifndef WEIR_MAIL_HEADER_HABIT_H
#define WEIR_MAIL_HEADER_HABIT_H

#include <stdbool.h>

#include "mail/head.h"
#include "mail/mail.h"

enum header_habit {
    HEADER_OWN,     /* known as a sending program's */
    HEADER_TRACE,   /* added on the way by lists, relays, filters or the mailbox; or comes and goes with the
                       conversation */
    HEADER_CONTENT, /* follows from the MIME layout */
    HEADER_EXTRA,   /* X-something that we know nothing of */
};

enum header_habit header_habit(struct slice name);

/* In any case of letters. */
bool header_is(const struct header *header, const char *name);
/* Headers before this one are the feed's own; 0 where no Received says so. */
size_t header_first_of_sender(const struct mail *mail, const struct head *head);

#endif
