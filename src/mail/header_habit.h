/* Which headers a sending program writes itself, and which of those that are looked at. */
#ifndef WEIR_MAIL_HEADER_HABIT_H
#define WEIR_MAIL_HEADER_HABIT_H

#include "mail/head.h"
#include "mail/mail.h"

enum header_habit {
    HEADER_TRACE,   /* added on the way by lists, relays, filters or the mailbox; or comes and goes with the
                       conversation */
    HEADER_OWN,     /* known as a sending program's */
    HEADER_CONTENT, /* follows from the MIME layout */
    HEADER_EXTRA,   /* X-something that we know nothing of */
};

/* Headers that are looked at. The core ones first: every sending program writes them itself. */
enum header_name {
    NAME_NONE,
    NAME_MESSAGE_ID,
    NAME_FROM,
    NAME_TO,
    NAME_SUBJECT,
    NAME_DATE,
    NAME_MIME_VERSION,
    NAME_CONTENT_TYPE,
    NAME_CONTENT_TRANSFER_ENCODING,
    NAME_X_MIMEOLE,
    NAME_X_MAILER,
    NAME_USER_AGENT,
    NAME_RECEIVED,
    NAME_PRECEDENCE,
    NAME_LIST, /* any that only mailing lists write */
    NAME_DKIM_SIGNATURE,
    NAME_COUNT
};
#define NAME_CORE_LAST NAME_X_MIMEOLE

struct header_kind {
    enum header_habit habit;
    enum header_name name;
};

struct header_kind header_kind(struct slice name);

/* A head at one look. */
struct written_head {
    const struct head *head;
    size_t first;              /* headers before this one are the feed's own */
    struct header_kind *kinds; /* of each header */
    const struct header
        *found[NAME_COUNT]; /* the first of each name; of signatures the last, written first */
};

/* All memory is the mail's arena's. */
void header_look(const struct mail *mail, const struct head *head, struct written_head *written);

#endif
