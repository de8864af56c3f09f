/* What a filter under test replies, line by line. What must hold: a reply has a code that SMTP has, one code
 * in all its lines, no more lines than the limit, and text that is printable. */
#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>

#include "bench/smtp_reply.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(int holds) {
    if (!holds)
        abort();
}

static void check(const struct smtp_reply *reply, enum smtp_reply_step step) {
    if (step != SMTP_REPLY_GARBAGE)
        demand(reply->code >= 200 && reply->code <= 599 && reply->lines);
    demand(reply->lines <= SMTP_REPLY_LINES);
    demand(strlen(reply->text) < SMTP_REPLY_TEXT_BYTES);
    for (const char *letter = reply->text; *letter; letter++)
        demand(isprint((unsigned char)*letter));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const char *at = (const char *)data, *end = at + size;
    struct smtp_reply reply = {0};
    while (at < end) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        size_t length = (size_t)((newline ? newline : end) - at);
        unsigned code = reply.code;
        enum smtp_reply_step step = smtp_reply_add(&reply, slice_of(at, length));
        check(&reply, step);
        demand(!code || step == SMTP_REPLY_GARBAGE || reply.code == code);
        if (step != SMTP_REPLY_MORE)
            reply = (struct smtp_reply){0};
        at += length + (newline != NULL);
    }
    return 0;
}
