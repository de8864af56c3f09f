/* A text with what is written in other characters than it means decoded, and where each byte came from. */
#ifndef WEIR_PUBLISH_REDACT_VIEW_H
#define WEIR_PUBLISH_REDACT_VIEW_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/slice.h"

enum redact_writing {
    WRITING_PLAIN,            /* as it is */
    WRITING_PERCENT,          /* "%40", also of itself, and "&#64;" */
    WRITING_QUOTED_PRINTABLE, /* "=40" */
    WRITING_COUNT
};

struct redact_view {
    struct slice text;
    const uint32_t *from; /* of each byte, and of the end: where it began in the original; NULL: the same */
};

/* false: nothing is written so, the view would be the text. Results in the arena. */
bool redact_view(struct arena *arena, struct slice text, enum redact_writing writing,
                 struct redact_view *view);

#endif
