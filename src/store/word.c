/* Folding: compatibility decomposition, marks dropped, case folded (Unicode TR 15, TR 44), so that "Größe",
 * "GROSSE" and "größe" written with a combining mark are one. ASCII, nearly all of it, goes by a table.
 *
 * One character may become several, some of which part words: "x½" is written in one and folds to "x1" and
 * "2", as "x1/2" does. So what was folded slowly is split once more, and its pieces are kept in the reader.
 */
#include "store/word.h"

#include <stdint.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utf8.h>

/* Lower case of letters and digits, 0 for all else. */
static char ascii_letter(unsigned char c) {
    if (c >= 'A' && c <= 'Z')
        return (char)(c | 0x20);
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? (char)c : 0;
}

static bool is_word_character(UChar32 c) {
    return c >= 0 && (U_GET_GC_MASK(c) & (U_GC_L_MASK | U_GC_N_MASK | U_GC_M_MASK));
}

void word_start(struct word_reader *reader, struct slice text) {
    reader->at = text.data;
    reader->end = text.data + text.size;
    reader->piece_at = reader->pieces_bytes = 0;
}

/* Where the word character at `at` ends; NULL if none begins there. */
static const char *skip_character(const char *at, const char *end) {
    if ((unsigned char)*at < 0x80)
        return ascii_letter((unsigned char)*at) ? at + 1 : NULL;
    UChar32 c;
    ptrdiff_t length = 0, size = end - at;
    U8_NEXT(at, length, size, c);
    return is_word_character(c) ? at + length : NULL;
}

/* Over what is no word, such as stray bytes. */
static const char *skip_signs(const char *at, const char *end) {
    while (at < end && !skip_character(at, end))
        do
            at++;
        while (at < end && ((unsigned char)*at & 0xc0) == 0x80);
    return at;
}

static int32_t decompose(const UChar *from, int32_t length, UChar *to, int32_t room) {
    UErrorCode status = U_ZERO_ERROR;
    int32_t size = unorm2_normalize(unorm2_getNFKDInstance(&status), from, length, to, room, &status);
    return U_FAILURE(status) ? 0 : size;
}

static int32_t drop_marks(UChar *text, int32_t length) {
    int32_t kept = 0;
    for (int32_t at = 0; at < length;) {
        UChar32 c;
        U16_NEXT(text, at, length, c);
        if (!(U_GET_GC_MASK(c) & U_GC_MN_MASK))
            U16_APPEND_UNSAFE(text, kept, c);
    }
    return kept;
}

static void fold_slowly(struct word_reader *reader) {
    enum { ROOM = WORD_BYTES * 8 };
    UChar wide[WORD_BYTES], spread[ROOM], folded[ROOM];
    UErrorCode status = U_ZERO_ERROR;
    int32_t length = 0, size = 0;
    struct slice word = reader->as_written;
    if (word.size > WORD_BYTES - 8)
        word.size = WORD_BYTES - 8;
    u_strFromUTF8WithSub(wide, WORD_BYTES, &length, word.data, (int32_t)word.size, 0xfffd, NULL, &status);
    length = drop_marks(spread, decompose(wide, length, spread, ROOM));
    length = u_strFoldCase(folded, ROOM, spread, length, U_FOLD_CASE_DEFAULT, &status);
    if (U_FAILURE(status))
        length = 0;
    length = drop_marks(spread, decompose(folded, length, spread, ROOM));
    while (length > 0) {
        status = U_ZERO_ERROR;
        u_strToUTF8(reader->pieces, WORD_BYTES, &size, spread, length, &status);
        if (U_SUCCESS(status))
            break;
        length -= length > 8 ? length / 8 : 1;
    }
    reader->pieces_bytes = length > 0 ? (size_t)size : 0;
    reader->piece_at = 0;
}

static bool next_piece(struct word_reader *reader) {
    const char *end = reader->pieces + reader->pieces_bytes;
    const char *begin = skip_signs(reader->pieces + reader->piece_at, end), *at = begin, *next;
    while (at < end && (next = skip_character(at, end)))
        at = next;
    reader->folded_bytes = (size_t)(at - begin);
    memcpy(reader->folded, begin, reader->folded_bytes);
    reader->piece_at = (size_t)(at - reader->pieces);
    return at > begin;
}

/* The next word as it is written; false at the end. Folds it if that takes no more than the table. */
static bool next_written(struct word_reader *reader, bool *ascii) {
    const char *begin = skip_signs(reader->at, reader->end), *at = begin, *next;
    reader->folded_bytes = 0;
    *ascii = true;
    while (at < reader->end && (next = skip_character(at, reader->end))) {
        if ((unsigned char)*at >= 0x80)
            *ascii = false;
        else if (reader->folded_bytes < WORD_BYTES)
            reader->folded[reader->folded_bytes++] = ascii_letter((unsigned char)*at);
        at = next;
    }
    reader->at = at;
    reader->as_written = slice_of(begin, (size_t)(at - begin));
    return at > begin;
}

bool word_next(struct word_reader *reader) {
    bool ascii;
    if (reader->pieces_bytes && next_piece(reader))
        return true;
    while (next_written(reader, &ascii)) {
        if (ascii)
            return true;
        fold_slowly(reader);
        if (next_piece(reader))
            return true;
    }
    return false;
}
