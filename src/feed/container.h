/* What is inside archives and compressed files. */
#ifndef WEIR_FEED_CONTAINER_H
#define WEIR_FEED_CONTAINER_H

#include "feed/content.h"
#include "feed/stream.h"

enum container_status {
    CONTAINER_MEMBER,
    CONTAINER_PROBLEM, /* one member cannot be read; go on */
    CONTAINER_BROKEN,  /* error says why; there is no more */
    CONTAINER_END,
};

struct container;

/* content: CONTENT_COMPRESSED, CONTENT_ARCHIVE or CONTENT_INDEXED. stream must outlive the container. NULL
 * with error (libarchive's words). */
struct container *container_open(struct stream *stream, enum content content, struct error *error);
void container_close(struct container *container);
/* The next regular file in it. *name: as the archive has it, NULL inside a compressed file, which names
 * nothing; for CONTAINER_PROBLEM too. *member ends being valid with the next call. */
enum container_status container_next(struct container *container, const char **name, struct stream *member,
                                     struct error *error);
/* Nothing follows because the member just read was damaged. */
bool container_is_broken(const struct container *container);

#endif
