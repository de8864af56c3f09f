/* One text being looked through for people; between the files of redaction. */
#ifndef WEIR_PUBLISH_REDACT_SCAN_H
#define WEIR_PUBLISH_REDACT_SCAN_H

#include "publish/redactor.h"

/* What is decoded within what is decoded: base64 in base64 in a percent-encoded parameter, and no further. */
#define SCAN_DEPTH 3

enum scan_context {
    SCAN_TEXT,
    SCAN_LINK, /* all of it is a link or file name */
};

/* What a word is replaced by. */
enum scan_mark { MARK_NONE, MARK_RECIPIENT, MARK_SENDER, MARK_HOST, MARK_ID, MARK_COUNT };

/* Where a word stands. */
enum scan_place {
    PLACE_LINK = 1 << 0,     /* in a link or file name: */
    PLACE_TRACKED = 1 << 1,  /* one by which a recipient is taken off a list or followed */
    PLACE_DOMAIN = 1 << 2,   /* what is registered of its host: the label before the public suffix */
    PLACE_AT = 1 << 3,       /* beside @ */
    PLACE_GREETING = 1 << 4, /* where a person is addressed */
    PLACE_FIXED = 1 << 5,    /* a scheme, a public suffix, an IP address: not replaced by itself */
    PLACE_MARK = 1 << 6,     /* a mark that redaction left: never replaced */
};
/* Where even an ordinary word is a recipient's local part. */
#define PLACES_STRICT (PLACE_LINK | PLACE_AT | PLACE_GREETING)

struct redact_scan {
    struct redactor *redactor;
    struct arena *arena;
    struct slice text;
    const struct person_word *words;
    size_t count;
    uint8_t *places; /* of each word, bits of enum scan_place */
    uint8_t *marks;  /* of each word, enum scan_mark */
    bool *joined;    /* the word and the one before are replaced as one */
    bool any;        /* something is marked */
    bool turned;     /* the text holds marks that turn its direction round */
    unsigned depth;  /* of decoding */
};

/* Looks through text: places first, then marks. */
void scan_read(struct redact_scan *scan, struct redactor *redactor, struct arena *arena, struct slice text,
               enum scan_context context, unsigned depth);

/* Words first to first + count - 1 are replaced as one. What is marked already stays. */
void scan_mark(struct redact_scan *scan, size_t first, size_t count, enum scan_mark mark);
/* The first word that begins at byte `at` or later; count if there is none. */
size_t scan_word_at(const struct redact_scan *scan, size_t at);
static inline bool scan_is_free(const struct redact_scan *scan, size_t word) {
    return !scan->marks[word] && !(scan->places[word] & (PLACE_FIXED | PLACE_MARK));
}
/* How many of words first to first + count - 1 stand close enough to be one name or address. */
size_t scan_close(const struct redact_scan *scan, size_t first, size_t count);

/* The steps of scan_read(). */
void scan_find_links(struct redact_scan *scan, enum scan_context context);
void scan_find_greetings(struct redact_scan *scan); /* names in them are marked */
void scan_find_addresses(struct redact_scan *scan);
void scan_find_hosts(struct redact_scan *scan);
void scan_find_parts(struct redact_scan *scan); /* and names of recipients */
void scan_find_senders(struct redact_scan *scan);
void scan_find_codes(struct redact_scan *scan);

#endif
