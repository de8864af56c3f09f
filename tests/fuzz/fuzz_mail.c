/* Whole messages: parsed, printed, and every string and array of what came out looked at. What must hold:
 * the promises of mail/mail.h and print/print.h, that is NUL-terminated valid UTF-8, never NULL, no count
 * above its limit, sketches in order. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/utf8.h>

#include "mail/feedback.h"
#include "mail/mail.h"
#include "mail/recipient.h"
#include "print/print.h"

/* Of a link, mail/mail.h. */
#define URL_BYTES 2000

int LLVMFuzzerInitialize(int *count, char ***arguments);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool holds) {
    if (!holds)
        abort();
}

static void check_bytes(const char *text, size_t size) {
    for (size_t at = 0; at < size;) {
        UChar32 c;
        U8_NEXT(text, at, size, c);
        demand(c >= 0);
    }
}

static void check_string(const char *string) {
    demand(string != NULL);
    check_bytes(string, strlen(string));
}

static void check_text(const char *text, size_t bytes, size_t limit) {
    check_string(text);
    demand(strlen(text) == bytes && bytes <= limit);
}

static void check_addresses(const struct mail_address *addresses, size_t count, size_t limit) {
    demand(count <= limit);
    for (size_t i = 0; i < count; i++) {
        check_string(addresses[i].name);
        check_string(addresses[i].address);
    }
}

static void check_strings(const char **strings, size_t count) {
    demand(count <= MAIL_INDICATORS);
    for (size_t i = 0; i < count; i++)
        check_string(strings[i]);
}

static void check_links(const struct mail *mail) {
    demand(mail->link_count <= MAIL_LINKS);
    for (size_t i = 0; i < mail->link_count; i++) {
        const struct mail_link *link = &mail->links[i];
        check_text(link->url, strlen(link->url), URL_BYTES);
        check_string(link->host);
        check_string(link->domain);
    }
}

static void check_attachments(const struct mail *mail) {
    demand(mail->attachment_count <= MAIL_ATTACHMENTS);
    for (size_t i = 0; i < mail->attachment_count; i++) {
        check_string(mail->attachments[i].name);
        check_string(mail->attachments[i].content_type);
    }
}

static void check_print(const struct mail *mail) {
    struct print print;
    memset(&print, 0xff, sizeof print);
    print_make(mail, &print);
    demand(print.shingle_count <= PRINT_SHINGLES && print.word_count <= PRINT_WORDS);
    demand(print.key_count <= PRINT_KEYS);
    for (size_t i = 1; i < print.shingle_count; i++)
        demand(print.shingles[i - 1] < print.shingles[i]);
    for (size_t i = 1; i < print.word_count; i++)
        demand(print.words[i - 1] < print.words[i]);
    for (size_t i = 0; i < print.key_count; i++)
        demand(print.key_kinds[i] < KEY_KIND_COUNT);
}

static void check_mail(const struct mail *mail) {
    check_string(mail->subject);
    check_addresses(&mail->from, 1, 1);
    check_string(mail->envelope_from);
    check_addresses(mail->recipients, mail->recipient_count, MAIL_RECIPIENTS);
    check_string(mail->message_id);
    check_text(mail->text, mail->text_bytes, MAIL_TEXT_BYTES);
    check_text(mail->other_text, mail->other_text_bytes, MAIL_TEXT_BYTES);
    check_text(mail->hidden, mail->hidden_bytes, MAIL_HIDDEN_BYTES);
    check_links(mail);
    check_attachments(mail);
    check_strings(mail->addresses, mail->address_count);
    check_strings(mail->phones, mail->phone_count);
    check_string(mail->sender.ip);
    check_string(mail->sender.helo);
    check_string(mail->sender.reverse_name);
    demand(mail->own_headers <= MAIL_HEADERS);
    check_string(mail_class_name(mail->mail_class));
    check_string(mail_result_name(mail->spf));
    if (mail->unreadable)
        check_string(mail->unreadable);
    check_string(mail->delivered_to);
    check_string(recipient_of(mail));
    demand(mail->addressee_count <= mail->recipient_count);
    if (mail->returned)
        check_mail(mail->returned);
    unsigned derived;
    const struct mail *reported = feedback_unwrap(mail, &derived);
    demand(!reported || mail->mail_class == MAIL_FEEDBACK_REPORT);
    if (reported)
        check_mail(reported);
    check_print(mail);
}

int LLVMFuzzerInitialize(int *count, char ***arguments) {
    mail_initialize();
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena *arena = arena_new();
    check_mail(mail_parse(arena, slice_of((const char *)data, size), NULL, NULL));
    arena_free(arena);
    return 0;
}
