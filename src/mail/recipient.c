/* Recipients, each once. Few mails have more than ten, so a list is looked through; MAIL_RECIPIENTS bounds
 * what a hostile one costs. */
#include "mail/recipient.h"

#include <strings.h>

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
