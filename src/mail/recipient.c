/* Recipients, each once. Few mails have more than ten, so a list is looked through; MAIL_RECIPIENTS bounds
 * what a hostile one costs. */
#include "mail/recipient.h"

#include <string.h>
#include <strings.h>

#include "mail/charset.h"

/* Longer than any address. */
#define DELIVERED_BYTES ((size_t)1000)

void recipient_add(struct mail *mail, const char *name, const char *address) {
    for (size_t i = 0; i < mail->recipient_count; i++) {
        struct mail_address *known = &mail->recipients[i];
        if (strcasecmp(known->address, address) != 0)
            continue;
        if (!*known->name)
            known->name = name;
        return;
    }
    if (mail->recipient_count == MAIL_RECIPIENTS) {
        mail->anomalies |= MAIL_LIMIT;
        return;
    }
    /* Nobody else grows the array, so its capacity is the next power of two. */
    size_t count = mail->recipient_count, capacity = count;
    if ((count & (count - 1)) == 0)
        mail->recipients =
            arena_grow(mail->arena, mail->recipients, count, &capacity, sizeof *mail->recipients);
    mail->recipients[mail->recipient_count++] = (struct mail_address){name, address};
}

static bool is_named(const struct header *header, const char *name) {
    return header->name.size == strlen(name) && !strncasecmp(header->name.data, name, header->name.size);
}

/* The bytes around the first @, without brackets and spaces; "" if there is none. */
static const char *read_address(struct arena *arena, struct slice value) {
    static const char ends[] = " \t<>()\",;:";
    uint32_t ignored = 0;
    value.size = value.size < DELIVERED_BYTES ? value.size : DELIVERED_BYTES;
    const char *text = head_unfold(arena, charset_to_utf8(arena, value, "utf-8", &ignored)),
               *at = strchr(text, '@'), *begin = at;
    while (begin > text && !strchr(ends, begin[-1]))
        begin--;
    return at && begin < at ? arena_copy(arena, begin, strcspn(begin, ends)) : "";
}

/* Servers prepend, so the lowest of these headers above the hand-over is of the mailbox that it came to
 * first; what stands below is the sender's say, and above the lines of whom it was forwarded to it is their
 * mailbox. One server writes Delivered-To and above it X-Original-To, which is the address before aliases. */
void recipient_read_delivered(struct mail *mail, const struct head *head) {
    const struct header *delivered = NULL, *original = NULL;
    size_t own = mail->own_headers < head->count ? mail->own_headers : head->count;
    for (size_t i = own; i-- > mail->receiver_headers && !original;) {
        const struct header *header = &head->headers[i];
        if (delivered && is_named(header, "received"))
            break;
        if (is_named(header, "x-original-to") || is_named(header, "envelope-to"))
            original = header;
        else if (!delivered && is_named(header, "delivered-to"))
            delivered = header;
    }
    const struct header *header = original ? original : delivered;
    mail->delivered_to = header ? read_address(mail->arena, header->value) : "";
}

const char *recipient_of(const struct mail *mail) {
    if (*mail->sender.recipient)
        return mail->sender.recipient;
    if (*mail->delivered_to)
        return mail->delivered_to;
    return mail->addressee_count == 1 ? mail->recipients[0].address : "";
}
