/* The pull reader over paths.
 *
 * Every thing that turns up - a file of the walk, a member of an archive, what is inside a compressed file -
 * is looked at once (content.c): a message goes to the caller at once, anything else becomes a level on a
 * stack, and the next message comes from the topmost level. So everything nests in everything, to
 * FEED_NESTING.
 *
 * Cost: a plain file is one open and two reads, straight into the caller's buffer; a member is unpacked
 * straight into it. Memory: some hundred kB a level, whatever the size of an archive or mbox; one message at
 * most FEED_MESSAGE_BYTES, twice that in an mbox. */
#include "feed/feed.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "feed/container.h"
#include "feed/content.h"
#include "feed/label.h"
#include "feed/mbox.h"
#include "feed/stream.h"
#include "feed/walk.h"

/* Compression counts as a level: an mbox.gz in a tar.zst in a zip.gz has six. A zip bomb goes deeper. */
#define FEED_NESTING 8
/* Read at first: all of most messages, and enough to know what it is. */
#define FEED_FIRST_BYTES ((size_t)32 << 10)

struct level {
    struct stream stream;
    struct container *container; /* or */
    struct mbox *mbox;
    struct buffer name; /* with NUL: the source of what it holds begins so */
};

struct feed {
    struct walk *walk;
    struct level levels[FEED_NESTING];
    size_t depth;
    struct buffer source;    /* of the thing being read, with NUL */
    struct buffer from_line; /* with NUL */
    uint64_t read_bytes;
    uint64_t given_bytes; /* of the paths given, if all are files */
    bool only_files;      /* no folder among the paths */
    bool unknown;         /* a pipe among them */
};

enum step { STEP_MESSAGE, STEP_PROBLEM, STEP_ON, STEP_END };

struct feed *feed_open(const char *const *paths, size_t count) {
    struct feed *feed = allocate_zeroed(1, sizeof *feed);
    feed->walk = walk_open(paths, count);
    feed->only_files = true;
    for (size_t i = 0; i < count; ++i) {
        struct stat status;
        if (strcmp(paths[i], "-") ? stat(paths[i], &status) : fstat(0, &status))
            continue;
        if (S_ISREG(status.st_mode))
            feed->given_bytes += (uint64_t)status.st_size;
        else if (S_ISDIR(status.st_mode))
            feed->only_files = false;
        else
            feed->unknown = true;
    }
    return feed;
}

static void leave_level(struct feed *feed) {
    struct level *level = &feed->levels[--feed->depth];
    container_close(level->container);
    mbox_close(level->mbox);
    stream_close(&level->stream);
    buffer_free(&level->name);
    *level = (struct level){0};
}

void feed_close(struct feed *feed) {
    if (!feed)
        return;
    while (feed->depth)
        leave_level(feed);
    walk_close(feed->walk);
    buffer_free(&feed->source);
    buffer_free(&feed->from_line);
    free(feed);
}

void feed_progress(const struct feed *feed, uint64_t *read_bytes, uint64_t *total_bytes) {
    *read_bytes = feed->read_bytes;
    *total_bytes = 0;
    if (feed->unknown)
        return;
    double behind = walk_fraction(feed->walk);
    if (feed->only_files)
        *total_bytes = feed->given_bytes;
    else if (behind > 0)
        *total_bytes = (uint64_t)((double)feed->read_bytes / behind);
    if (*read_bytes > *total_bytes) /* a zip is read here and there twice */
        *read_bytes = *total_bytes;
}

/* One line: which thing, what is wrong, what to do. */
static enum step problem(struct feed *feed, struct error *error, const char *words, const char *way_out) {
    char name[LABEL_BYTES], cause[LABEL_BYTES];
    label_clean(name, feed->source.data);
    label_clean(cause, words);
    if (strcasestr(cause, "encrypt") || strcasestr(cause, "passphrase"))
        way_out = "unpack it with its password and give the folder";
    error_set(error, "%s: %s; %s", name, cause, way_out);
    return STEP_PROBLEM;
}

static void set_source(struct feed *feed, const struct level *level, const char *name) {
    buffer_clear(&feed->source);
    if (level)
        buffer_append_string(&feed->source, level->name.data);
    if (level && name)
        buffer_append(&feed->source, "/", 1);
    if (name)
        label_append(&feed->source, name);
    buffer_append(&feed->source, "", 1);
}

/* A message as it stands in the stream; its first bytes are in *into already. */
static bool read_rest(struct stream *stream, struct buffer *into, struct feed_message *message, bool ended,
                      struct error *error) {
    size_t have;
    while (!ended && (have = into->size - message->offset) < FEED_MESSAGE_BYTES) {
        size_t more = have < FEED_MESSAGE_BYTES - have ? have : FEED_MESSAGE_BYTES - have;
        if (!stream_read(stream, into, more, &ended, error))
            return false;
    }
    if (ended)
        return true;
    size_t size = into->size;
    if (!stream_read(stream, into, 1, &ended, error))
        return false;
    into->size = size;
    message->cut = !ended;
    return true;
}

/* A file with a leading From_ line that is one message all the same. */
static bool is_single(struct slice all, bool ended) {
    static const char from[] = "\nFrom ";
    size_t start = 0; /* empty lines before the first */
    while (start < all.size && (all.data[start] == '\n' || all.data[start] == '\r'))
        ++start;
    return ended && !memmem(all.data + start, all.size - start, from, sizeof from - 1);
}

static const char *keep_from_line(struct feed *feed, struct slice all) {
    const char *line = all.data;
    while (*line == '\n' || *line == '\r')
        ++line;
    const char *end = memchr(line, '\n', all.size - (size_t)(line - all.data));
    size_t size = (size_t)(end - line);
    buffer_clear(&feed->from_line);
    buffer_append(&feed->from_line, line, size && line[size - 1] == '\r' ? size - 1 : size);
    buffer_append(&feed->from_line, "", 1);
    return feed->from_line.data;
}

/* Puts what has been read of the stream back before the rest of it. */
static void unread(struct stream *stream, struct buffer *into, size_t offset) {
    struct buffer all = {0};
    buffer_append(&all, into->data + offset, into->size - offset);
    buffer_append(&all, stream->peeked.data, stream->peeked.size);
    buffer_free(&stream->peeked);
    stream->peeked = all;
    into->size = offset;
}

/* Takes the stream over. */
static enum step enter_level(struct feed *feed, struct stream *stream, enum content content,
                             struct error *error) {
    if (feed->depth == FEED_NESTING) {
        stream_close(stream);
        return problem(feed, error, "archives nested too deep", "unpack it yourself and give the folder");
    }
    struct level *level = &feed->levels[feed->depth++];
    *level = (struct level){.stream = *stream};
    buffer_append_string(&level->name, feed->source.data);
    buffer_append(&level->name, "", 1);
    if (content == CONTENT_MBOX) {
        level->mbox = mbox_open(&level->stream);
        return STEP_ON;
    }
    struct error cause;
    level->container = container_open(&level->stream, content, &cause);
    if (level->container)
        return STEP_ON;
    leave_level(feed);
    return problem(feed, error, cause.message, "get the file anew, or unpack it yourself");
}

static enum step damaged(struct feed *feed, struct error *error, const char *words) {
    const struct level *level = feed->depth ? &feed->levels[feed->depth - 1] : NULL;
    bool broken = level && level->container && container_is_broken(level->container);
    return problem(feed, error, words,
                   broken ? "left out, with what follows it in its archive: get that anew" : "left out");
}

/* The thing whose name is feed->source: a message, or a level more. Takes the stream over. */
static enum step read_thing(struct feed *feed, struct stream *stream, struct buffer *into,
                            struct feed_message *message, struct error *error) {
    struct error cause;
    bool ended;
    *message = (struct feed_message){.offset = into->size};
    enum content content = CONTENT_MESSAGE;
    bool fine = stream_read(stream, into, FEED_FIRST_BYTES, &ended, &cause);
    if (fine) {
        struct slice start = slice_of(into->data + message->offset, into->size - message->offset);
        content = start.size ? content_identify(start) : CONTENT_MESSAGE;
        if (content == CONTENT_MBOX && is_single(start, ended)) {
            message->from_line = keep_from_line(feed, start);
            content = CONTENT_MESSAGE;
        }
        if (content != CONTENT_MESSAGE) {
            unread(stream, into, message->offset);
            return enter_level(feed, stream, content, error);
        }
        fine = read_rest(stream, into, message, ended, &cause);
    }
    stream_close(stream);
    message->source = feed->source.data;
    if (fine)
        return STEP_MESSAGE;
    into->size = message->offset;
    return damaged(feed, error, cause.message);
}

static enum step next_in_mbox(struct feed *feed, struct buffer *into, struct feed_message *message,
                              struct error *error) {
    struct level *level = &feed->levels[feed->depth - 1];
    struct mbox_message found;
    struct error cause;
    size_t offset = into->size;
    enum mbox_status status = mbox_next(level->mbox, into, &found, &cause);
    set_source(feed, level, NULL);
    if (status != MBOX_MESSAGE) {
        into->size = offset;
        leave_level(feed);
        return status == MBOX_END ? STEP_ON : damaged(feed, error, cause.message);
    }
    if (found.number) {
        feed->source.size -= 1;
        buffer_printf(&feed->source, "#%llu", (unsigned long long)found.number);
        buffer_append(&feed->source, "", 1);
    }
    *message = (struct feed_message){feed->source.data, found.offset, found.from_line, found.cut};
    return STEP_MESSAGE;
}

static enum step next_in_container(struct feed *feed, struct buffer *into, struct feed_message *message,
                                   struct error *error) {
    struct level *level = &feed->levels[feed->depth - 1];
    const char *name = NULL;
    struct stream member;
    struct error cause;
    enum container_status status = container_next(level->container, &name, &member, &cause);
    set_source(feed, level, name);
    switch (status) {
    case CONTAINER_MEMBER:
        return read_thing(feed, &member, into, message, error);
    case CONTAINER_PROBLEM:
        return problem(feed, error, cause.message, "left out");
    case CONTAINER_BROKEN:
        set_source(feed, level, NULL);
        leave_level(feed);
        return problem(feed, error, cause.message,
                       "what came before is taken in; for the rest get the file anew");
    default:
        leave_level(feed);
        return STEP_ON;
    }
}

static enum step next_in_walk(struct feed *feed, struct buffer *into, struct feed_message *message,
                              struct error *error) {
    struct stream file = {.read_bytes = &feed->read_bytes};
    const char *path;
    switch (walk_next(feed->walk, &file.fd, &path, error)) {
    case WALK_FILE:
        set_source(feed, NULL, path);
        return read_thing(feed, &file, into, message, error);
    case WALK_PROBLEM:
        return STEP_PROBLEM;
    default:
        return STEP_END;
    }
}

enum feed_status feed_next(struct feed *feed, struct buffer *into, struct feed_message *message,
                           struct error *error) {
    for (;;) {
        const struct level *level = feed->depth ? &feed->levels[feed->depth - 1] : NULL;
        enum step step = !level        ? next_in_walk(feed, into, message, error)
                         : level->mbox ? next_in_mbox(feed, into, message, error)
                                       : next_in_container(feed, into, message, error);
        if (step != STEP_ON)
            return step == STEP_MESSAGE ? FEED_MESSAGE : step == STEP_PROBLEM ? FEED_PROBLEM : FEED_END;
    }
}
