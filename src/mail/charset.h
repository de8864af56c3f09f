/* Bytes of any charset, wrong or missing ones included, to UTF-8; see charset.c. */
#ifndef WEIR_MAIL_CHARSET_H
#define WEIR_MAIL_CHARSET_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/slice.h"

/* label: as the mail names it, "" or NULL if it does not. The result is valid UTF-8 without NUL bytes: bytes
 * itself where nothing needs to change, else in the arena. Adds MAIL_BAD_CHARSET, MAIL_NO_CHARSET and
 * MAIL_NUL_BYTES to *anomalies. */
struct slice charset_to_utf8(struct arena *arena, struct slice bytes, const char *label, uint32_t *anomalies);
/* The charset that unlabelled text is clearly in, "" if that is UTF-8 or if it tells too little. */
const char *charset_detect(struct arena *arena, struct slice bytes);
/* Whether ASCII text without escape sequences is the same in it: in UTF-16, UTF-7 and the like it is not. */
bool charset_extends_ascii(const char *label);

#endif
