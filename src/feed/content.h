/* What a stretch of bytes is, from its beginning. */
#ifndef WEIR_FEED_CONTENT_H
#define WEIR_FEED_CONTENT_H

#include <stdbool.h>

#include "base/slice.h"

/* So many bytes are enough to know: a tar header is the longest thing looked for. */
#define CONTENT_KNOWN_BYTES 1024

enum content {
    CONTENT_MESSAGE,    /* one message, whatever it holds */
    CONTENT_MBOX,       /* begins with a From_ line: an mbox if another one follows */
    CONTENT_COMPRESSED, /* gz, bz2, xz, zst: one thing inside */
    CONTENT_ARCHIVE,    /* tar: members, read in passing */
    CONTENT_INDEXED,    /* zip, 7z: members, read by jumping about */
};

/* start: the first CONTENT_KNOWN_BYTES or more, fewer only if there are no more. */
enum content content_identify(struct slice start);

/* Whether line (without its end) looks like the line `From sender date` that stands before a message in an
 * mbox; rest is what follows it, as much of it as is at hand (some hundred bytes). */
bool content_is_from_line(struct slice line, struct slice rest);

#endif
