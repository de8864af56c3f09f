/* The print: the fixed-size fingerprint record of one message. All that campaign finding needs, and the only
 * thing that passes from parsing to clustering. See print.c for the sketch and normal.h for the normal form
 * of text. */
#ifndef WEIR_PRINT_PRINT_H
#define WEIR_PRINT_PRINT_H

#include <stdbool.h>
#include <stdint.h>

#include "mail/mail.h"

/* Bottom-k sketch of the text's shingles: 64 give the same campaigns as all of them, 32 lose some
 * (docs/decisions.md). */
#define PRINT_SHINGLES 64
/* Distinct words of subject and text kept for telling apart what one template promotes. */
#define PRINT_WORDS 128
#define PRINT_KEYS  48

/* What a key stands for. Combined with a dialect a key says more: the same words written by the same program.
 */
enum print_key_kind {
    KEY_DOMAIN, /* registrable domain of a link to click */
    KEY_DOMAIN_DIALECT,
    KEY_PHONE,
    KEY_ATTACHMENT, /* SHA-256 */
    KEY_ATTACHMENT_DIALECT,
    KEY_PICTURE,         /* proportions and rough size, with the MIME tree */
    KEY_PICTURE_DIALECT, /* exact pixels, with the dialect */
    KEY_FROM_NAME,       /* display name, with the MIME tree */
    KEY_FROM_NAME_DIALECT,
    KEY_SUBJECT, /* all its words */
    KEY_SUBJECT_DIALECT,
    KEY_SUBJECT_PAIR, /* two words in a row, with the dialect */
    KEY_SUBJECT_WORD, /* one word, with the dialect */
    KEY_SHORT_TEXT,   /* all words of a text too short for shingles */
    KEY_SHORT_TEXT_DIALECT,
    KEY_KIND_COUNT
};

struct print {
    int64_t received;                  /* TIME_NONE if unknown */
    uint64_t wording;                  /* hash of the normal form of subject and text, whoever they greet */
    uint64_t shingles[PRINT_SHINGLES]; /* ascending */
    uint64_t keys[PRINT_KEYS];
    uint32_t words[PRINT_WORDS]; /* hashes, distinct, ascending */
    uint8_t key_kinds[PRINT_KEYS];
    uint16_t shingle_count, key_count, word_count;
    bool random_words, disguised_words; /* see noise.h */
    bool picture;                       /* carries a picture: its text may be a decoy */
    bool indirect;                      /* returned by a bounce or report */
};

/* Of a bounce or report it is the returned message's print (see struct mail), flagged indirect. Thread-safe.
 */
void print_make(const struct mail *mail, struct print *print);

#endif
