/* Terms of the search index: words, and keys such as ip:192.0.2.1, as numbers of 40 bits. */
#ifndef WEIR_STORE_TERM_H
#define WEIR_STORE_TERM_H

#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"
#include "mail/mail.h"

/* Among a million different terms a word asked for meets another's number once in a million questions. */
#define TERM_BITS 40

/* "" of names is a plain word; a key's name is what a user types before the colon. */
enum term_kind {
    TERM_WORD,
    TERM_IP,
    TERM_DOMAIN,
    TERM_FROM,
    TERM_SUBJECT,
    TERM_SHA256,
    TERM_PHONE,
    TERM_ID,
    TERM_KINDS
};

/* value: as it is indexed (words folded, domains in lower case...); see term_set_mail(). */
uint64_t term_of(enum term_kind kind, struct slice value);

/* address: of the sending host, as in struct mail_sender; 0 for an unknown one. */
uint64_t term_of_host(const uint8_t address[16]);

/* Distinct terms of one message; kept from message to message for its memory. Zeroed is empty and valid. */
struct term_set {
    uint64_t *terms;
    size_t count, capacity;
    uint32_t *slots; /* open addressing; number of the term + 1 */
    size_t slot_count;
};

void term_set_clear(struct term_set *set);
void term_set_free(struct term_set *set);
/* All terms of a mail but its sending host's, which depends on what is trusted: see term_of_host(). */
void term_set_mail(struct term_set *set, const struct mail *mail);

#endif
