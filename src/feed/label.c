/* Cleans names; see label.h. What is no character becomes U+FFFD, one for each bad byte. */
#include "feed/label.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unicode/utf8.h>

#define REPLACEMENT "\xef\xbf\xbd"

static bool is_control(UChar32 c) {
    return c < 0x20 || (c >= 0x7f && c < 0xa0);
}

void label_append(struct buffer *label, const char *name) {
    size_t size = strnlen(name, LABEL_MEMBER_BYTES);
    int32_t at = 0, length = (int32_t)size;
    while (at < length) {
        int32_t start = at;
        UChar32 c;
        U8_NEXT(name, at, length, c);
        if (is_control(c)) /* an ill-formed one is negative */
            buffer_append_string(label, REPLACEMENT);
        else
            buffer_append(label, name + start, (size_t)(at - start));
    }
}

void label_clean(char label[LABEL_BYTES], const char *name) {
    struct buffer clean = {0};
    label_append(&clean, name);
    buffer_append(&clean, "", 1);
    if (clean.size <= LABEL_BYTES) {
        memcpy(label, clean.data, clean.size);
    } else {
        const char *end = clean.data + clean.size - (LABEL_BYTES - 8);
        while (U8_IS_TRAIL(*end))
            ++end;
        snprintf(label, LABEL_BYTES, "...%s", end);
    }
    buffer_free(&clean);
}
