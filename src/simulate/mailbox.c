/* Mails are made in the order in which they were sent, and received in another: some servers are slow. A mail
 * waits in a heap until nothing that is still to be made can have come before it, which is when it was
 * received by the time at which the next one is sent. So memory holds some minutes of mail. */
#include "simulate/mailbox.h"

#include <errno.h>
#include <stdlib.h>

#include "base/arena.h"

static bool is_before(const struct mailbox_item *one, const struct mailbox_item *other) {
    return one->received != other->received ? one->received < other->received : one->order < other->order;
}

static void swap(struct mailbox_item *one, struct mailbox_item *other) {
    struct mailbox_item kept = *one;
    *one = *other;
    *other = kept;
}

void mailbox_add(struct mailbox *mailbox, int64_t received, uint32_t kind, uint32_t campaign,
                 struct slice text) {
    if (mailbox->count == mailbox->capacity) {
        mailbox->capacity = mailbox->capacity ? 2 * mailbox->capacity : 64;
        mailbox->waiting = reallocate(mailbox->waiting, mailbox->capacity * sizeof *mailbox->waiting);
    }
    size_t at = mailbox->count++;
    mailbox->waiting[at] =
        (struct mailbox_item){received, mailbox->added++, allocate(text.size), text.size, kind, campaign};
    memcpy(mailbox->waiting[at].text, text.data, text.size);
    for (; at && is_before(&mailbox->waiting[at], &mailbox->waiting[(at - 1) / 2]); at = (at - 1) / 2)
        swap(&mailbox->waiting[at], &mailbox->waiting[(at - 1) / 2]);
}

static struct mailbox_item take_first(struct mailbox *mailbox) {
    struct mailbox_item first = mailbox->waiting[0];
    mailbox->waiting[0] = mailbox->waiting[--mailbox->count];
    for (size_t at = 0, child; (child = 2 * at + 1) < mailbox->count; at = child) {
        if (child + 1 < mailbox->count && is_before(&mailbox->waiting[child + 1], &mailbox->waiting[child]))
            child++;
        if (is_before(&mailbox->waiting[at], &mailbox->waiting[child]))
            break;
        swap(&mailbox->waiting[at], &mailbox->waiting[child]);
    }
    return first;
}

bool mailbox_write(struct mailbox *mailbox, int64_t by, struct mailbox_item *written) {
    if (!mailbox->count || mailbox->waiting[0].received > by)
        return false;
    *written = take_first(mailbox);
    if (fwrite(written->text, 1, written->size, mailbox->stream) < written->size && !mailbox->failure)
        mailbox->failure = errno;
    free(written->text);
    written->text = NULL;
    mailbox->written++;
    mailbox->bytes += written->size;
    return true;
}

void mailbox_free(struct mailbox *mailbox) {
    for (size_t i = 0; i < mailbox->count; i++)
        free(mailbox->waiting[i].text);
    free(mailbox->waiting);
}
