/* Mail that answers mail: bounces, auto-replies, challenges, confirmations, feedback reports.
 *
 * Spam dresses up as a bounce, and mail taken for an answer does not count as a delivery, so a subject or a
 * phrase alone decides nothing. It takes the form of a report (RFC 3462, 3464, 5965), or a phrase together
 * with what a person's mail has not: a null sender (RFC 5321, 4.5.5), a mail system as its author, or a
 * header that says it was made by a machine (RFC 3834). What brings a file along is no answer outside of a
 * report: worms came as bounces. Words weigh as they prove: with a null sender, two signs of a bounce make
 * one.
 *
 * Cost: a few header look-ups; the phrases are searched, in the first OPENING_BYTES of the text, only where
 * such evidence is. */
#include "mail/classify.h"

#include <ctype.h>
#include <strings.h>

/* An answer says what it is at its beginning. */
#define OPENING_BYTES ((size_t)3000)
/* A block of so many header lines, this many of them of the kind each mail has, is the head of a mail. */
#define RETURNED_LINES 3
#define RETURNED_KNOWN 2

/* Parts of subjects; accented capitals are left out, since only ASCII is compared without regard to case. */
static const char *const bounce_subjects[] = {"undeliver",
                                              "returned mail",
                                              "failure notice",
                                              "delivery status notif",
                                              "delivery failure",
                                              "delivery failed",
                                              "delivery has failed",
                                              "mail system error",
                                              "delayed mail",
                                              "could not send message",
                                              "could not be delivered",
                                              "delivery notification",
                                              "delivery report",
                                              "nondeliver",
                                              "non-deliver",
                                              "delivery error",
                                              "mail delivery",
                                              "unzustellbar",
                                              "nicht zustellbar",
                                              "nicht zugestellt",
                                              "non remis",
                                              "chec de la remise",
                                              "chec de distribution",
                                              "chec de l'envoi",
                                              "no entregado",
                                              "no se puede entregar",
                                              "error de entrega",
                                              "no se pudo entregar",
                                              "mancato recapito",
                                              "non recapitabile",
                                              "o entregue",
                                              "niet bezorgd",
                                              NULL};

static const char *const bounce_phrases[] = {"this is the qmail-send program",
                                             "created automatically by mail delivery software",
                                             "able to deliver your message",
                                             "had permanent fatal errors",
                                             "had transient non-fatal errors",
                                             "could not be delivered",
                                             "this is the mail system at host",
                                             "this is the postfix program",
                                             "delivery to the following recipient",
                                             "delivery has failed to these recipients",
                                             "did not reach some or all",
                                             "did not reach the following",
                                             "the original message was received at",
                                             "was undeliverable",
                                             "undeliverable message",
                                             "user unknown",
                                             "delivery status notification",
                                             "delivery failed",
                                             "delivery failure",
                                             "transcript of session follows",
                                             "unable to deliver",
                                             "unable to process",
                                             "konnte nicht zugestellt",
                                             "nicht zugestellt werden",
                                             "pu \xc3\xaatre remis",
                                             "n'a pas pu \xc3\xaatre",
                                             "no se ha podido entregar",
                                             "no se pudo entregar",
                                             "no pudo ser entregado",
                                             "impossibile recapitare",
                                             "konden niet worden bezorgd",
                                             NULL};

static const char *const auto_reply_subjects[] = {"out of office",
                                                  "out of the office",
                                                  "automatic reply",
                                                  "auto-reply",
                                                  "autoreply",
                                                  "auto reply",
                                                  "automated reply",
                                                  "auto response",
                                                  "autoresponse",
                                                  "automatic response",
                                                  "away from my mail",
                                                  "on vacation",
                                                  "abwesenheit",
                                                  "automatische antwort",
                                                  "absence du bureau",
                                                  "absent du bureau",
                                                  "ponse automatique",
                                                  "respuesta autom",
                                                  "fuera de la oficina",
                                                  "fuera de oficina",
                                                  "risposta automatica",
                                                  "resposta autom",
                                                  "automatisch antwoord",
                                                  "afwezig",
                                                  NULL};

static const char *const challenge_phrases[] = {"confirm that you sent",
                                                "confirm you sent",
                                                "message is being held until",
                                                "message has been held until",
                                                "message will be delivered once",
                                                "to deliver your message",
                                                "to release your message",
                                                "to have your message delivered",
                                                "apologize for this automatic reply",
                                                "to be added to my list of",
                                                "to add you to my list of",
                                                "sender verification",
                                                "verify that you are a human",
                                                "verify you are a real person",
                                                "prove that you are human",
                                                NULL};

static const char *const confirmation_phrases[] = {"confirm your subscription",
                                                   "confirm subscription",
                                                   "confirm the subscription",
                                                   "subscription confirmation",
                                                   "subscription request",
                                                   "request for subscription",
                                                   "to confirm that you want to be added",
                                                   "confirm your request",
                                                   "confirmation of your subscription",
                                                   "confirm that you want to subscribe",
                                                   "anmeldung best",
                                                   "abonnement best",
                                                   "confirmer votre inscription",
                                                   "confirmez votre inscription",
                                                   "confirmar su suscripci",
                                                   "confirme su suscripci",
                                                   NULL};

/* Who writes answers, by the local part of its address. */
static const char *const mail_systems[] = {"mailer-daemon", "postmaster",        "mdaemon", "mail-daemon",
                                           "mailerdaemon",  "mailadministrator", NULL};
static const char *const list_systems[] = {"-request", "-confirm", "majordomo", "listserv",
                                           "mailman",  "ezmlm",    "-help",     NULL};

const char *mail_class_name(enum mail_class mail_class) {
    static const char *const names[] = {"ordinary",  "bounce",       "auto-reply",
                                        "challenge", "confirmation", "feedback-report"};
    return names[mail_class];
}

static bool has_any(const char *text, const char *const *phrases) {
    for (; *phrases; phrases++)
        if (strcasestr(text, *phrases))
            return true;
    return false;
}

/* The header's value, "" if there is none. */
static const char *value_of(const struct mail *mail, const struct head *head, const char *name) {
    const struct header *header = head_find(head, name, 0);
    return header ? head_unfold(mail->arena, header->value) : "";
}

static const char *local_part(const struct mail *mail, const char *address) {
    return arena_copy(mail->arena, address, strcspn(address, "@"));
}

/* Servers that do not keep the null sender write their own mail system's address instead. */
static bool has_null_sender(const struct mail *mail) {
    return mail->null_sender || !strncasecmp(mail->envelope_from, "mailer-daemon@", 14);
}

static bool brings_a_file(const struct mail *mail) {
    for (size_t i = 0; i < mail->attachment_count; i++) {
        const char *type = mail->attachments[i].content_type;
        if (strncmp(type, "message/", 8) != 0 && strncmp(type, "text/", 5) != 0)
            return true;
    }
    return false;
}

/* What speaks for an answer before its words are looked at. */
struct evidence {
    bool null_sender;
    bool mail_system; /* by its From */
    bool list_system;
    bool automatic; /* a header says so */
    bool replies;   /* a header says that it answers a mail */
    bool failed;    /* a header names the recipients that failed */
};

static struct evidence find_evidence(const struct mail *mail, const struct head *head) {
    const char *submitted = value_of(mail, head, "auto-submitted");
    const char *precedence = value_of(mail, head, "precedence");
    const char *author = local_part(mail, mail->from.address);
    struct evidence evidence = {
        .null_sender = has_null_sender(mail),
        .mail_system = has_any(author, mail_systems),
        .list_system = has_any(author, list_systems) || head_find(head, "x-list-administrivia", 0),
        .replies = !strncasecmp(submitted, "auto-replied", 12) || !strcasecmp(precedence, "auto_reply") ||
                   head_find(head, "x-autoreply", 0) || head_find(head, "x-autorespond", 0),
        .failed = head_find(head, "x-failed-recipients", 0),
    };
    evidence.automatic = evidence.replies || (*submitted && strncasecmp(submitted, "no", 2) != 0);
    return evidence;
}

/* Whether the mail that it answers is in it, as text or as a part. */
static bool returns_mail(const struct mail *mail) {
    for (size_t i = 0; i < mail->attachment_count; i++)
        if (!strncmp(mail->attachments[i].content_type, "message/", 8))
            return true;
    return classify_find_returned(slice_of(mail->text, mail->text_bytes)).size > 0;
}

static bool is_bounce(const struct mail *mail, const struct evidence *evidence, const char *opening) {
    if (!evidence->null_sender && !evidence->mail_system)
        return false;
    if (evidence->failed)
        return true;
    bool subject = has_any(mail->subject, bounce_subjects), phrase = has_any(opening, bounce_phrases);
    if (evidence->null_sender)
        return subject + phrase + evidence->mail_system + returns_mail(mail) >= 2;
    return subject && phrase &&
           (!*mail->envelope_from || has_any(local_part(mail, mail->envelope_from), mail_systems));
}

static bool is_auto_reply(const struct mail *mail, const struct evidence *evidence) {
    return evidence->replies ||
           ((evidence->null_sender || evidence->automatic) && has_any(mail->subject, auto_reply_subjects));
}

/* By the form of the report; MAIL_ORDINARY if it is none. */
static enum mail_class class_of_report(const char *report_type) {
    if (!strcasecmp(report_type, "feedback-report"))
        return MAIL_FEEDBACK_REPORT;
    if (!strcasecmp(report_type, "delivery-status"))
        return MAIL_BOUNCE;
    return !strcasecmp(report_type, "disposition-notification") ? MAIL_AUTO_REPLY : MAIL_ORDINARY;
}

enum mail_class classify(const struct mail *mail, const struct head *head, const char *report_type) {
    enum mail_class report = class_of_report(report_type);
    if (report != MAIL_ORDINARY)
        return report;
    struct evidence evidence = find_evidence(mail, head);
    bool answers = evidence.null_sender || evidence.mail_system || evidence.automatic;
    if ((!answers && !evidence.list_system) || brings_a_file(mail))
        return MAIL_ORDINARY;
    const char *opening = arena_copy(mail->arena, mail->text,
                                     mail->text_bytes < OPENING_BYTES ? mail->text_bytes : OPENING_BYTES);
    if (is_bounce(mail, &evidence, opening))
        return MAIL_BOUNCE;
    if (answers && (has_any(opening, challenge_phrases) || has_any(mail->subject, challenge_phrases)))
        return MAIL_CHALLENGE;
    if (has_any(mail->subject, confirmation_phrases) || has_any(opening, confirmation_phrases))
        return MAIL_CONFIRMATION;
    return is_auto_reply(mail, &evidence) ? MAIL_AUTO_REPLY : MAIL_ORDINARY;
}

/* The line at the beginning of text, without its end; *next: behind it. */
static struct slice line_of(struct slice text, size_t *next) {
    const char *newline = memchr(text.data, '\n', text.size);
    size_t size = newline ? (size_t)(newline - text.data) : text.size;
    *next = newline ? size + 1 : size;
    if (size && text.data[size - 1] == '\r')
        size--;
    return slice_of(text.data, size);
}

static bool is_blank(struct slice line) {
    for (size_t i = 0; i < line.size; i++)
        if (!isspace((unsigned char)line.data[i]))
            return false;
    return true;
}

/* The length of the name of a header line, 0 if line is none. */
static size_t header_name(struct slice line) {
    size_t size = 0;
    while (size < line.size && (isalnum((unsigned char)line.data[size]) || line.data[size] == '-'))
        size++;
    return size && size < line.size && line.data[size] == ':' ? size : 0;
}

static bool is_known_header(struct slice line, size_t name) {
    static const char *const known[] = {"received", "return-path", "message-id",   "from",        "to",
                                        "subject",  "date",        "mime-version", "content-type"};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strlen(known[i]) == name && !strncasecmp(known[i], line.data, name))
            return true;
    return false;
}

/* Whether text begins with the head of a mail; *size: of the lines looked at, up to one that is no header. */
static bool is_head(struct slice text, size_t *size) {
    size_t lines = 0, known = 0;
    *size = 0;
    while (*size < text.size) {
        size_t next;
        struct slice line = line_of(slice_of(text.data + *size, text.size - *size), &next);
        if (is_blank(line))
            break;
        size_t name = header_name(line);
        bool continues = lines && isspace((unsigned char)*line.data);
        if (!name && !continues && lines < RETURNED_LINES)
            break;
        lines += name > 0;
        known += name && is_known_header(line, name);
        *size += next;
    }
    return lines >= RETURNED_LINES && known >= RETURNED_KNOWN;
}

struct slice classify_find_returned(struct slice text) {
    size_t at = 0;
    while (at < text.size) {
        size_t next;
        struct slice rest = slice_of(text.data + at, text.size - at), line = line_of(rest, &next);
        if (!header_name(line)) {
            at += next; /* a marker, a blank line, or what the mail system says */
            continue;
        }
        size_t looked_at;
        if (is_head(rest, &looked_at))
            return rest;
        at += looked_at;
    }
    return slice_of(text.data, 0);
}
