/* What a reader takes for one word is one: characters without width (soft hyphens, joiners, marks of
 * direction) do not part it, fullwidth and mathematical letters are letters (NFKD, UAX 15), accents are
 * dropped, and the letters of other scripts that look like Latin ones are these (after UTS 39, the small
 * letters alone). A word wholly of another script is changed, too, which does no harm: both sides of a
 * comparison are. Where letters that are written without spaces (Han, Kana, Hangul, Thai) meet others, a word
 * ends.
 *
 * ASCII goes by a compare; other characters take ICU about 100 ns each. */
#include "store/person_word.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/utf16.h>
#include <unicode/utf8.h>

/* Of one character's decomposition; the longest of Unicode is 18. */
#define DECOMPOSED 24

/* Rising. */
static const struct {
    uint16_t character;
    char latin;
} lookalikes[] = {
    {0x0f8, 'o'},  {0x111, 'd'},  {0x127, 'h'},  {0x131, 'i'},  {0x142, 'l'},  {0x167, 't'},  {0x180, 'b'},
    {0x192, 'f'},  {0x19a, 'l'},  {0x251, 'a'},  {0x261, 'g'},  {0x268, 'i'},  {0x269, 'i'},  {0x26a, 'i'},
    {0x28b, 'u'},  {0x28f, 'y'},  {0x3b1, 'a'},  {0x3b2, 'b'},  {0x3b3, 'y'},  {0x3b5, 'e'},  {0x3b7, 'n'},
    {0x3b9, 'i'},  {0x3ba, 'k'},  {0x3bd, 'v'},  {0x3bf, 'o'},  {0x3c1, 'p'},  {0x3c3, 'o'},  {0x3c4, 't'},
    {0x3c5, 'u'},  {0x3c7, 'x'},  {0x3c9, 'w'},  {0x3f2, 'c'},  {0x3f3, 'j'},  {0x430, 'a'},  {0x432, 'b'},
    {0x435, 'e'},  {0x43a, 'k'},  {0x43c, 'm'},  {0x43d, 'h'},  {0x43e, 'o'},  {0x440, 'p'},  {0x441, 'c'},
    {0x442, 't'},  {0x443, 'y'},  {0x445, 'x'},  {0x455, 's'},  {0x456, 'i'},  {0x458, 'j'},  {0x475, 'v'},
    {0x4af, 'y'},  {0x4bb, 'h'},  {0x4cf, 'l'},  {0x4d5, 'a'},  {0x501, 'd'},  {0x51b, 'q'},  {0x51d, 'w'},
    {0x561, 'w'},  {0x570, 'h'},  {0x578, 'n'},  {0x57d, 'u'},  {0x585, 'o'},  {0x13a5, 'i'}, {0x13da, 's'},
    {0x1d04, 'c'}, {0x1d0f, 'o'}, {0x1d1c, 'u'}, {0x1d20, 'v'}, {0x1d21, 'w'}, {0x1d22, 'z'},
};

struct form {
    char bytes[PERSON_FORM_BYTES];
    size_t size;
};

static int compare_lookalikes(const void *key, const void *entry) {
    uint16_t character = *(const uint16_t *)key;
    uint16_t other = *(const uint16_t *)entry;
    return character < other ? -1 : character > other;
}

static UChar32 latin_of(UChar32 c) {
    uint16_t character = (uint16_t)c;
    const size_t count = sizeof lookalikes / sizeof *lookalikes;
    const void *found =
        c > 0xffff ? NULL : bsearch(&character, lookalikes, count, sizeof *lookalikes, compare_lookalikes);
    return found ? lookalikes[((const char *)found - (const char *)lookalikes) / sizeof *lookalikes].latin
                 : c;
}

static void add_folded(struct form *form, UChar32 c) {
    if (U_GET_GC_MASK(c) & U_GC_MN_MASK)
        return;
    c = latin_of(u_foldCase(c, U_FOLD_CASE_DEFAULT));
    int32_t room = (int32_t)(sizeof form->bytes - form->size), size = 0;
    UBool full = false;
    U8_APPEND((uint8_t *)form->bytes + form->size, size, room, c, full);
    form->size += full ? 0 : (size_t)size;
}

static void add_character(struct form *form, UChar32 c) {
    UChar one[2], wide[DECOMPOSED];
    UErrorCode status = U_ZERO_ERROR;
    int32_t length = 0;
    U16_APPEND_UNSAFE(one, length, c);
    int32_t count = unorm2_normalize(unorm2_getNFKDInstance(&status), one, length, wide, DECOMPOSED, &status);
    for (int32_t at = 0; U_SUCCESS(status) && at < count;) {
        U16_NEXT(wide, at, count, c);
        add_folded(form, c);
    }
}

enum character { CHARACTER_OF_WORD, CHARACTER_WITHOUT_WIDTH, CHARACTER_OTHER };

static enum character kind_of(UChar32 c) {
    if (c >= 0 && (U_GET_GC_MASK(c) & (U_GC_L_MASK | U_GC_N_MASK | U_GC_M_MASK)))
        return u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) ? CHARACTER_WITHOUT_WIDTH
                                                                          : CHARACTER_OF_WORD;
    return c >= 0 && u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) ? CHARACTER_WITHOUT_WIDTH
                                                                                : CHARACTER_OTHER;
}

static bool is_ascii_letter(unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* The kind of the character at *at, which is stepped over; *c: the character. */
static enum character step(struct slice text, size_t *at, UChar32 *c) {
    unsigned char first = (unsigned char)text.data[*at];
    if (first < 0x80) {
        *c = first;
        ++*at;
        return is_ascii_letter(first) ? CHARACTER_OF_WORD : CHARACTER_OTHER;
    }
    U8_NEXT(text.data, *at, text.size, *c);
    return kind_of(*c);
}

static char lower_ascii(char c) {
    return (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
}

static void add_to_form(struct form *form, UChar32 c) {
    if (c >= 0x80)
        add_character(form, c);
    else if (form->size < sizeof form->bytes)
        form->bytes[form->size++] = lower_ascii((char)c);
}

static bool is_unspaced(UChar32 c) {
    return c >= 0xe00 && ((c < 0xf00) || (c >= 0x3040 && c < 0x3100) || (c >= 0xac00 && c < 0xd7b0) ||
                          u_hasBinaryProperty(c, UCHAR_IDEOGRAPHIC));
}

/* Reads the word that begins at `at`; word->end is after its last letter. */
static void read_word(struct slice text, size_t at, struct person_word *word, struct form *form) {
    UChar32 c;
    bool unspaced = false;
    *word = (struct person_word){.start = (uint32_t)at};
    form->size = 0;
    for (size_t next = at; next < text.size;) {
        enum character kind = step(text, &next, &c);
        if (kind == CHARACTER_WITHOUT_WIDTH)
            continue;
        if (kind == CHARACTER_OTHER || (word->end && is_unspaced(c) != unspaced))
            return;
        if (!word->end) {
            word->capital = c < 0x80 ? c >= 'A' && c <= 'Z' : u_isupper(c) || u_istitle(c);
            unspaced = is_unspaced(c);
        }
        add_to_form(form, c);
        word->end = (uint32_t)next;
    }
}

/* The same for a word of ASCII alone; false: it is none. */
static bool read_plain_word(struct slice text, size_t at, struct person_word *word, struct form *form) {
    size_t end = at;
    while (end < text.size && is_ascii_letter((unsigned char)text.data[end]) &&
           end - at < sizeof form->bytes) {
        form->bytes[end - at] = lower_ascii(text.data[end]);
        end++;
    }
    if (end == at || (end < text.size && (text.data[end] & 0x80)) || end - at == sizeof form->bytes)
        return false;
    *word = (struct person_word){
        .start = (uint32_t)at, .end = (uint32_t)end, .capital = text.data[at] >= 'A' && text.data[at] <= 'Z'};
    form->size = end - at;
    return true;
}

/* Where the next word begins, at the earliest; text.size: nowhere. */
static size_t next_word(struct slice text, size_t at) {
    UChar32 c;
    while (at < text.size) {
        size_t next = at;
        if (step(text, &next, &c) == CHARACTER_OF_WORD)
            break;
        at = next;
    }
    return at;
}

size_t person_words(struct arena *arena, struct slice text, struct person_word **words) {
    struct form form;
    size_t count = 0, capacity = 0;
    *words = NULL;
    for (size_t at = next_word(text, 0); at < text.size; at = next_word(text, at)) {
        *words = arena_grow(arena, *words, count, &capacity, sizeof **words);
        struct person_word *word = &(*words)[count++];
        if (!read_plain_word(text, at, word, &form))
            read_word(text, at, word, &form);
        word->form = arena_copy(arena, form.bytes, form.size);
        word->bytes = (uint16_t)form.size;
        at = word->end;
    }
    return count;
}
