/* A table of names, looked through by length and first letter; and of beginnings, where a program on the way
 * writes whole families. What is neither known nor X-something is taken for trace: standards grow mostly for
 * those on the way. */
#include "mail/header_habit.h"

#include <strings.h>

#define NAMED(text, habit, name)                                                                             \
    { text, sizeof(text) - 1, habit, name }
#define OWN(text)   NAMED(text, HEADER_OWN, NAME_NONE)
#define TRACE(text) NAMED(text, HEADER_TRACE, NAME_NONE)

struct known {
    const char *text;
    size_t length;
    enum header_habit habit;
    enum header_name name;
};

/* All in lower case. What is not here is trace, */
static const struct known plain_names[] = {
    NAMED("received", HEADER_TRACE, NAME_RECEIVED),
    NAMED("message-id", HEADER_OWN, NAME_MESSAGE_ID),
    NAMED("from", HEADER_OWN, NAME_FROM),
    NAMED("date", HEADER_OWN, NAME_DATE),
    NAMED("content-type", HEADER_CONTENT, NAME_CONTENT_TYPE),
    NAMED("user-agent", HEADER_OWN, NAME_USER_AGENT),
    NAMED("precedence", HEADER_TRACE, NAME_PRECEDENCE),
    NAMED("dkim-signature", HEADER_TRACE, NAME_DKIM_SIGNATURE),
    NAMED("list-id", HEADER_TRACE, NAME_LIST),
    NAMED("list-post", HEADER_TRACE, NAME_LIST),
    NAMED("mailing-list", HEADER_TRACE, NAME_LIST),
    NAMED("subject", HEADER_OWN, NAME_SUBJECT),
    NAMED("mime-version", HEADER_OWN, NAME_MIME_VERSION),
    NAMED("content-transfer-encoding", HEADER_CONTENT, NAME_CONTENT_TRANSFER_ENCODING),
    OWN("importance"),
    OWN("priority"),
    OWN("thread-index"),
    OWN("thread-topic"),
    OWN("organization"),
    OWN("content-class"),
    OWN("content-language"),
    OWN("comments"),
    OWN("keywords"),
    OWN("disposition-notification-to"),
};

/* or with this beginning a sender's extra. */
static const struct known extra_names[] = {
    NAMED("x-mailer", HEADER_OWN, NAME_X_MAILER),
    NAMED("x-mailman-version", HEADER_TRACE, NAME_LIST),
    NAMED("x-beenthere", HEADER_TRACE, NAME_LIST),
    NAMED("x-mimeole", HEADER_OWN, NAME_X_MIMEOLE),
    OWN("x-priority"),
    OWN("x-msmail-priority"),
    OWN("x-unsent"),
    OWN("x-accept-language"),
    OWN("x-originating-ip"),
    TRACE("x-loop"),
    TRACE("x-keywords"),
    TRACE("x-uid"),
    TRACE("x-uidl"),
    TRACE("x-uuid"),
    TRACE("x-status"),
    TRACE("x-rcpt-to"),
    TRACE("x-sender"),
    TRACE("x-sender-ip"),
    TRACE("x-antispam"),
    TRACE("x-pyzor"),
    TRACE("x-sieve"),
    TRACE("x-rcvd"),
    TRACE("x-received"),
    TRACE("x-mailing-list"),
    TRACE("x-ham-report"),
    TRACE("x-hmail"),
    TRACE("x-cse"),
    TRACE("x-cm"),
    TRACE("x-bogosity"),
    TRACE("x-dspam"),
    TRACE("x-filter"),
    TRACE("x-scanned"),
    TRACE("x-policy"),
    TRACE("x-greylist"),
    TRACE("x-av"),
};

static const struct known families[] = {
    TRACE("x-spam"),        TRACE("x-virus"),          TRACE("x-ms-"),
    TRACE("x-microsoft-"),  TRACE("x-forefront"),      TRACE("x-eop"),
    TRACE("x-incoming"),    TRACE("x-barracuda"),      TRACE("x-mimedefang"),
    TRACE("x-pmx"),         TRACE("x-sophos"),         TRACE("x-amavis"),
    TRACE("x-proofpoint"),  TRACE("x-ironport"),       TRACE("x-scan"),
    TRACE("x-mailscanner"), TRACE("x-clam"),           TRACE("x-spf"),
    TRACE("x-list"),        TRACE("x-google"),         TRACE("x-gm-"),
    TRACE("x-yahoo"),       TRACE("x-apparently"),     TRACE("x-sid-"),
    TRACE("x-authority"),   TRACE("x-authentication"), TRACE("x-assp"),
    TRACE("x-original"),    TRACE("x-ymail"),          TRACE("x-rocket"),
    TRACE("x-mailcontrol"), TRACE("x-miltered"),       TRACE("x-delivered"),
    TRACE("x-envelope"),    TRACE("x-zimbra"),         TRACE("x-mailman"),
};

static const struct known content_family = NAMED("content-", HEADER_CONTENT, NAME_NONE);

/* Of a letter. */
static char lower(char c) {
    return (char)(c | 0x20);
}

/* The first of the names that is this one; with `beginning`, that it begins with. */
static const struct known *find(const struct known *names, size_t count, struct slice name, bool beginning) {
    enum { TELLING = 2 }; /* where names that begin alike first differ */
    char telling = lower(name.data[TELLING]);
    for (size_t i = 0; i < count; i++)
        if ((beginning ? names[i].length <= name.size : names[i].length == name.size) &&
            names[i].text[TELLING] == telling && !strncasecmp(names[i].text, name.data, names[i].length))
            return &names[i];
    return NULL;
}

struct header_kind header_kind(struct slice name) {
    static const struct known to = NAMED("to", HEADER_OWN, NAME_TO), trace = TRACE(""),
                              extra = NAMED("", HEADER_EXTRA, NAME_NONE);
    const struct known *known = NULL;
    if (name.size < 3) {
        known = name.size == 2 && !strncasecmp(name.data, "to", 2) ? &to : &trace;
    } else if (lower(*name.data) == 'x' && name.data[1] == '-') {
        known = find(extra_names, sizeof extra_names / sizeof *extra_names, name, false);
        if (!known)
            known = find(families, sizeof families / sizeof *families, name, true);
        known = known ? known : &extra;
    } else {
        known = find(plain_names, sizeof plain_names / sizeof *plain_names, name, false);
        if (!known)
            known = find(&content_family, 1, name, true);
        known = known ? known : &trace;
    }
    return (struct header_kind){known->habit, known->name};
}

void header_look(const struct mail *mail, const struct head *head, struct written_head *written) {
    *written = (struct written_head){
        .head = head,
        .first =
            mail->own_headers < head->count ? mail->own_headers : 0, /* without a Received nobody knows */
        .kinds = arena_alloc_raw(mail->arena, head->count * sizeof *written->kinds),
    };
    for (size_t i = 0; i < head->count; i++) {
        struct header_kind kind = header_kind(head->headers[i].name);
        written->kinds[i] = kind;
        if (!written->found[kind.name] || kind.name == NAME_DKIM_SIGNATURE)
            written->found[kind.name] = &head->headers[i];
    }
}
