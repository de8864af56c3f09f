/* A temporary folder, what tests put into it, and what a feed makes of it. */
#ifndef WEIR_TESTS_FEED_SCRATCH_H
#define WEIR_TESTS_FEED_SCRATCH_H

#include "base/buffer.h"

/* cmocka's setup and teardown: makes a folder and goes there, removes it. */
int scratch_setup(void **state);
int scratch_teardown(void **state);

void scratch_write(const char *path, const char *bytes, size_t size);
void scratch_write_text(const char *path, const char *text);

struct scratch_member {
    const char *name;
    const char *bytes;
    size_t size; /* 0: strlen(bytes) */
};

/* format and filter: libarchive's codes (ARCHIVE_FORMAT_..., ARCHIVE_FILTER_...). */
void scratch_pack(const char *path, int format, int filter, const struct scratch_member *members,
                  size_t count);
/* The bytes of a file. */
void scratch_read(const char *path, struct buffer *into);

/* All that a feed over one path says, a line each: `source [bytes]`, with ` From...` where there is a From_
 * line and ` cut`; problems as `! words`. */
void scratch_feed(const char *path, struct buffer *said);

#endif
