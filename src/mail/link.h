/* Links, mail addresses and phone numbers in text. */
#ifndef WEIR_MAIL_LINK_H
#define WEIR_MAIL_LINK_H

#include "base/slice.h"
#include "mail/mail.h"

/* Adds a link to mail->links (within MAIL_LINKS; each URL once per visibility), working out host and domain.
 * mailto: goes to mail->addresses instead; javascript:, cid:, data: and bare fragments are left out. */
void link_add(struct mail *mail, struct slice url, bool image, bool hidden);
/* Finds what stands in text as a reader would click, write to or call: URLs with and without scheme,
 * addresses, phone numbers (international, North American and toll-free forms, with their usual disguises).
 */
void link_find(struct mail *mail, struct slice text, bool hidden);
/* A phone number alone, in any of these forms, as it stands in mail->phones; NULL when it is none. */
const char *link_phone_read(struct arena *arena, struct slice text);
/* The registrable domain of a host name, e.g. "a.b.example.co.uk" -> "example.co.uk"; the host itself where
 * there is none. In the arena. */
const char *link_registrable_domain(struct arena *arena, const char *host);

#endif
