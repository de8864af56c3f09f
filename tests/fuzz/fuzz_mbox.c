/* Splitting of mboxes. The first byte says how the input comes in two blocks. What must hold: the messages
 * and their From_ lines, with at most one empty line after each, are the input, in order, without a gap. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "feed/content.h"
#include "feed/mbox.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool holds) {
    if (!holds)
        abort();
}

static bool is_line_end(char c) {
    return c == '\n' || c == '\r';
}

/* Where the bytes of the message number `number` start, the one before having ended at `at`. */
static size_t find_start(struct slice input, size_t at, uint64_t number) {
    size_t from = at;
    while (from < input.size && is_line_end(input.data[from]))
        ++from;
    demand(number == 1 || from - at <= 2);
    demand(input.size - from > 5 && !memcmp(input.data + from, "From ", 5));
    const char *end = memchr(input.data + from, '\n', input.size - from);
    demand(end != NULL);
    return (size_t)(end - input.data) + 1;
}

static void split(struct stream *stream, struct slice input) {
    struct mbox *mbox = mbox_open(stream);
    struct buffer bytes = {0};
    struct mbox_message message;
    struct error error;
    size_t at = 0;
    uint64_t count = 0;
    while (mbox_next(mbox, &bytes, &message, &error) == MBOX_MESSAGE) {
        demand(message.number ? message.number == ++count : count == 0 && at == 0);
        if (message.number)
            at = find_start(input, at, message.number);
        size_t size = bytes.size - message.offset;
        demand(size <= input.size - at && !memcmp(bytes.data + message.offset, input.data + at, size));
        at += size;
        demand(strlen(message.from_line) <= MBOX_FROM_LINE_BYTES && !message.cut);
    }
    demand(count != 1 && input.size - at <= 2);
    mbox_close(mbox);
    buffer_free(&bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct slice input = {(const char *)data + 1, size ? size - 1 : 0};
    if (!input.size || content_identify(input) != CONTENT_MBOX)
        return 0;
    struct stream stream = {.fd = memfd_create("mbox", MFD_CLOEXEC)};
    size_t first = input.size * data[0] / 255;
    buffer_append(&stream.peeked, input.data, first);
    demand(stream.fd >= 0 &&
           write(stream.fd, input.data + first, input.size - first) == (ssize_t)(input.size - first));
    demand(lseek(stream.fd, 0, SEEK_SET) == 0);
    split(&stream, input);
    stream_close(&stream);
    return 0;
}
