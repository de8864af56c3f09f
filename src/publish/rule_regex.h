/* An anchor of a signature as one regular expression, the same for every program that takes one. */
#ifndef WEIR_PUBLISH_RULE_REGEX_H
#define WEIR_PUBLISH_RULE_REGEX_H

#include <stdbool.h>

#include "base/buffer.h"
#include "template/signature.h"

/* Appends it, without delimiters and flags. Printable ASCII without space, quotes, '#' and '/', whatever the
 * phrases are, so that it needs no quoting anywhere. To be matched as bytes (not as UTF-8 characters),
 * caseless. whole_header: a sender's
 * name is looked for in its header as it stands, in front of the address. */
void rule_regex_append(struct buffer *into, const struct signature_anchor *anchor, bool whole_header);

#endif
