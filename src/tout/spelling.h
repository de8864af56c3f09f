/* Symbols as they are written: plain, with a suffix, spaced, run together with what follows. See spelling.c.
 */
#ifndef WEIR_TOUT_SPELLING_H
#define WEIR_TOUT_SPELLING_H

#include "tout/token.h"

/* The longest is a Bech32 address of 62 characters. */
#define TOUT_NAME_BYTES 64

struct spelling {
    char name[TOUT_NAME_BYTES];          /* in capitals, a suffix behind a point */
    const struct lexicon_market *market; /* of the suffix, NULL none */
    size_t tokens;                       /* that it takes */
    bool capitals;                       /* written so */
    bool spaced;
};

/* Reads what may be a symbol at this place: 2 to 6 letters and digits, at least one letter. Of small letters
 * only if `small`. Words that are no symbols (abbreviations, common words in small letters) are none. */
bool spelling_read(const struct tokens *tokens, size_t at, bool small, struct spelling *spelling);
/* The same, and what was cut in two or three pieces, "AB-CD" or "AB CD", which says something only where a
 * symbol is expected. */
bool spelling_read_expected(const struct tokens *tokens, size_t at, bool small, struct spelling *spelling);

#endif
