/* HTML to the text that a person would see; see html.c for the idea. */
#ifndef WEIR_MAIL_HTML_H
#define WEIR_MAIL_HTML_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/slice.h"

#define HTML_NESTING 200

struct html_link {
    const char *url; /* decoded, untouched otherwise */
    bool image;
    bool hidden;
};

struct html_text {
    struct slice visible; /* UTF-8, blocks as lines, spaces folded */
    struct slice hidden;  /* zero size, same colour, display:none, off the page */
    struct html_link *links;
    size_t link_count;
    bool split_words; /* comments or empty tags inside words */
    bool has_hidden;  /* hidden text other than a preheader */
    bool limited;     /* something was cut off by a limit */
};

/* html is valid UTF-8 (already converted). Results live in the arena. Never fails. */
void html_to_text(struct arena *arena, struct slice html, struct html_text *text);

#endif
