/* How a mail was handed over: MAKING_DELIVERY of mail/making.h. */
#ifndef WEIR_MAIL_DELIVERY_H
#define WEIR_MAIL_DELIVERY_H

#include "mail/header_habit.h"
#include "mail/line.h"

/* own_id: the Message-ID, as far as it is the sender's. Nothing of mail that a list passed on. */
void delivery_read(struct line *line, const struct mail *mail, const struct written_head *written,
                   const struct message_id *own_id);

#endif
