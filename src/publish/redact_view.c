/* See redact_view.h. Only what decodes to a visible ASCII character is decoded in escapes: that is what
 * addresses are made of. Cost: linear, PASSES times at most. */
#include "publish/redact_view.h"

#include <ctype.h>
#include <string.h>

#include "mail/html_entity.h"

/* "%2540": links in links in links. */
#define PASSES 3

static int hex_value(char c) {
    return isdigit((unsigned char)c) ? c - '0' : isxdigit((unsigned char)c) ? (c | 0x20) - 'a' + 10 : -1;
}

/* The character written in text[0] to text[2], 0 if none is. */
static char read_escape(struct slice text, char sign) {
    if (text.size < 3 || text.data[0] != sign)
        return 0;
    int high = hex_value(text.data[1]), low = hex_value(text.data[2]);
    int c = high < 0 || low < 0 ? 0 : high << 4 | low;
    return c > ' ' && c < 0x7f ? (char)c : 0;
}

/* "=41" in a link is a parameter rather than a letter, unless another one follows or went before. */
static char read_quoted(struct slice text, bool in_run) {
    char c = read_escape(text, '=');
    bool run = in_run || (text.size > 3 && read_escape(slice_of(text.data + 3, text.size - 3), '='));
    return isalnum((unsigned char)c) && !run ? 0 : c;
}

/* Writes what text begins with to `to` (4 bytes at most), in *size; returns how many bytes of text that took.
 */
static size_t decode_one(struct slice text, enum redact_writing writing, bool in_run, char *to,
                         size_t *size) {
    size_t taken;
    char c = writing == WRITING_PERCENT ? read_escape(text, '%') : read_quoted(text, in_run);
    *size = 1;
    *to = c ? c : *text.data;
    if (c)
        return 3;
    if (*text.data != '&' || writing != WRITING_PERCENT)
        return 1;
    uint32_t character = html_entity_read(text, false, &taken);
    if (!character)
        return 1;
    *size = html_entity_encode(character, to);
    return taken;
}

/* One pass over view, which it replaces; false: nothing to decode. */
static bool decode(struct arena *arena, enum redact_writing writing, struct redact_view *view) {
    struct slice text = view->text;
    char *to = arena_alloc_raw(arena, text.size + 1);
    uint32_t *from = arena_alloc_raw(arena, (text.size + 1) * sizeof *from);
    size_t size = 0;
    bool any = false, in_run = false;
    for (size_t at = 0, taken; at < text.size; at += taken) {
        char bytes[4];
        size_t count;
        taken = decode_one(slice_of(text.data + at, text.size - at), writing, in_run, bytes, &count);
        in_run = taken > count || bytes[0] != text.data[at];
        any |= in_run;
        for (size_t i = 0; i < count; i++) {
            to[size] = bytes[i];
            from[size++] = view->from ? view->from[at] : (uint32_t)at;
        }
    }
    to[size] = '\0';
    from[size] = view->from ? view->from[text.size] : (uint32_t)text.size;
    *view = (struct redact_view){slice_of(to, size), from};
    return any;
}

bool redact_view(struct arena *arena, struct slice text, enum redact_writing writing,
                 struct redact_view *view) {
    *view = (struct redact_view){.text = text};
    if (writing == WRITING_PLAIN)
        return true;
    if (!memchr(text.data, writing == WRITING_PERCENT ? '%' : '=', text.size) &&
        !(writing == WRITING_PERCENT && memchr(text.data, '&', text.size)))
        return false;
    bool any = decode(arena, writing, view);
    for (unsigned pass = 1; any && pass < PASSES && decode(arena, writing, view); pass++)
        ;
    return any;
}
