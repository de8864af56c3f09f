/* An anchor of a signature as one regular expression, the same for every program that takes one. */
#ifndef WEIR_PUBLISH_RULE_REGEX_H
#define WEIR_PUBLISH_RULE_REGEX_H

#include "base/buffer.h"
#include "template/signature.h"

enum rule_regex_flag {
    RULE_REGEX_HEADER = 1,    /* a sender's name is looked for in its header, in front of the address */
    RULE_REGEX_AUTOMATON = 2, /* many are searched for at once, by Hyperscan */
};

/* Appends it, without delimiters and flags. Printable ASCII without space, quotes, '#' and '/', whatever the
 * phrases are, so that it needs no quoting anywhere. To be matched as bytes (not as UTF-8 characters),
 * caseless. */
void rule_regex_append(struct buffer *into, const struct signature_anchor *anchor, unsigned flags);

#endif
