/* The print: the fixed-size fingerprint record of one message. All that campaign finding needs, and the only
 * thing that passes from parsing to clustering. See print.c for the normal form and the sketch. */
#ifndef WEIR_PRINT_PRINT_H
#define WEIR_PRINT_PRINT_H

#include <stdint.h>

#include "mail/mail.h"

struct print {
    int64_t received;
    uint64_t placeholder; /* being designed; opaque to all but src/print and src/campaign */
};

/* Of a bounce or report it is the returned message's print (see struct mail), flagged indirect. */
void print_make(const struct mail *mail, struct print *print);

#endif
