/* The template behind mails: what all of them say, and the slots that a sender's program fills. See
 * pattern.c and docs/templates.md. */
#ifndef WEIR_TEMPLATE_PATTERN_H
#define WEIR_TEMPLATE_PATTERN_H

#include "mail/mail.h"
#include "template/grams.h"

/* Mails looked at: enough to see a choice of dozens of phrases, few enough to be read while one waits. */
#define PATTERN_MAILS SAMPLES_MOST
/* Arrangements of one template that are told apart; the rest is counted. */
#define PATTERN_LAYOUTS 3
/* Kept of a slot's values, the commonest. */
#define PATTERN_VALUES 20

enum pattern_field {
    PATTERN_SUBJECT,
    PATTERN_FROM_NAME,
    PATTERN_FROM_LOCAL, /* the address before its @ */
    PATTERN_FROM_DOMAIN,
    PATTERN_BODY,
    PATTERN_FIELDS
};

/* What fills a place of the template. */
enum pattern_kind {
    PATTERN_FIXED,
    PATTERN_CHOICE,    /* one of few phrases, which may be nothing */
    PATTERN_WORD,      /* a word or name out of many */
    PATTERN_NUMBER,    /* digits */
    PATTERN_PRICE,     /* an amount with its currency */
    PATTERN_DATE,      /* a day, a time of day, both */
    PATTERN_RECIPIENT, /* who it was sent to: by address, local part, name, or what redaction left a hole for
                        */
    PATTERN_DOMAIN,    /* in a local part: the name of the domain behind it */
    PATTERN_LINK,      /* by domain */
    PATTERN_ADDRESS,   /* mail addresses, by domain */
    PATTERN_NOISE,     /* text that is different nearly every time */
    PATTERN_KINDS
};

struct pattern_value {
    const char *text; /* "" nothing; "{price}", "{link example.org}" and the like for what differs within */
    uint32_t count;
};

/* Pieces follow one another as in the mail, white space included. */
struct pattern_piece {
    enum pattern_kind kind;
    const char *text; /* of PATTERN_FIXED, else NULL */
    const struct pattern_value
        *values; /* most first; none of PATTERN_RECIPIENT; of PATTERN_NOISE an example */
    size_t value_count;
    uint32_t distinct;                /* values, also those not kept */
    uint32_t mails;                   /* in which the slot was looked at */
    uint32_t least_words, most_words; /* of PATTERN_NOISE */
};

struct pattern_pieces {
    struct pattern_piece *items;
    size_t count, capacity;
};

struct pattern_layout {
    struct pattern_pieces fields[PATTERN_FIELDS];
    size_t mails;
};

struct pattern {
    struct pattern_layout layouts[PATTERN_LAYOUTS]; /* most mails first */
    size_t layout_count;
    size_t mails, other_mails; /* looked at; those of no layout */
};

/* So much of a text is kept to learn from. */
#define PATTERN_TEXT_BYTES ((size_t)64 << 10)

/* One mail to learn from. */
struct pattern_mail {
    const char *fields[PATTERN_FIELDS];
    const struct mail_address *recipients;
    size_t recipient_count;
};

/* What is promoted, as it is called: never a slot, however it is spaced. Names of one group stand for each
 * other (a symbol with and without its suffix), those of different groups do not (a symbol, a company). */
struct pattern_name {
    const char *name;
    unsigned group;
};

/* What a mail gives to learn from, copied to the arena: the mail may go. All that a template shows of a mail
 * is in to->fields; whoever must not show some of it (redaction) replaces it there by WORDS_HOLE. */
void pattern_mail_read(struct arena *arena, const struct mail *mail, struct pattern_mail *to);

/* mails: up to PATTERN_MAILS, in order of receipt. The same mails give the same pattern. All of it is the
 * arena's. */
void pattern_infer(struct arena *arena, const struct pattern_mail *mails, size_t count,
                   const struct pattern_name *names, size_t name_count, struct pattern *pattern);

/* "fixed", "choice", "word"...; "subject", "from_name"... */
const char *pattern_kind_name(enum pattern_kind kind);
const char *pattern_field_name(enum pattern_field field);

#endif
