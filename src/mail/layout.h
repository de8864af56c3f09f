/* The MIME layout of a mail, whatever its charsets and however many parts of one kind follow each other. */
#ifndef WEIR_MAIL_LAYOUT_H
#define WEIR_MAIL_LAYOUT_H

#include <stdbool.h>

#include "base/arena.h"

/* mime_shape: of mail/mime.h. Types and encodings, of equal siblings the first; spaced: with a space
 * between siblings, for people. */
const char *layout_text(struct arena *arena, const char *mime_shape, bool spaced);

#endif
