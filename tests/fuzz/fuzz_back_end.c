/* What a filter under test says to the back-end: the first byte cuts the rest into pieces. What must hold:
 * however it is cut, the replies and the mails delivered are the same, and nothing grows beyond its limit. */
#include <stdint.h>
#include <stdlib.h>

#include "bench/back_end_talk.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(int holds) {
    if (!holds)
        abort();
}

struct seen {
    unsigned mails;
    struct buffer heads;
};

static void see(void *context, const struct back_end_mail *mail) {
    struct seen *seen = context;
    demand(mail->recipient_count && mail->recipient_count <= BACK_END_RECIPIENTS);
    demand(mail->head.size <= BACK_END_HEAD_BYTES);
    seen->mails++;
    if (mail->head.size)
        buffer_append(&seen->heads, mail->head.data, mail->head.size);
}

static void talk(const char *text, size_t size, size_t piece, struct seen *seen, struct buffer *replies) {
    struct back_end_talk talk;
    *seen = (struct seen){0};
    back_end_talk_begin(&talk, "weir.example", see, seen);
    for (size_t at = 0; at < size; at += piece) {
        back_end_talk_take(&talk, text + at, size - at < piece ? size - at : piece);
        demand(talk.command_size <= BACK_END_COMMAND_BYTES && talk.recipient_count <= BACK_END_RECIPIENTS);
    }
    *replies = talk.out;
    talk.out = (struct buffer){0};
    back_end_talk_free(&talk);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct seen whole, pieces;
    struct buffer whole_replies, pieces_replies;
    if (!size)
        return 0;
    const char *text = (const char *)data + 1;
    talk(text, size - 1, size, &whole, &whole_replies);
    talk(text, size - 1, 1U + data[0] % 40, &pieces, &pieces_replies);
    demand(whole.mails == pieces.mails && whole.heads.size == pieces.heads.size);
    demand(!whole.heads.size || !memcmp(whole.heads.data, pieces.heads.data, whole.heads.size));
    demand(whole_replies.size == pieces_replies.size);
    demand(!memcmp(whole_replies.data, pieces_replies.data, whole_replies.size));
    buffer_free(&whole.heads);
    buffer_free(&pieces.heads);
    buffer_free(&whole_replies);
    buffer_free(&pieces_replies);
    return 0;
}
