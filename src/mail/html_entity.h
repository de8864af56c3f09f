/* Character references of HTML; see html_entity.c. */
#ifndef WEIR_MAIL_HTML_ENTITY_H
#define WEIR_MAIL_HTML_ENTITY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/slice.h"

/* The character that text, which begins with `&`, refers to, and in *length the bytes it takes; 0 when it is
 * a plain `&`. In an attribute a name without `;` before a letter, digit or `=` is part of a URL. */
uint32_t html_entity_read(struct slice text, bool in_attribute, size_t *length);
/* UTF-8 of a character into 4 bytes at most; returns how many. Never more than the reference took. */
size_t html_entity_encode(uint32_t character, char bytes[4]);
/* An attribute's value with its references read; itself where there are none. */
struct slice html_entity_decode(struct arena *arena, struct slice value);

#endif
