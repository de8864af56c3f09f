/* Words as `find` sees them: maximal runs of letters, digits and marks, with case and accents folded. */
#ifndef WEIR_STORE_WORD_H
#define WEIR_STORE_WORD_H

#include <stdbool.h>

#include "base/slice.h"

/* Of a longer word its beginning is all that is compared. */
#define WORD_BYTES 256

struct word_reader {
    const char *at, *end;
    struct slice as_written; /* of the text given; words that one character parts have it in common */
    char folded[WORD_BYTES];
    size_t folded_bytes;
    char pieces[WORD_BYTES]; /* what as_written folds to, of which piece_at bytes have been given */
    size_t pieces_bytes, piece_at;
};

/* text: UTF-8. */
void word_start(struct word_reader *reader, struct slice text);
/* false: no more words. What folds to nothing is none. */
bool word_next(struct word_reader *reader);

#endif
