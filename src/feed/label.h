/* Names of files and members as weir writes them: valid UTF-8 without control characters. */
#ifndef WEIR_FEED_LABEL_H
#define WEIR_FEED_LABEL_H

#include "base/buffer.h"

/* Room for a name in a complaint. */
#define LABEL_BYTES 400
/* A name inside an archive is cut there: the longest path of Linux. */
#define LABEL_MEMBER_BYTES 4096

/* Appends name, cleaned, without a NUL. */
void label_append(struct buffer *label, const char *name);
/* Writes name, cleaned; of a long one the end, which tells more than the beginning. */
void label_clean(char label[LABEL_BYTES], const char *name);

#endif
