/* Case, accents and compatibility forms fold by ICU's NFKC_Casefold and NFD; letters of other scripts that
 * look Latin by the table of Unicode TR 39, as far as spam uses it.
 *
 * Cost: a table look-up; the table of a block of 256 code points is made at its first use and kept. */
#include "print/fold.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/ustring.h>

#include "base/arena.h"

static _Atomic(fold *) blocks[0x1100];

/* Letters of other scripts drawn like Latin ones (after Unicode TR 39, confusables), lower case. */
static const struct {
    uint16_t from;
    char to;
} look_alikes[] = {
    {0x0430, 'a'}, {0x0435, 'e'}, {0x043e, 'o'}, {0x0440, 'p'}, {0x0441, 'c'}, {0x0443, 'y'}, {0x0445, 'x'},
    {0x0455, 's'}, {0x0456, 'i'}, {0x0458, 'j'}, {0x04bb, 'h'}, {0x0501, 'd'}, {0x051b, 'q'}, {0x051d, 'w'},
    {0x03b1, 'a'}, {0x03b9, 'i'}, {0x03bd, 'v'}, {0x03bf, 'o'}, {0x03c1, 'p'}, {0x03c5, 'u'}, {0x0131, 'i'},
    {0x0251, 'a'}, {0x0261, 'g'}, {0x0578, 'n'}, {0x057d, 'u'}, {0x0585, 'o'}, {0x043a, 'k'}, {0x043c, 'm'},
    {0x0442, 't'}, {0x0432, 'b'}, {0x043d, 'h'},
};

static unsigned char look_alike_of(UChar32 c) {
    for (size_t i = 0; i < sizeof look_alikes / sizeof *look_alikes; i++)
        if (look_alikes[i].from == c)
            return (unsigned char)look_alikes[i].to;
    return 0;
}

/* The base letter of c: first code point of its case-folded compatibility decomposition. */
static UChar32 base_of(UChar32 c) {
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *casefold = unorm2_getNFKCCasefoldInstance(&status);
    const UNormalizer2 *decompose = unorm2_getNFDInstance(&status);
    UChar source[2], folded[32], base[64];
    int32_t length = 0;
    U16_APPEND_UNSAFE(source, length, c);
    int32_t folded_length = unorm2_normalize(casefold, source, length, folded, 32, &status);
    int32_t base_length = unorm2_normalize(decompose, folded, folded_length, base, 64, &status);
    if (U_FAILURE(status) || base_length == 0)
        return c;
    UChar32 first;
    int32_t at = 0;
    U16_NEXT(base, at, base_length, first);
    return first;
}

static fold fold_code_point(UChar32 c) {
    enum fold_class class = FOLD_SPACE;
    UChar32 to = c;
    if (u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) || u_charType(c) == U_NON_SPACING_MARK) {
        class = FOLD_IGNORED;
    } else if (u_isdigit(c)) {
        class = FOLD_DIGIT;
        to = '0' + u_charDigitValue(c);
    } else if (u_isalpha(c) || u_hasBinaryProperty(c, UCHAR_ALPHABETIC)) {
        UErrorCode status = U_ZERO_ERROR;
        UScriptCode script = uscript_getScript(c, &status);
        bool ideograph = script == USCRIPT_HAN || script == USCRIPT_HIRAGANA || script == USCRIPT_KATAKANA ||
                         script == USCRIPT_THAI;
        class = ideograph ? FOLD_IDEOGRAPH : FOLD_LETTER;
        to = ideograph ? c : base_of(c);
        if (class == FOLD_LETTER && u_isdigit(to))
            class = FOLD_DIGIT;
    } else {
        /* signs that stand for letters, such as circled or mathematical ones */
        UChar32 base = base_of(c);
        if (base != c && u_isalpha(base)) {
            class = FOLD_LETTER;
            to = base;
        }
    }
    return (fold)look_alike_of(to) << 24 | (fold) class << 21 | (fold)to;
}

/* Two threads may both make a block; the loser frees its own. */
static const fold *make_block(unsigned block) {
    fold *made = allocate(256 * sizeof *made), *expected = NULL;
    for (unsigned i = 0; i < 256; i++)
        made[i] = fold_code_point((UChar32)(block << 8 | i));
    if (!atomic_compare_exchange_strong(&blocks[block], &expected, made)) {
        free(made);
        return expected;
    }
    return made;
}

fold fold_beyond_ascii(int32_t c) {
    if (c < 0 || c > 0x10ffff)
        return (fold)FOLD_SPACE << 21;
    const fold *block = atomic_load_explicit(&blocks[c >> 8], memory_order_acquire);
    if (!block)
        block = make_block((unsigned)c >> 8);
    return block[c & 0xff];
}
