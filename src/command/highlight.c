/* Marks hits. A word is a run of letters, digits and marks; two are the same if the root collation finds no
 * difference of first strength, which is case and accents put aside (UTS 10). An excerpt is one line and a
 * query a few words, so each is compared with each. */
#include "command/highlight.h"

#include <unicode/uchar.h>
#include <unicode/ucol.h>
#include <unicode/utf8.h>

static bool in_word(UChar32 character) {
    return u_isalnum(character) || (character >= 0 && (U_GET_GC_MASK(character) & U_GC_M_MASK));
}

/* The next word at or after *at, which moves behind it; empty at the end. */
static struct slice next_word(struct slice text, size_t *at) {
    const uint8_t *bytes = (const uint8_t *)text.data;
    size_t begin = *at;
    while (*at < text.size) {
        size_t before = *at;
        UChar32 character;
        U8_NEXT(bytes, *at, text.size, character);
        if (in_word(character))
            continue;
        if (before > begin) {
            *at = before;
            return slice_of(text.data + begin, before - begin);
        }
        begin = *at;
    }
    return slice_of(text.data + begin, text.size - begin);
}

static bool same(const UCollator *collator, struct slice a, struct slice b) {
    UErrorCode status = U_ZERO_ERROR;
    return ucol_strcollUTF8(collator, a.data, (int32_t)a.size, b.data, (int32_t)b.size, &status) ==
           UCOL_EQUAL;
}

static bool searched(const UCollator *collator, struct slice word, const char *const *words, size_t count) {
    for (size_t i = 0; i < count; i++) {
        struct slice query = slice_from_string(words[i]);
        struct slice wanted;
        for (size_t at = 0; (wanted = next_word(query, &at)).size;)
            if (same(collator, word, wanted))
                return true;
    }
    return false;
}

void highlight_append(const struct terminal *terminal, struct buffer *into, struct slice text,
                      const char *const *words, size_t count) {
    UErrorCode status = U_ZERO_ERROR;
    UCollator *collator = terminal->colour ? ucol_open("", &status) : NULL;
    size_t done = 0;
    if (collator) {
        ucol_setStrength(collator, UCOL_PRIMARY);
        struct slice word;
        for (size_t at = 0; (word = next_word(text, &at)).size; done = at) {
            bool hit = searched(collator, word, words, count);
            buffer_append(into, text.data + done, (size_t)(word.data - text.data) - done);
            buffer_append_string(into, hit ? terminal_style(terminal, STYLE_HIT) : "");
            buffer_append(into, word.data, word.size);
            buffer_append_string(into, hit ? terminal_style(terminal, STYLE_PLAIN) : "");
        }
        ucol_close(collator);
    }
    buffer_append(into, text.data + done, text.size - done);
}
