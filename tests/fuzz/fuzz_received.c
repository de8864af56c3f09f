/* Fuzzes what reads the trace of a mail: the input as one Received value, as a whole head (hand-over,
 * recorded authentication, dialect, class, kind of sender), as the description of a MIME tree and as the text
 * of a bounce. */
#include <stdint.h>
#include <stdlib.h>

#include "mail/auth.h"
#include "mail/classify.h"
#include "mail/dialect.h"
#include "mail/header_habit.h"
#include "mail/received.h"
#include "mail/sender.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_sender(const struct mail *mail) {
    if (mail->recipient_count > MAIL_RECIPIENTS)
        abort();
    for (const char *c = mail->sender.helo; *c; c++)
        if (*c < ' ' || *c > '~')
            abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena *arena = arena_new();
    struct slice raw = slice_of((const char *)data, size);
    struct received_hop hop;
    received_parse(arena, raw, &hop);
    struct head head;
    head_parse(arena, raw, &head);
    const char *text = arena_copy(arena, raw.data, raw.size);
    struct mail mail = {.arena = arena, .raw = raw, .subject = "", .message_id = "", .envelope_from = ""};
    mail.sender = (struct mail_sender){
        .ip = "", .helo = "", .reverse_name = "", .doubtful_name = "", .receiver = "", .recipient = ""};
    mail.from = (struct mail_address){"", "mailer-daemon@example.org"};
    mail.text = text;
    mail.text_bytes = strlen(text);
    received_read(&mail, &head, NULL);
    auth_read(&mail, &head);
    struct written_head written;
    header_look(&mail, &head, &written);
    dialect_read(&mail, &written, text, text);
    classify(&mail, &head, "");
    check_sender(&mail);
    struct sender_traits traits;
    sender_classify(&mail, &traits);
    if (traits.provider && !sender_provider_name(traits.provider))
        abort();
    arena_free(arena);
    return 0;
}
