/* Where samples name the thing that their campaign promotes, however it is spaced: "ABCD.PK", "A B C D",
 * "$abcd". */
#ifndef WEIR_TEMPLATE_NAME_H
#define WEIR_TEMPLATE_NAME_H

#include "template/phrase.h"

/* Names that are compared with every word; more are a list, not a thing promoted. */
#define NAMES_MOST 32

/* Phrases of the body that are one of the names, in order of the names; at most `most`. In the arena. */
size_t name_phrases(struct arena *arena, const struct grams *grams, const char *const *names, size_t count,
                    struct phrase *phrases, size_t most);

#endif
