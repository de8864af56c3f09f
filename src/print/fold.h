/* Code points folded to what a reader takes them for. See fold.c. */
#ifndef WEIR_PRINT_FOLD_H
#define WEIR_PRINT_FOLD_H

#include <stdint.h>

enum fold_class {
    FOLD_SPACE, /* and punctuation */
    FOLD_LETTER,
    FOLD_DIGIT,
    FOLD_IDEOGRAPH, /* a word by itself; Thai, too, which has no spaces */
    FOLD_IGNORED,   /* not seen: joiners, combining marks */
};

/* Bits 0 to 20: the base letter, lower case, without accents; a digit as ASCII. 21 to 23: its class. 24 to
 * 30: the Latin letter that it looks like, 0 none. */
typedef uint32_t fold;

/* The same as fold_of() for what is not of ASCII. */
fold fold_beyond_ascii(int32_t c);

/* c: any number; what is no code point is a space. Thread-safe. */
static inline fold fold_of(int32_t c) {
    if (c < 0 || c >= 0x80)
        return fold_beyond_ascii(c);
    uint32_t lower = (uint32_t)c | 0x20;
    if (lower - 'a' < 26)
        return (fold)FOLD_LETTER << 21 | lower;
    return (fold)((uint32_t)c - '0' < 10 ? FOLD_DIGIT : FOLD_SPACE) << 21 | (uint32_t)c;
}

static inline enum fold_class fold_class_of(fold folded) {
    return (enum fold_class)(folded >> 21 & 7);
}

static inline uint32_t fold_base(fold folded) {
    return folded & 0x1fffff;
}

/* The Latin letter it looks like, else its base. */
static inline uint32_t fold_look_alike(fold folded) {
    return folded >> 24 ? folded >> 24 : fold_base(folded);
}

/* The letter that a digit ('0' to '9') stands for between letters: "sym8ol". */
static inline uint32_t fold_digit_as_letter(uint32_t digit) {
    return (unsigned char)"oizeasgtbg"[digit - '0'];
}

#endif
