/* Makes text out of mail safe to show; see harmless.h. One pass, linear.
 *
 * Harmful are C0 and C1 controls (ESC starts the sequences that move cursors, set titles and, on some
 * terminals, type), DEL, line and paragraph separators, bytes that are no UTF-8, and the controls of the
 * bidirectional algorithm (UAX 9; the trick is known as "Trojan Source", Boucher and Anderson 2021). */
#include "base/harmless.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#define REPLACEMENT "\xEF\xBF\xBD"

static bool is_control(UChar32 character) {
    return character < 0x20 || (character >= 0x7F && character < 0xA0) || character == 0x2028 ||
           character == 0x2029;
}

static bool is_bidi_control(UChar32 character) {
    return (character >= 0x202A && character <= 0x202E) || (character >= 0x2066 && character <= 0x2069) ||
           character == 0x200E || character == 0x200F || character == 0x061C;
}

/* What stands for one character; NULL: itself. character < 0: an invalid byte. */
static const char *substitute(UChar32 character, enum harmless_mode mode) {
    if (mode == HARMLESS_UTF8)
        return character < 0 ? REPLACEMENT : NULL;
    if (mode == HARMLESS_TEXT && (character == '\n' || character == '\t'))
        return NULL;
    if (character >= 0 && is_control(character))
        return " ";
    if (mode == HARMLESS_ASCII && (character < 0 || character >= 0x80))
        return "?";
    return character < 0 || is_bidi_control(character) ? REPLACEMENT : NULL;
}

static UChar32 next_character(struct slice text, size_t *at) {
    const uint8_t *bytes = (const uint8_t *)text.data;
    UChar32 character;
    U8_NEXT(bytes, *at, text.size, character);
    return character;
}

void harmless_append(struct buffer *into, struct slice text, enum harmless_mode mode) {
    if (!text.size)
        return;
    size_t kept = 0; /* everything before it is in the buffer */
    for (size_t at = 0; at < text.size;) {
        size_t begin = at;
        const char *instead = substitute(next_character(text, &at), mode);
        if (!instead)
            continue;
        buffer_append(into, text.data + kept, begin - kept);
        /* A CRLF is one line end. */
        bool half = text.data[begin] == '\r' && at < text.size && text.data[at] == '\n';
        if (!half)
            buffer_append_string(into, instead);
        kept = at;
    }
    buffer_append(into, text.data + kept, text.size - kept);
}

bool harmless_already(struct slice text) {
    for (size_t at = 0; at < text.size;)
        if (substitute(next_character(text, &at), HARMLESS_TEXT))
            return false;
    return true;
}

static size_t character_width(UChar32 character) {
    int8_t type = u_charType(character);
    if (type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK || type == U_FORMAT_CHAR || character < 0)
        return 0;
    int wide = u_getIntPropertyValue(character, UCHAR_EAST_ASIAN_WIDTH);
    return wide == U_EA_WIDE || wide == U_EA_FULLWIDTH ? 2 : 1;
}

size_t display_width(struct slice text) {
    size_t columns = 0;
    for (size_t at = 0; at < text.size;)
        columns += character_width(next_character(text, &at));
    return columns;
}

size_t display_fit(struct slice text, size_t columns) {
    size_t taken = 0;
    for (size_t at = 0; at < text.size;) {
        size_t begin = at;
        taken += character_width(next_character(text, &at));
        if (taken > columns)
            return begin;
    }
    return text.size;
}
