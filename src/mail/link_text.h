/* Between link.c and what finds things in text. */
#ifndef WEIR_MAIL_LINK_TEXT_H
#define WEIR_MAIL_LINK_TEXT_H

#include "mail/link.h"

/* Each once, within MAIL_INDICATORS. The address is made lower case. */
void link_add_address(struct mail *mail, struct slice address);
void link_add_phone(struct mail *mail, struct slice digits);

/* The longest number: + and what E.164 allows, with an international prefix before it. */
#define LINK_PHONE_BYTES 24
/* Reads the number that begins at `at`, in text from begin to end, into digits (NUL-terminated). Returns the
 * bytes it takes, 0 when none begins there. named: it is known to be a phone number from elsewhere. */
size_t link_phone_match(const char *begin, const char *at, const char *end, bool named,
                        char digits[LINK_PHONE_BYTES]);

#endif
