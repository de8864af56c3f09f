/* Puts one message together: head, MIME tree, text, senders, signals. Every step works on what the earlier
 * ones filled and none can fail, so that a bad part costs its own details and no more. */
#include <gmime/gmime.h>
#include <string.h>
#include <strings.h>

#include "mail/address.h"
#include "mail/auth.h"
#include "mail/body.h"
#include "mail/charset.h"
#include "mail/classify.h"
#include "mail/dialect.h"
#include "mail/encoded_word.h"
#include "mail/feedback.h"
#include "mail/host_address.h"
#include "mail/mail.h"
#include "mail/making.h"
#include "mail/received.h"
#include "mail/recipient.h"

/* What a returned message returned itself is nobody's campaign. */
#define RETURNED_NESTING 1

void mail_initialize(void) {
    g_mime_init();
}

static struct mail *new_mail(struct arena *arena, struct slice raw) {
    struct mail *mail = arena_alloc(arena, sizeof *mail);
    mail->arena = arena;
    mail->raw = raw;
    mail->subject = mail->envelope_from = mail->message_id = mail->delivered_to = "";
    mail->text = mail->other_text = mail->hidden = "";
    mail->from = (struct mail_address){"", ""};
    struct mail_sender *sender = &mail->sender;
    sender->ip = sender->helo = sender->reverse_name = sender->doubtful_name = "";
    sender->receiver = sender->recipient = "";
    mail->date = mail->received = TIME_NONE;
    for (size_t i = 0; i < MAKING_COUNT; i++)
        mail->making[i] = "";
    return mail;
}

static const char *why_unreadable(struct slice raw, const struct head *head) {
    if (!raw.size)
        return "empty";
    if (head->count)
        return NULL;
    return memchr(raw.data, 0, raw.size) ? "no mail: binary data without a header" : "no mail: no header";
}

/* The separator line as part of the bytes, where the file is one message. */
static const char *own_from_line(struct arena *arena, struct slice raw) {
    if (raw.size < 6 || memcmp(raw.data, "From ", 5) != 0)
        return NULL;
    enum { LONGEST = 500 };
    size_t limit = raw.size < LONGEST ? raw.size : LONGEST;
    const char *end = memchr(raw.data, '\n', limit);
    return arena_copy(arena, raw.data, end ? (size_t)(end - raw.data) : limit);
}

/* What raw 8-bit text in the head is probably in: the charset of the body, if heads can be written in it.
 * Where none is named it is guessed from the body, since a subject alone is too short for that. */
static const char *charset_of(struct arena *arena, const struct mime_part *root) {
    const struct mime_part *part = root;
    while (!*part->content.charset && part->first)
        part = part->first;
    if (*part->content.charset)
        return charset_extends_ascii(part->content.charset) ? part->content.charset : "";
    if (!(root->head.anomalies & MAIL_RAW_8BIT_HEADER) || strncmp(part->content.type, "text/", 5) != 0)
        return "";
    uint32_t of_the_body = 0;
    return charset_detect(arena, content_decode(arena, part->body, part->content.encoding, &of_the_body));
}

static bool is_bulk(struct arena *arena, const struct head *head) {
    const struct header *precedence = head_find(head, "precedence", 0);
    const char *value = precedence ? head_unfold(arena, precedence->value) : "";
    return head_find(head, "list-id", 0) || head_find(head, "list-unsubscribe", 0) ||
           !strcasecmp(value, "bulk") || !strcasecmp(value, "list");
}

static void read_head(struct mail *mail, const struct head *head, const struct mime_part *root,
                      const char *from_line) {
    const char *charset = charset_of(mail->arena, root);
    const struct header *header = head_find(head, "subject", 0);
    if (header)
        mail->subject = encoded_word_decode(mail->arena, header->value, charset, &mail->anomalies);
    if ((header = head_find(head, "message-id", 0)))
        mail->message_id = encoded_word_decode(mail->arena, header->value, charset, &mail->anomalies);
    if ((header = head_find(head, "date", 0)))
        mail->date = head_parse_date(header->value);
    if (mail->date == TIME_NONE)
        mail->anomalies |= MAIL_NO_DATE;
    address_read(mail, head, from_line, charset);
    mail->bulk = is_bulk(mail->arena, head);
}

/* Of the separator line: what follows the address. */
static int64_t from_line_time(const char *from_line) {
    const char *rest = from_line + strcspn(from_line, " ");
    rest += strspn(rest, " ");
    return head_parse_date(slice_from_string(rest + strcspn(rest, " ")));
}

static void read_receipt(struct mail *mail, const struct head *head, const char *from_line,
                         const struct trust *trust) {
    received_read(mail, head, trust);
    recipient_read_delivered(mail, head);
    if (mail->received == TIME_NONE && from_line)
        mail->received = from_line_time(from_line);
    if (mail->received == TIME_NONE)
        mail->received = mail->date;
}

/* Real mail has a sender that there is; a server that passes it on within the house may have a private
 * address, and what comes through one is not simulated. */
static bool may_be_simulated(const struct mail_sender *sender) {
    return !*sender->ip || host_address_is_reserved(sender->address);
}

static struct mail *parse(struct arena *arena, struct slice raw, const char *from_line,
                          const struct trust *trust, unsigned depth);

static void read_returned(struct mail *mail, const struct mime_part *root, unsigned depth) {
    if (mail->mail_class == MAIL_ORDINARY || depth == RETURNED_NESTING)
        return;
    if (mail->mail_class == MAIL_FEEDBACK_REPORT)
        mail->feedback = feedback_find(mail, root);
    struct slice raw = body_embedded(mail, root);
    if (!raw.size)
        raw = classify_find_returned(slice_of(mail->text, mail->text_bytes));
    struct mail *returned = raw.size ? parse(mail->arena, raw, NULL, NULL, depth + 1) : NULL;
    if (returned && !returned->unreadable)
        mail->returned = returned;
}

static struct mail *parse(struct arena *arena, struct slice raw, const char *from_line,
                          const struct trust *trust, unsigned depth) {
    struct mail *mail = new_mail(arena, raw);
    size_t parts = 0;
    const struct mime_part *root = mime_read(arena, raw, &parts, &mail->anomalies);
    mail->unreadable = why_unreadable(raw, &root->head);
    if (mail->unreadable)
        return mail;
    if (!from_line)
        from_line = own_from_line(arena, raw);
    read_head(mail, &root->head, root, from_line);
    read_receipt(mail, &root->head, from_line, trust);
    mail->simulated = root->head.simulated && may_be_simulated(&mail->sender);
    auth_read(mail, &root->head);
    body_read(mail, root);
    const char *shape = mime_shape(arena, root);
    struct written_head written;
    header_look(mail, &root->head, &written);
    dialect_read(mail, &written, shape, root->content.boundary);
    making_read(mail, &written, root, shape);
    mail->mail_class = classify(mail, &root->head, root->content.report_type);
    read_returned(mail, root, depth);
    return mail;
}

struct mail *mail_parse(struct arena *arena, struct slice raw, const char *from_line,
                        const struct trust *trust) {
    return parse(arena, raw, from_line, trust, 0);
}
