/* "Did you mean": the candidate most like a misspelt word. */
#ifndef WEIR_COMMAND_SPELLING_H
#define WEIR_COMMAND_SPELLING_H

#include <stddef.h>

struct spelling {
    const char *word;
    const char *best; /* NULL as long as none is near */
    size_t distance;
};

void spelling_try(struct spelling *spelling, const char *candidate);

#endif
