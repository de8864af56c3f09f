/* What messages of one template have in common. */
#ifndef WEIR_STORE_TEMPLATE_TEXT_H
#define WEIR_STORE_TEMPLATE_TEXT_H

#include "base/arena.h"

/* texts: of samples of one template. The words that all share, in order, with line ends of the first; where
 * they differ {a|b|...}. In the arena. */
const char *template_text(struct arena *arena, const struct slice *texts, size_t count);

#endif
