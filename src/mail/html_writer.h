/* Text as it comes to stand on the page: spaces folded, blocks on lines; see html_writer.c. */
#ifndef WEIR_MAIL_HTML_WRITER_H
#define WEIR_MAIL_HTML_WRITER_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/slice.h"

enum html_gap { HTML_GLUED, HTML_SPACED, HTML_NEW_LINE };

/* Zero but arena and limit. */
struct html_writer {
    struct arena *arena;
    char *data; /* in the arena */
    size_t size, capacity, limit;
    enum html_gap gap; /* owed before the next character */
    bool full;         /* something was left out at limit */
};

/* Sets the next text apart. */
static inline void html_writer_gap(struct html_writer *writer, enum html_gap gap) {
    if (gap > writer->gap)
        writer->gap = gap;
}

/* text is valid UTF-8 with references; line ends count where it is preformatted. */
void html_writer_text(struct html_writer *writer, struct slice text, bool preformatted);
/* The text, NUL-terminated. */
struct slice html_writer_finish(struct html_writer *writer);

#endif
