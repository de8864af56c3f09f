/* Text with alternatives, as mass mailers write it: {one|another|{a third|a fourth}}. See spin.c. */
#ifndef WEIR_SIMULATE_SPIN_H
#define WEIR_SIMULATE_SPIN_H

#include "base/buffer.h"
#include "base/random.h"

/* Deeper braces are text. */
#define SPIN_NESTING 16

/* Appends text, of each group one alternative, all equally likely. A brace without its other is text. */
void spin_expand(struct slice text, struct random *random, struct buffer *into);

#endif
