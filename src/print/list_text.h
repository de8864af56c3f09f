/* What the author of a list mail wrote, without what the list and earlier mail put around it. */
#ifndef WEIR_PRINT_LIST_TEXT_H
#define WEIR_PRINT_LIST_TEXT_H

#include "base/arena.h"

struct list_text {
    const char *own; /* NUL-terminated, in the arena */
    size_t own_bytes;
    const char *dropped; /* quotations and the list's footer; NUL-terminated */
};

void list_text_read(struct arena *arena, struct slice text, struct list_text *parts);

#endif
