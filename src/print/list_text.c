/* A mailing list writes its footer under every mail, and answers quote it again: text that all mail of the
 * list shares, whoever sent it, so that a list would be one campaign and take in the spam that comes over it.
 * A footer begins at a line of underscores, hyphens or equals signs among the last lines; quoted lines begin
 * with ">" or
 * "|". Cost: two passes over the text. */
#include "print/list_text.h"

#include <stdbool.h>
#include <string.h>

/* Lists' footers with the sponsor's advertisement take about fifteen lines. */
#define FOOTER_LINES 20
/* A shorter rule is an author's own. */
#define RULE_BYTES 15

static bool is_rule(struct slice line) {
    size_t signs = 0;
    for (size_t i = 0; i < line.size; i++) {
        if (line.data[i] == '_' || line.data[i] == '-' || line.data[i] == '=')
            signs++;
        else if (line.data[i] != ' ' && line.data[i] != '\t')
            return false;
    }
    return signs >= RULE_BYTES;
}

static bool is_quoted(struct slice line) {
    size_t at = 0;
    while (at < line.size && (line.data[at] == ' ' || line.data[at] == '\t'))
        at++;
    return at < line.size && (line.data[at] == '>' || line.data[at] == '|');
}

/* Where the footer begins; the end of text if there is none. */
static const char *find_footer(struct slice text) {
    const char *end = text.data + text.size, *footer = end, *at = end;
    for (unsigned lines = 0; at > text.data && lines < FOOTER_LINES; lines++) {
        const char *newline = memrchr(text.data, '\n', (size_t)(at - text.data));
        const char *begin = newline ? newline + 1 : text.data;
        if (is_rule(slice_of(begin, (size_t)(at - begin))))
            footer = begin;
        at = newline ? newline : text.data;
    }
    return footer;
}

void list_text_read(struct arena *arena, struct slice text, struct list_text *parts) {
    const char *end = text.data + text.size, *footer = find_footer(text);
    char *own = arena_alloc_raw(arena, text.size + 2), *own_end = own;
    char *dropped = arena_alloc_raw(arena, text.size + 2), *dropped_end = dropped;
    for (const char *at = text.data; at < end;) {
        const char *newline = memchr(at, '\n', (size_t)(end - at)), *next = newline ? newline + 1 : end;
        size_t size = (size_t)(next - at);
        if (at >= footer || is_quoted(slice_of(at, size)))
            dropped_end = mempcpy(dropped_end, at, size);
        else
            own_end = mempcpy(own_end, at, size);
        at = next;
    }
    *own_end = *dropped_end = '\0';
    *parts = (struct list_text){own, (size_t)(own_end - own), dropped};
}
