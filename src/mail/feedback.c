/* A report has three parts: words for people, fields for machines, and the mail. Nearly all fields are
 * optional and some reporters leave out all of them, so what is missing is read from the mail itself: its
 * hand-over, the time of that, its recipient. Those who report may have put something else in place of the
 * recipient.
 *
 * Cost: one pass over the fields; a look at each part of the report. */
#include "mail/feedback.h"

#include <string.h>
#include <strings.h>

#include "mail/charset.h"
#include "mail/content.h"
#include "mail/host_address.h"
#include "mail/recipient.h"

/* Of the fields: a report has about ten short ones. */
#define FIELDS_BYTES ((size_t)64 << 10)

static const char *field_of(struct arena *arena, const struct head *head, const char *name) {
    const struct header *field = head_find(head, name, 0);
    return field ? head_unfold(arena, field->value) : "";
}

/* Of "<who@example.org>", "who@example.org", "rfc822; who@example.org"; "" if there is no n-th one. */
static const char *read_recipient(struct arena *arena, const struct head *head, size_t n) {
    const struct header *field = head_find(head, "original-rcpt-to", n);
    uint32_t ignored = 0;
    if (!field)
        return "";
    const char *value = head_unfold(arena, charset_to_utf8(arena, field->value, "utf-8", &ignored));
    const char *type = strchr(value, ';');
    value = type ? type + 1 : value;
    value += strspn(value, " \t<");
    const char *address = arena_copy(arena, value, strcspn(value, " \t>"));
    return strchr(address, '@') ? address : "";
}

static int64_t read_arrival(const struct head *head) {
    static const char *const names[] = {"arrival-date", "received-date"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const struct header *field = head_find(head, names[i], 0);
        int64_t time = field ? head_parse_date(field->value) : TIME_NONE;
        if (time != TIME_NONE)
            return time;
    }
    return TIME_NONE;
}

static void read_fields(struct arena *arena, const struct head *head, struct feedback *feedback) {
    bool several = head_find(head, "original-rcpt-to", 1);
    *feedback = (struct feedback){.arrival = read_arrival(head),
                                  .recipient = several ? "" : read_recipient(arena, head, 0)};
    const char *source = field_of(arena, head, "source-ip");
    if (!host_address_parse(slice_from_string(source), feedback->source))
        memset(feedback->source, 0, sizeof feedback->source);
}

void feedback_read(struct arena *arena, struct slice fields, struct feedback *feedback) {
    struct head head;
    fields.size = fields.size < FIELDS_BYTES ? fields.size : FIELDS_BYTES;
    head_parse(arena, fields, &head);
    read_fields(arena, &head, feedback);
}

static const struct mime_part *find_part(const struct mime_part *part) {
    if (!strcmp(part->content.type, "message/feedback-report"))
        return part;
    const struct mime_part *found = NULL;
    for (const struct mime_part *child = part->first; child && !found; child = child->next)
        found = find_part(child);
    return found;
}

const struct feedback *feedback_find(struct mail *mail, const struct mime_part *root) {
    const struct mime_part *part = find_part(root);
    struct head head;
    if (!part)
        return NULL;
    struct slice fields = content_decode(mail->arena, part->body, part->content.encoding, &mail->anomalies);
    fields.size = fields.size < FIELDS_BYTES ? fields.size : FIELDS_BYTES;
    head_parse(mail->arena, fields, &head);
    struct feedback *feedback = arena_alloc(mail->arena, sizeof *feedback);
    read_fields(mail->arena, &head, feedback);
    for (size_t i = 0; i < MAIL_RECIPIENTS && head_find(&head, "original-rcpt-to", i); i++) {
        const char *recipient = read_recipient(mail->arena, &head, i);
        if (*recipient)
            recipient_add(mail, "", recipient);
    }
    return feedback;
}

/* What its Received headers say of another host is not said of this one. */
static void set_host(struct mail *mail, const uint8_t address[16]) {
    char text[HOST_ADDRESS_TEXT_BYTES];
    if (!memcmp(mail->sender.address, address, sizeof mail->sender.address))
        return;
    mail->sender = (struct mail_sender){.helo = "", .reverse_name = "", .doubtful_name = "", .receiver = ""};
    mail->sender.recipient = "";
    mail->sender.ip = arena_string(mail->arena, host_address_format(address, text));
    memcpy(mail->sender.address, address, sizeof mail->sender.address);
}

struct mail *feedback_unwrap(const struct mail *mail, unsigned *derived) {
    static const struct feedback nothing = {.arrival = TIME_NONE, .recipient = ""};
    static const uint8_t unknown[16];
    *derived = 0;
    if (mail->mail_class != MAIL_FEEDBACK_REPORT || !mail->returned)
        return NULL;
    const struct feedback *feedback = mail->feedback ? mail->feedback : &nothing;
    struct mail *reported = arena_alloc(mail->arena, sizeof *reported);
    *reported = *mail->returned;
    const char *recipient = *feedback->recipient ? feedback->recipient : recipient_of(reported);
    if (memcmp(feedback->source, unknown, sizeof unknown) != 0)
        set_host(reported, feedback->source);
    else
        *derived |= DERIVED_HOST;
    reported->sender.recipient = recipient;
    *derived |= *feedback->recipient ? 0 : DERIVED_RECIPIENT;
    if (feedback->arrival != TIME_NONE)
        reported->received = feedback->arrival;
    else
        *derived |= DERIVED_TIME;
    if (reported->received == TIME_NONE)
        reported->received = mail->received;
    return reported;
}
