/* Names by length and bytes; prefixes where a program on the way writes whole families. What is neither known
 * nor X-something is taken for trace: standards grow mostly for those on the way. */
#include "mail/header_habit.h"

#include <strings.h>

static const char *const own[] = {
    "message-id",       "from",          "to",
    "subject",          "date",          "mime-version",
    "x-mimeole",        "x-mailer",      "user-agent",
    "x-priority",       "importance",    "x-msmail-priority",
    "priority",         "thread-index",  "thread-topic",
    "organization",     "x-unsent",      "x-accept-language",
    "x-originating-ip", "content-class", "content-language",
    "comments",         "keywords",      "disposition-notification-to",
};

/* X- headers of the way; of other names all are. */
static const char *const trace[] = {
    "x-beenthere", "x-loop",         "x-keywords",   "x-uid",      "x-uidl",     "x-uuid",  "x-status",
    "x-rcpt-to",   "x-sender",       "x-sender-ip",  "x-antispam", "x-pyzor",    "x-sieve", "x-rcvd",
    "x-received",  "x-mailing-list", "x-ham-report", "x-hmail",    "x-cse",      "x-cm",    "x-bogosity",
    "x-dspam",     "x-filter",       "x-scanned",    "x-policy",   "x-greylist", "x-av",
};
static const char *const trace_families[] = {
    "x-spam",        "x-virus",          "x-ms-",        "x-microsoft-",  "x-forefront",  "x-eop",
    "x-incoming",    "x-barracuda",      "x-mimedefang", "x-pmx",         "x-sophos",     "x-amavis",
    "x-proofpoint",  "x-ironport",       "x-scan",       "x-mailscanner", "x-clam",       "x-spf",
    "x-list",        "x-google",         "x-gm-",        "x-yahoo",       "x-apparently", "x-sid-",
    "x-authority",   "x-authentication", "x-assp",       "x-original",    "x-ymail",      "x-rocket",
    "x-mailcontrol", "x-miltered",       "x-delivered",  "x-envelope",    "x-zimbra",     "x-mailman",
};

static bool is_name(struct slice name, const char *known) {
    return !strncasecmp(name.data, known, name.size) && !known[name.size];
}

enum header_habit header_habit(struct slice name) {
    static const char content[] = "content-";
    if (!name.size)
        return HEADER_TRACE;
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        if (is_name(name, own[i]))
            return HEADER_OWN;
    if (name.size > sizeof content - 1 && !strncasecmp(name.data, content, sizeof content - 1))
        return HEADER_CONTENT;
    if (name.size < 3 || (*name.data | 0x20) != 'x' || name.data[1] != '-')
        return HEADER_TRACE;
    for (size_t i = 0; i < sizeof trace / sizeof *trace; i++)
        if (is_name(name, trace[i]))
            return HEADER_TRACE;
    for (size_t i = 0; i < sizeof trace_families / sizeof *trace_families; i++)
        if (name.size >= strlen(trace_families[i]) &&
            !strncasecmp(name.data, trace_families[i], strlen(trace_families[i])))
            return HEADER_TRACE;
    return HEADER_EXTRA;
}

bool header_is(const struct header *header, const char *name) {
    return is_name(header->name, name);
}

size_t header_first_of_sender(const struct mail *mail, const struct head *head) {
    return mail->own_headers < head->count ? mail->own_headers : 0;
}
