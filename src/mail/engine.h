/* How the text of a mail is printed: MAKING_ENGINE of mail/making.h. */
#ifndef WEIR_MAIL_ENGINE_H
#define WEIR_MAIL_ENGINE_H

#include "mail/mail.h"

/* The markup of the first HTML part, valid UTF-8; later ones are not looked at. */
void engine_read_html(struct mail *mail, struct slice html);
/* Of a mail without HTML: its text. */
void engine_read_plain(struct mail *mail);

#endif
