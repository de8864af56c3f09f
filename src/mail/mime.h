/* The MIME tree of a message (RFC 2046), over the bytes as they stand. */
#ifndef WEIR_MAIL_MIME_H
#define WEIR_MAIL_MIME_H

#include "mail/content.h"

struct mime_part {
    struct head head;
    struct content content;
    struct slice body; /* undecoded, of the raw message */
    struct mime_part *first, *next;
    bool split; /* at boundary lines; there may be nothing between them */
    /* Of a multipart: text before the first part and behind the last; of a root with several Content-Types
     * the tree that the next of them makes. */
    struct slice preamble, epilogue;
    struct mime_part *other_reading;
};

/* Never fails: what cannot be read as multipart is a leaf. raw: head and body. *parts counts on, so that
 * messages within messages share MAIL_PARTS. *anomalies gets those of the structure and of all heads. */
struct mime_part *mime_read(struct arena *arena, struct slice raw, size_t *parts, uint32_t *anomalies);
/* One line that describes the tree, for mail/dialect.h. */
const char *mime_shape(struct arena *arena, const struct mime_part *root);

#endif
