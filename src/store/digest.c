/* See digest.h. */
#include "store/digest.h"

#include <string.h>
#include <xxhash.h>

#include "mail/feedback.h"
#include "mail/received.h"
#include "mail/recipient.h"
#include "store/occasion.h"
#include "store/schema.h"
#include "store/trace.h"
#include "tout/record.h"

/* Subjects and senders are shown, searched by their words elsewhere; nobody reads on after so much. */
#define SHOWN_BYTES 500

void digester_open(struct digester *digester, const struct trust *trust) {
    *digester = (struct digester){.arena = arena_new(), .trust = trust};
}

void digester_close(struct digester *digester) {
    arena_free(digester->arena);
    buffer_free(&digester->record);
    term_set_free(&digester->terms);
}

static const char *copy_shown(struct arena *keep, const char *text) {
    size_t size = strnlen(text, SHOWN_BYTES);
    while (size && ((unsigned char)text[size] & 0xc0) == 0x80) /* not within a character */
        size--;
    return arena_copy(keep, text, size);
}

static const char *describe_sender(struct arena *keep, const struct mail_address *from) {
    if (!*from->name)
        return copy_shown(keep, from->address);
    if (!*from->address)
        return copy_shown(keep, from->name);
    return copy_shown(keep, arena_printf(keep, "%s <%s>", from->name, from->address));
}

static unsigned flags_of(const struct mail *mail) {
    unsigned flags = mail->returned ? FLAG_INDIRECT : 0;
    for (size_t i = 0; i < mail->link_count; i++)
        if (!mail->links[i].image && *mail->links[i].host)
            flags |= FLAG_URL;
    return mail->attachment_count ? flags | FLAG_ATTACHMENT : flags;
}

bool digest_has_host(const struct digest *digest) {
    static const uint8_t unknown[sizeof digest->address];
    return memcmp(digest->address, unknown, sizeof unknown) != 0;
}

static struct slice read_touts(struct digester *digester, struct arena *keep, const struct mail *mail) {
    struct tout_reading reading;
    if (!tout_read(mail, slice_of("", 0), &reading))
        return slice_of("", 0);
    buffer_clear(&digester->record);
    tout_record_write(&reading, &digester->record);
    return slice_of(arena_copy(keep, digester->record.data, digester->record.size), digester->record.size);
}

int64_t dialect_id(uint64_t hash) {
    return (int64_t)(hash & INT64_MAX) | !(hash & INT64_MAX);
}

static void copy_making(struct arena *keep, const struct mail *mail, struct dialect *dialect) {
    if (mail->returned)
        mail = mail->returned;
    for (size_t i = 0; i < MAKING_COUNT; i++) {
        size_t size = strlen(mail->making[i]);
        dialect->texts[i] = arena_copy(keep, mail->making[i], size);
        dialect->lines[i] = size ? dialect_id(XXH3_64bits_withSeed(mail->making[i], size, i)) : 0;
    }
    dialect->id = dialect_id(XXH3_64bits(dialect->lines, sizeof dialect->lines));
}

static int64_t read_trace(const struct mail *mail, const struct print *print) {
    struct trace trace;
    trace_read(mail, print, &trace);
    return trace_pack(&trace);
}

static void copy_terms(struct digester *digester, struct arena *keep, const struct mail *mail,
                       struct digest *digest) {
    term_set_clear(&digester->terms);
    term_set_mail(&digester->terms, mail);
    uint64_t *terms = arena_alloc_raw(keep, digester->terms.count * sizeof *terms);
    if (digester->terms.count)
        memcpy(terms, digester->terms.terms, digester->terms.count * sizeof *terms);
    digest->terms = terms;
    digest->term_count = digester->terms.count;
}

/* What is listed of the mail. */
static void copy_row(struct arena *keep, const struct mail *mail, struct digest *digest) {
    digest->sender = describe_sender(keep, &mail->from);
    digest->subject = copy_shown(keep, mail->subject);
    digest->received = mail->received;
    digest->flags = flags_of(mail);
    memcpy(digest->address, mail->sender.address, sizeof digest->address);
}

/* Once the print is made. What a bounce returns was delivered to nobody here. */
static void read_delivery(const struct mail *mail, struct digest *digest) {
    digest->trace = read_trace(mail, &digest->print);
    digest->recipient = occasion_recipient(recipient_of(mail));
    digest->occasion = digest->print.indirect ? 0
                                              : occasion_of(digest->address, digest->recipient, mail->date,
                                                            digest->print.wording);
}

/* digest: of the same mail; its print is that of what was reported, as is all that is read of its text. */
static const struct digest *read_report(struct digester *digester, struct arena *keep,
                                        const struct mail *mail, const struct digest *digest) {
    unsigned derived;
    const struct mail *reported = feedback_unwrap(mail, &derived);
    if (!reported)
        return NULL;
    struct digest *report = arena_alloc(keep, sizeof *report);
    *report = *digest;
    copy_row(keep, reported, report);
    report->flags |= FLAG_REPORTED | derived * FLAG_DERIVED_HOST;
    report->print.indirect = false;
    report->print.received = reported->received;
    read_delivery(reported, report);
    copy_terms(digester, keep, reported, report);
    return report;
}

void digest_unwrap(struct digest *digest) {
    if (digest->report)
        *digest = *digest->report;
}

void digest_make(struct digester *digester, struct arena *keep, struct slice raw, const char *from_line,
                 const uint8_t *sender, struct digest *digest) {
    arena_reset(digester->arena);
    const struct trust *trust = sender ? trust_known(digester->arena, sender) : digester->trust;
    const struct mail *mail = mail_parse(digester->arena, raw, from_line, trust);
    *digest = (struct digest){.unreadable = mail->unreadable ? arena_string(keep, mail->unreadable) : "",
                              .mail_class = mail->mail_class,
                              .simulated = mail->simulated};
    copy_row(keep, mail, digest);
    if (mail->unreadable)
        return;
    print_make(mail, &digest->print);
    copy_making(keep, mail, &digest->dialect);
    digest->sighting = read_touts(digester, keep, mail);
    people_read(keep, mail, &digest->people);
    read_delivery(mail, digest);
    copy_terms(digester, keep, mail, digest);
    digest->report = read_report(digester, keep, mail, digest);
}
