/* One message, read: the contract between parsing and everything behind it. All memory is the arena's that
 * was given to mail_parse(); all strings are valid UTF-8, NUL-terminated, never NULL ("" is none) unless said
 * otherwise; counts are bounded by the named limits. Nothing here ever fails as a whole: a part that cannot
 * be read is left out and leaves an anomaly. */
#ifndef WEIR_MAIL_MAIL_H
#define WEIR_MAIL_MAIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/slice.h"
#include "base/time.h"

/* Limits; real mail stays far below each, hostile mail goes to them on purpose. */
#define MAIL_HEADER_BYTES ((size_t)256 << 10) /* of one message's head; the rest is body */
#define MAIL_HEADERS      1000
#define MAIL_PARTS        200
#define MAIL_NESTING      12
#define MAIL_TEXT_BYTES   ((size_t)1 << 20) /* of visible text, all parts together */
#define MAIL_HIDDEN_BYTES ((size_t)256 << 10)
#define MAIL_LINKS        500
#define MAIL_ATTACHMENTS  100
#define MAIL_INDICATORS   500 /* addresses in text; phone numbers */
#define MAIL_RECIPIENTS   500
#define MAIL_HOPS         60
#define MAIL_HOPS_BELOW   3 /* under the hand-over, whose shapes are kept: more are as good as many */

/* The mark of mail that `weir simulate` wrote. */
#define MAIL_SIMULATED_HEADER "X-Weir-Simulated"

struct mail_address {
    const char *name;    /* decoded display name */
    const char *address; /* local@domain as written, domain in lower case; "" if there is no @ */
};

struct mail_link {
    const char *url;  /* entities and escapes of the markup decoded; cut at 2,000 bytes */
    const char *host; /* lower case, IDNA ASCII; an IP literal as it is; "" for mailto: and the like */
    const char
        *domain; /* registrable domain of host (public suffix list), host itself if it is an IP address */
    bool image;  /* source of a picture, not a thing to click */
    bool hidden; /* in text the reader does not see */
};

struct mail_attachment {
    const char *name;         /* decoded; "" if none */
    const char *content_type; /* lower case, without parameters */
    size_t size;              /* bytes, decoded */
    uint8_t sha256[32];       /* of the decoded bytes */
    bool image;
    bool inlined;           /* disposition inline, or shown by the HTML through cid: */
    uint16_t width, height; /* pixels for gif, png, jpeg, bmp from the file's own header; 0 unknown */
};

/* What the receiving server recorded (Authentication-Results, Received-SPF, DKIM/Domainkeys results). */
enum mail_result {
    MAIL_RESULT_NONE, /* nothing recorded */
    MAIL_RESULT_PASS,
    MAIL_RESULT_FAIL,
    MAIL_RESULT_SOFTFAIL,
    MAIL_RESULT_NEUTRAL,
    MAIL_RESULT_ERROR,
};

/* The host that handed the message over to the feed's own servers. */
struct mail_sender {
    const char *ip;            /* canonical text form (inet_ntop), "" unknown */
    uint8_t address[16];       /* the same, IPv4 as ::ffff:a.b.c.d; zeros unknown */
    const char *helo;          /* as the host named itself, "" unknown */
    const char *reverse_name;  /* as the receiving server looked it up, "" none */
    const char *doubtful_name; /* looked up, but it does not lead back to ip; "" none */
    const char *receiver;      /* the server that it was handed to, by its own name; "" unknown */
    const char *recipient;     /* to whom, as that server wrote; "" unknown */
    bool looked_up;            /* the server writes what it looked up: without a name there is none */
};

enum mail_class {
    MAIL_ORDINARY,
    MAIL_BOUNCE,          /* a delivery status or non-delivery report */
    MAIL_AUTO_REPLY,      /* vacation and the like */
    MAIL_CHALLENGE,       /* "confirm that you sent this" */
    MAIL_CONFIRMATION,    /* "confirm your subscription" */
    MAIL_FEEDBACK_REPORT, /* ARF, RFC 5965 */
};

/* What was odd about how it was made: a bit each. Odd making betrays the maker (see mail/dialect.h). */
enum mail_anomaly {
    MAIL_DUPLICATE_CONTENT_TYPE = 1 << 0,
    MAIL_UNDECLARED_BOUNDARY = 1 << 1, /* multipart without a usable boundary; read by the lines found */
    MAIL_PART_AFTER_END = 1 << 2,      /* text behind the closing boundary */
    MAIL_UNCLOSED_MULTIPART = 1 << 3,
    MAIL_BAD_ENCODING =
        1 << 4,                /* base64 or quoted-printable that does not decode cleanly, unknown encoding */
    MAIL_BAD_CHARSET = 1 << 5, /* unknown, or bytes that are not of the charset named */
    MAIL_NO_CHARSET = 1 << 6,  /* 8-bit text without any */
    MAIL_BAD_HEADER = 1 << 7,  /* a line in the head that is no header */
    MAIL_DUPLICATE_HEADER = 1 << 8, /* two of Subject, From, Date, To, Message-ID */
    MAIL_NO_BODY = 1 << 9,
    MAIL_LIMIT = 1 << 10, /* a limit above cut something off */
    MAIL_NUL_BYTES = 1 << 11,
    MAIL_BARE_CR = 1 << 12,
    MAIL_NO_DATE = 1 << 13,          /* missing or unreadable */
    MAIL_HTML_HIDDEN = 1 << 14,      /* text hidden from the reader, other than comments and preheaders */
    MAIL_HTML_SPLIT_WORDS = 1 << 15, /* comments or empty tags inside words */
    MAIL_RAW_8BIT_HEADER = 1 << 16,
};

/* How the mail was made, whatever it says: one hash a trait, equal where made alike. 0 = trait absent. */
enum mail_trait {
    TRAIT_HEADER_ORDER, /* names and order of the headers that the sending program wrote */
    TRAIT_MESSAGE_ID,   /* shape of the Message-ID: runs of character classes, separators, host relation */
    TRAIT_BOUNDARY,     /* shape of the MIME boundary */
    TRAIT_MAILER,       /* X-Mailer / User-Agent, versions kept */
    TRAIT_DATE,         /* shape of the Date header: zone form, weekday, comment */
    TRAIT_MIME,         /* tree of content types with encodings */
    TRAIT_FOLDING,      /* how long headers are folded; spelling of header names; quoting of addresses */
    TRAIT_RECEIVED,     /* forged or own Received headers under the hand-over: number and shape */
    TRAIT_COUNT
};

/* The same in words that a person can check; see mail/making.h. */
enum mail_making {
    MAKING_PROGRAM,  /* headers in order and spelling, ids, dates, the mail program it claims to be */
    MAKING_DELIVERY, /* the hand-over: HELO, protocol, forged hops, signature */
    MAKING_LAYOUT,   /* MIME tree, boundary, what is odd about it */
    MAKING_ENGINE,   /* markup or lines of the text, whatever they say */
    MAKING_CHARSET,
    MAKING_COUNT
};

struct mail {
    struct arena *arena;
    struct slice raw;

    const char *subject;
    struct mail_address from;
    const char *envelope_from;       /* Return-Path or the From line's address; "" if none known */
    bool null_sender;                /* Return-Path: <> */
    struct mail_address *recipients; /* To, Cc, Delivered-To, X-Original-To, Envelope-To, `for` of Received */
    size_t recipient_count;
    size_t addressee_count;   /* the first of recipients: those of To and Cc */
    const char *delivered_to; /* whose mailbox it came to, as the server of the hand-over wrote; "" unknown */
    const char *message_id;
    int64_t date; /* the Date header; TIME_NONE */
    int64_t
        received; /* receipt by the feed's servers: newest believable Received, else From line, else date */

    const char *text; /* what the reader sees, parts in order, paragraphs as lines; of alternatives the HTML
                         one where there is one with text, else plain */
    size_t text_bytes;
    const char
        *other_text; /* the alternatives not chosen, and what ambiguous structure hides from one reading */
    size_t other_text_bytes;
    const char *hidden; /* text in the HTML that the reader does not see */
    size_t hidden_bytes;

    struct mail_link *links;
    size_t link_count;
    struct mail_attachment *attachments;
    size_t attachment_count;
    const char **addresses; /* mail addresses in text and mailto: links, lower case, each once */
    size_t address_count;
    const char **phones; /* digits with a leading + where written, each once; North American ones always +1 */
    size_t phone_count;
    struct link_index *link_index; /* of mail/link.c: what of these has been seen already */

    struct mail_sender sender;
    size_t own_headers; /* so many headers at the top were written by the feed's own servers, the Received of
                           the hand-over being the last; all of them where there is no Received */
    size_t receiver_headers; /* of these the first that is of the organisation that took the mail from the
                                sender: those above were written by whom it was forwarded to */
    const char **own_hosts;  /* names and public addresses of these servers, lower case, each once */
    size_t own_host_count;
    struct slice below[MAIL_HOPS_BELOW]; /* shapes of the first hops under the hand-over; see received.c */
    size_t below_count;
    enum mail_result spf, dkim, dmarc;
    bool bulk; /* List-Id, List-Unsubscribe, Precedence: bulk or list */
    /* Marked as simulated, by no host of the Internet: nobody who really sends can mark his mail. Nothing
     * else here depends on the mark. */
    bool simulated;

    uint64_t traits[TRAIT_COUNT];
    const char *making[MAKING_COUNT]; /* printable ASCII; "" says nothing */
    uint32_t anomalies;               /* of enum mail_anomaly */
    enum mail_class mail_class;
    struct mail *returned; /* the mail inside a bounce, report or challenge, NULL if none could be read */
    const struct feedback *feedback; /* what a feedback report says of it, NULL none; see mail/feedback.h */
    const char
        *unreadable; /* why nothing at all could be read (empty, no header, binary), NULL if it could */
};

/* The networks of the feed's own servers and its forwarders, given by --trust; see mail/received.h. */
struct trust;

/* Reads one message. Never fails; uses at most a small multiple of raw.size memory of the arena. raw must
 * outlive the mail. from_line: the mbox separator, or NULL. trust may be NULL: the hand-over is then found
 * without it. */
struct mail *mail_parse(struct arena *arena, struct slice raw, const char *from_line,
                        const struct trust *trust);

/* Once a process, before the first mail_parse() of any thread. */
void mail_initialize(void);

/* "bounce", "auto-reply"...: the word used in JSON. */
const char *mail_class_name(enum mail_class mail_class);
const char *mail_result_name(enum mail_result result);

#endif
