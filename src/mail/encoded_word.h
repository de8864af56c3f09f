/* Header text as a reader sees it: encoded words (RFC 2047) and raw 8-bit text decoded. */
#ifndef WEIR_MAIL_ENCODED_WORD_H
#define WEIR_MAIL_ENCODED_WORD_H

#include <stdint.h>

#include "base/arena.h"
#include "base/slice.h"

/* value may be folded. charset: for raw 8-bit text, "" if not known. The result is valid UTF-8 on one line.
 */
const char *encoded_word_decode(struct arena *arena, struct slice value, const char *charset,
                                uint32_t *anomalies);
/* Bytes of the encoded word that text begins with, 0 if it begins with none. */
size_t encoded_word_length(struct slice text);

#endif
