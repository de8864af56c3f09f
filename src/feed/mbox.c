/* Splits an mbox at its From_ lines.
 *
 * A message ends before an empty line and a line that looks like a From_ line (content.h), or at the end.
 * Where its head has a Content-Length (mboxcl, mboxcl2), From_ lines inside the body need not be quoted, but
 * the field is often wrong, copied from elsewhere or forged; so it is believed only if the body that it
 * states ends exactly where a From_ line or the end of the file stands, line ends in between allowed. `>From`
 * stays as it is.
 *
 * One pass through a sliding window. Cost: linear, each byte is searched once, also when every message claims
 * a false length, since looking ahead only fills the window. Memory: some hundred kB; a believable length up
 * to FEED_MESSAGE_BYTES. */
#include "feed/mbox.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "feed/content.h"
#include "feed/feed.h"

/* Looked at behind a From_ line, to see whether a header field follows. */
#define MBOX_FIELD_BYTES 256
/* Where Content-Length is looked for; heads of real mail are smaller. */
#define MBOX_HEAD_BYTES ((size_t)64 << 10)
/* What has been searched goes to the caller in pieces of this size. */
#define MBOX_FLUSH_BYTES ((size_t)256 << 10)
/* Kept of what went before: two line ends, to tell whether a line is empty. */
#define MBOX_HISTORY_BYTES 4

struct mbox {
    struct stream *stream;
    struct buffer window;
    size_t position; /* in the window: what comes next; before it, MBOX_HISTORY_BYTES of what went */
    bool ended;      /* the window runs to the end of the stream */
    uint64_t number;
    struct buffer from_line;
};

struct mbox *mbox_open(struct stream *stream) {
    struct mbox *mbox = allocate_zeroed(1, sizeof *mbox);
    mbox->stream = stream;
    return mbox;
}

void mbox_close(struct mbox *mbox) {
    if (!mbox)
        return;
    buffer_free(&mbox->window);
    buffer_free(&mbox->from_line);
    free(mbox);
}

static const char *ahead(const struct mbox *mbox) {
    return mbox->window.data + mbox->position;
}

static size_t ahead_bytes(const struct mbox *mbox) {
    return mbox->window.size - mbox->position;
}

static void forget_past(struct mbox *mbox) {
    if (mbox->position <= mbox->window.size / 2 || mbox->position <= MBOX_HISTORY_BYTES)
        return;
    size_t gone = mbox->position - MBOX_HISTORY_BYTES;
    memmove(mbox->window.data, mbox->window.data + gone, mbox->window.size - gone);
    mbox->window.size -= gone;
    mbox->position = MBOX_HISTORY_BYTES;
}

/* Sees to it that `bytes` bytes are ahead, or all that there are. */
static bool fill(struct mbox *mbox, size_t bytes, struct error *error) {
    while (!mbox->ended && ahead_bytes(mbox) < bytes) {
        const char *block;
        ssize_t size = stream_next_block(mbox->stream, &block, error);
        if (size < 0)
            return false;
        forget_past(mbox);
        buffer_append(&mbox->window, block, (size_t)size);
        mbox->ended = !size;
    }
    return true;
}

/* Hands `bytes` bytes over to the message, as far as there is room, and moves on. */
static void flush(struct mbox *mbox, size_t bytes, struct buffer *into, struct mbox_message *message) {
    size_t room = FEED_MESSAGE_BYTES - (into->size - message->offset);
    buffer_append(into, ahead(mbox), bytes < room ? bytes : room);
    message->cut |= bytes > room;
    mbox->position += bytes;
}

/* Whether a From_ line stands at `at` ahead; the window holds it and some of what follows. */
static bool is_from_line(const struct mbox *mbox, size_t at) {
    const char *start = ahead(mbox) + at;
    size_t size = ahead_bytes(mbox) - at;
    const char *end = memchr(start, '\n', size < MBOX_FROM_LINE_BYTES ? size : MBOX_FROM_LINE_BYTES);
    if (!end)
        return false;
    size_t line = (size_t)(end - start);
    return content_is_from_line(slice_of(start, line), slice_of(end + 1, size - line - 1));
}

/* Size of the empty line that ends at `at` ahead, 0 if there is none. */
static size_t empty_line_before(const struct mbox *mbox, size_t at) {
    size_t end = mbox->position + at;
    const char *data = mbox->window.data;
    if (end < 2 || data[end - 1] != '\n')
        return 0;
    if (data[end - 2] == '\n')
        return 1;
    return end >= 3 && data[end - 2] == '\r' && data[end - 3] == '\n' ? 2 : 0;
}

/* The value of Content-Length in the head that lies ahead, and where the body starts; false if there is none.
 */
static bool find_length(const struct mbox *mbox, size_t *body, size_t *length) {
    static const char name[] = "content-length:";
    const char *head = ahead(mbox);
    size_t size = ahead_bytes(mbox) < MBOX_HEAD_BYTES ? ahead_bytes(mbox) : MBOX_HEAD_BYTES;
    bool found = false;
    for (size_t at = 0; at < size;) {
        const char *end = memchr(head + at, '\n', size - at);
        if (!end)
            return false;
        size_t next = (size_t)(end - head) + 1;
        if (next - at == 1 || (next - at == 2 && head[at] == '\r')) {
            *body = next;
            return found;
        }
        if (next - at > sizeof name && !strncasecmp(head + at, name, sizeof name - 1)) {
            char digits[24] = "";
            size_t value = next - at - sizeof name;
            memcpy(digits, head + at + sizeof name - 1, value < sizeof digits ? value : sizeof digits - 1);
            *length = strtoul(digits, NULL, 10);
            found = true;
        }
        at = next;
    }
    return false;
}

/* Where the message that lies ahead ends by its Content-Length: at a From_ line or the end. 0: the field is
 * missing or not to be believed. */
static bool find_stated_end(struct mbox *mbox, size_t *stated_end, struct error *error) {
    size_t body = 0, length = 0;
    *stated_end = 0;
    if (!fill(mbox, MBOX_HEAD_BYTES, error))
        return false;
    if (!find_length(mbox, &body, &length) || length > FEED_MESSAGE_BYTES)
        return true;
    size_t end = body + length;
    if (!fill(mbox, end + MBOX_FROM_LINE_BYTES + MBOX_FIELD_BYTES, error))
        return false;
    for (int line_ends = 0; line_ends <= 2 && end <= ahead_bytes(mbox); ++line_ends) {
        const char *at = ahead(mbox) + end;
        if (end == ahead_bytes(mbox) || (at[-1] == '\n' && is_from_line(mbox, end))) {
            *stated_end = end;
            return true;
        }
        if (*at == '\r' && end + 1 < ahead_bytes(mbox) && at[1] == '\n')
            end += 2;
        else if (*at == '\n')
            end += 1;
        else
            return true;
    }
    return true;
}

/* Hands over the message up to where it ends, the empty line that ends it included; tells its size. */
static bool find_end(struct mbox *mbox, struct buffer *into, struct mbox_message *message,
                     struct error *error) {
    static const char from[] = "\nFrom ";
    size_t searched = 0;
    for (;;) {
        const char *hit =
            ahead_bytes(mbox) > searched
                ? memmem(ahead(mbox) + searched, ahead_bytes(mbox) - searched, from, sizeof from - 1)
                : NULL;
        if (hit) {
            size_t at = (size_t)(hit - ahead(mbox)) + 1;
            if (!fill(mbox, at + MBOX_FROM_LINE_BYTES + MBOX_FIELD_BYTES, error))
                return false;
            if (empty_line_before(mbox, at) && is_from_line(mbox, at)) {
                flush(mbox, at, into, message);
                return true;
            }
            searched = at;
            continue;
        }
        if (mbox->ended) {
            flush(mbox, ahead_bytes(mbox), into, message);
            return true;
        }
        size_t kept = sizeof from - 1;
        if (ahead_bytes(mbox) > searched + kept)
            searched = ahead_bytes(mbox) - kept;
        if (searched >= MBOX_FLUSH_BYTES) {
            flush(mbox, searched, into, message);
            searched = 0;
        }
        if (!fill(mbox, ahead_bytes(mbox) + 1, error))
            return false;
    }
}

/* Takes the From_ line that lies ahead, with empty lines before the first. Returns its size; 0 at the end. */
static bool take_from_line(struct mbox *mbox, size_t *taken, struct error *error) {
    *taken = 0;
    if (!fill(mbox, CONTENT_KNOWN_BYTES + MBOX_FROM_LINE_BYTES + MBOX_FIELD_BYTES, error))
        return false;
    const char *start = ahead(mbox), *end = start + ahead_bytes(mbox);
    const char *line = start;
    while (line < end && (*line == '\n' || *line == '\r'))
        ++line;
    const char *line_end = line < end ? memchr(line, '\n', (size_t)(end - line)) : NULL;
    if (!line_end)
        return true;
    *taken = (size_t)(line_end - start) + 1;
    size_t size = (size_t)(line_end - line);
    if (size && line[size - 1] == '\r')
        --size;
    buffer_clear(&mbox->from_line);
    buffer_append(&mbox->from_line, line, size);
    buffer_append(&mbox->from_line, "", 1);
    return true;
}

/* Removes the empty line that ends a message. */
static void trim(struct buffer *into, const struct mbox *mbox, const struct mbox_message *message) {
    size_t empty = message->cut ? 0 : empty_line_before(mbox, 0);
    size_t size = into->size - message->offset;
    into->size -= empty < size ? empty : size;
}

enum mbox_status mbox_next(struct mbox *mbox, struct buffer *into, struct mbox_message *message,
                           struct error *error) {
    *message = (struct mbox_message){.offset = into->size};
    size_t taken, stated_end;
    if (!take_from_line(mbox, &taken, error))
        return MBOX_ERROR;
    if (!taken)
        return MBOX_END;
    message->from_line = mbox->from_line.data;
    /* Whether the first is the only one shows at its end; till then its line is kept with it. */
    if (mbox->number)
        mbox->position += taken;
    else
        flush(mbox, taken, into, message);
    if (!find_stated_end(mbox, &stated_end, error))
        return MBOX_ERROR;
    if (stated_end)
        flush(mbox, stated_end, into, message);
    else if (!find_end(mbox, into, message, error))
        return MBOX_ERROR;
    if (!mbox->number && mbox->ended && !ahead_bytes(mbox))
        return MBOX_MESSAGE;
    if (!mbox->number)
        message->offset += taken;
    message->number = ++mbox->number;
    trim(into, mbox, message);
    return MBOX_MESSAGE;
}
