/* One mail as text that may leave the house: what the maker of a filter needs to see why it was judged so. */
#ifndef WEIR_PUBLISH_SPECIMEN_H
#define WEIR_PUBLISH_SPECIMEN_H

#include "base/buffer.h"
#include "publish/redact.h"

/* Appends the headers that the sender wrote, links, attachments and the text as its reader saw it, all
 * through redact.h. */
void specimen_append(struct redactor *redactor, struct arena *arena, const struct mail *mail,
                     struct buffer *into);

/* Appends what redact.h left of a text, with runs of letters that may be codes redacted as parts of links. */
void specimen_append_text(struct redactor *redactor, struct arena *arena, const char *redacted,
                          struct buffer *into);

#endif
