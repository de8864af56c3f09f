/* The pictures attached to a message: their files, decoded, for whoever looks into them (src/picture). */
#ifndef WEIR_MAIL_PICTURE_H
#define WEIR_MAIL_PICTURE_H

#include "base/arena.h"
#include "base/slice.h"

/* A message has a picture or a few; one with more is made of tiles, and says elsewhere what it wants. */
#define MAIL_PICTURES 16
/* Of all of a message's pictures together: a camera's photograph fits, and ten of spam's largest. */
#define MAIL_PICTURES_BYTES ((size_t)8 << 20)

enum picture_format {
    PICTURE_NONE,
    PICTURE_GIF,
    PICTURE_PNG,
    PICTURE_JPEG,
    PICTURE_BMP,
    PICTURE_TIFF,
    PICTURE_PDF, /* a document, which holds pictures */
};

struct mail_picture {
    enum picture_format format;
    struct slice file; /* decoded as far as it goes: it may be cut short or broken */
};

/* What the first bytes say. */
enum picture_format picture_format_of(struct slice file);

/* Those of a message's raw bytes in the order of its parts, messages within it included; returns how many.
 * What a part calls itself does not count. Memory is the arena's, or raw's. Never fails: what cannot be
 * decoded, or is beyond a limit, is left out. mail_initialize() has been called. */
size_t mail_pictures(struct arena *arena, struct slice raw, struct mail_picture pictures[MAIL_PICTURES]);

#endif
