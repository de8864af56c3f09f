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
#define FOOTER_BYTES 1000
/* Within a line a rule is longer than what authors write between words. */
#define INNER_RULE_BYTES 30
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

/* The first rule within a line: HTML shows the footer of a plain text as running text. */
static const char *find_inner_rule(const char *from, const char *end) {
    size_t run = 0;
    for (const char *at = from; at < end; at++) {
        run = *at == '_' || *at == '-' ? run + 1 : 0;
        if (run == INNER_RULE_BYTES)
            return at + 1 - INNER_RULE_BYTES;
    }
    return end;
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
    return find_inner_rule(footer - text.data > FOOTER_BYTES ? footer - FOOTER_BYTES : text.data, footer);
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
