/* Settings of black boxes, and the rule that keeps mail at home: recipients are of a domain that nobody has,
 * and so is the sender, to whom a filter would bounce; unless `outbound = sunk` says that whatever the filter
 * sends reaches nobody. */
#include "bench/smtp_settings.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "bench/smtp_judge.h"
#include "simulate/inspect.h"

/* Filters that queue deliver within seconds. */
#define USUAL_LOST_MS 30000
/* As the longest time for an answer. */
#define LOST_MOST_MS 3600000
/* Few enough that a filter which leaks or counts is as it was, many enough that connecting costs nothing. */
#define USUAL_SESSION_MAILS 100
#define SESSION_MAILS_MOST  100000
#define HEADER_NAME_BYTES   70
#define DOMAIN_BYTES        200

static setting_read read_client, read_outbound, read_silence;

#define OFFSET(member) .offset = offsetof(struct smtp_settings, member)
const struct setting smtp_settings[SMTP_SETTING_COUNT] = {
    {"back_end", SETTING_TEXT, OFFSET(back_end)},
    {"client", SETTING_OTHER, .read = read_client},
    {"client_header", SETTING_TEXT, OFFSET(client_header)},
    {"recipient_domain", SETTING_TEXT, OFFSET(recipient_domain)},
    {"outbound", SETTING_OTHER, .read = read_outbound},
    {"tag", SETTING_TEXTS, OFFSET(tags)},
    {"subject_tag", SETTING_TEXT, OFFSET(subject_tag)},
    {"score_pattern", SETTING_TEXT, OFFSET(score_pattern)},
    {"lost_after", SETTING_WAIT, OFFSET(lost_after_ms), .least = 1, .most = LOST_MOST_MS},
    {"silence", SETTING_OTHER, .read = read_silence},
    {"session_mails", SETTING_SMALL, OFFSET(session_mails), .least = 1, .most = SESSION_MAILS_MOST},
};

const struct smtp_settings smtp_settings_usual = {
    .back_end = "",
    .client = SMTP_CLIENT_RECEIVED,
    .client_header = "X-Forwarded-For",
    .recipient_domain = "weir.example",
    .lost_after_ms = USUAL_LOST_MS,
    .silence_blocks = true,
    .session_mails = USUAL_SESSION_MAILS,
};

static bool read_client(const struct setting_place *place, const struct ucl_value *value, void *into) {
    static const char *const names[] = {"received", "xclient", "x-forwarded-for", "none"}; /* in order */
    struct smtp_settings *settings = into;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!strcmp(names[i], value->string)) {
            settings->client = (enum smtp_client)i;
            return true;
        }
    return setting_refuse(place, value, "received, xclient, x-forwarded-for or none is wanted");
}

static bool read_outbound(const struct setting_place *place, const struct ucl_value *value, void *into) {
    struct smtp_settings *settings = into;
    settings->outbound_is_sunk = !strcmp(value->string, "sunk");
    return settings->outbound_is_sunk || !strcmp(value->string, "unknown") ||
           setting_refuse(place, value,
                          "sunk or unknown is wanted; sunk: nothing that the product sends reaches anybody");
}

static bool read_silence(const struct setting_place *place, const struct ucl_value *value, void *into) {
    struct smtp_settings *settings = into;
    settings->silence_blocks = !strcmp(value->string, "block");
    return settings->silence_blocks || !strcmp(value->string, "error") ||
           setting_refuse(place, value,
                          "block or error is wanted: what it means that a mail does not come out");
}

/* --- what makes sense together --- */

static bool is_of(const char *text, const char *others) {
    for (; *text; text++)
        if (!isalnum((unsigned char)*text) && !strchr(others, *text))
            return false;
    return true;
}

static bool check_domain(const struct smtp_settings *settings, struct error *error) {
    const char *domain = settings->recipient_domain;
    if (!*domain || strlen(domain) > DOMAIN_BYTES || !is_of(domain, ".-"))
        return error_set(error, "recipient_domain: '%s' is no domain", domain);
    return settings->outbound_is_sunk || inspect_is_reserved_host(slice_from_string(domain)) ||
           error_set(error,
                     "recipient_domain: %s may have an owner whom the product could send the tested mail to; "
                     "take a name under .example, .test or .invalid, or say `outbound = sunk` if nothing "
                     "that the product sends reaches anybody",
                     domain);
}

static bool is_same_place(const struct endpoint *one, const struct endpoint *other) {
    if (one->path || other->path)
        return one->path && other->path && !strcmp(one->path, other->path);
    return one->port == other->port && !strcmp(one->host, other->host);
}

static bool check_back_end(struct arena *arena, const struct product *product, struct smtp_settings *settings,
                           struct error *error) {
    struct error why;
    if (!*settings->back_end)
        return error_set(error, "it has no `back_end`: where the product delivers what it lets through and "
                                "weir is to listen, such as \"127.0.0.1:10026\"");
    /* Only of this host: nobody else is to hand mail in. */
    if (!endpoint_read(arena, settings->back_end, 0, NULL, 0, &settings->back_end_address, &why))
        return error_set(error,
                         "back_end: %s: weir listens at an address of this host alone, such as "
                         "127.0.0.1:10026 or unix:/run/x.sock",
                         settings->back_end);
    return !is_same_place(&settings->back_end_address, &product->endpoint) ||
           error_set(error, "back_end: the product itself listens at %s", settings->back_end);
}

static bool check_mark(const char *name, const char *text, size_t groups, struct error *error) {
    struct smtp_mark mark;
    struct error why;
    if (!smtp_mark_compile(text, groups, &mark, &why))
        return error_set(error, "%s: %s", name, why.message);
    smtp_mark_free(&mark);
    return true;
}

static bool check_marks(struct smtp_settings *settings, struct error *error) {
    if (settings->tag_count > SMTP_MARKS)
        return error_set(error, "tag: at most %d of them", SMTP_MARKS);
    for (size_t i = 0; i < settings->tag_count; i++)
        if (!check_mark("tag", settings->tags[i], 0, error))
            return false;
    if (settings->subject_tag && !*settings->subject_tag)
        return error_set(error, "subject_tag: it is empty, so every subject would have it");
    return !settings->score_pattern || check_mark("score_pattern", settings->score_pattern, 1, error);
}

bool smtp_settings_check(struct arena *arena, struct product *product, struct error *error) {
    struct smtp_settings *settings = product->own;
    const char *header = settings->client_header;
    if (!*header || strlen(header) > HEADER_NAME_BYTES || !is_of(header, "-_"))
        return error_set(error, "client_header: '%s' is no name of a header", header);
    if (settings->lost_after_ms >= product->timeout_ms)
        return error_set(error, "lost_after: it must be shorter than `timeout`, or no silence is long enough "
                                "to be a verdict");
    return check_back_end(arena, product, settings, error) && check_domain(settings, error) &&
           check_marks(settings, error);
}
