/* The tables that data/compile.py makes and sender.c looks names up in. */
#ifndef WEIR_MAIL_SENDER_TABLE_H
#define WEIR_MAIL_SENDER_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SENDER_TABLE_TEXT 32

enum sender_word_kind { SENDER_NO_WORD, SENDER_ACCESS, SENDER_SERVER };

struct sender_word {
    char text[SENDER_TABLE_TEXT];
    uint8_t bytes;
    bool stem; /* also the beginning of longer ones */
    uint8_t kind;
};

struct sender_domain {
    char text[SENDER_TABLE_TEXT];
    uint8_t provider;
};

extern const struct sender_word sender_words[]; /* in order */
/* Where the words of each letter begin; one more for the end. */
extern const uint8_t sender_word_firsts[27];
/* Parts of names of lines, and of registrable domains of data centres; those with a dot are whole registrable
 * domains. End with NULL. */
extern const char *const sender_parts[];
extern const char *const sender_hostings[];
extern const struct sender_domain sender_domains[]; /* in order of bytes */
extern const size_t sender_domain_count;
/* Names by number; "" for numbers that are not given. */
extern const char *const sender_providers[1 << 6];

#endif
