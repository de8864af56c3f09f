/* The noise-proof normal form of text: what is left when spacing, case, accents, look-alike letters, digits
 * for letters, numbers, links and the recipient's name are taken away. See normal.c. */
#ifndef WEIR_PRINT_NORMAL_H
#define WEIR_PRINT_NORMAL_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/slice.h"
#include "mail/mail.h"
#include "print/noise.h"

/* A text longer than this is read up to here: what a campaign shares stands far earlier. */
#define NORMAL_WORDS 4000

struct normal_words {
    uint64_t *hashes; /* in order of the text */
    size_t count;
    size_t capacity;
    uint64_t wording;   /* hash of all of them in order, recipients' names taken as other words */
    struct noise noise; /* of the words before they were in normal form */
};

/* Words with a fixed meaning. */
#define NORMAL_NUMBER    UINT64_C(0x6e756d6265720001)
#define NORMAL_RECIPIENT UINT64_C(0x7265636970690001)

/* Hashes of words that name the recipients of this mail, to be replaced by NORMAL_RECIPIENT; sorted. */
struct normal_names {
    uint64_t *hashes;
    size_t count;
};

void normal_names_read(struct arena *arena, const struct mail *mail, struct normal_names *names);
/* Appends the words of text in normal form. names may be NULL. */
void normal_words_read(struct arena *arena, struct slice text, const struct normal_names *names,
                       struct normal_words *words);

/* At the beginning of a token: how many bytes a link or mail address there takes, 0 if there is none. */
size_t normal_link_bytes(const char *text, size_t size);

#endif
