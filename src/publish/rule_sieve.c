/* Sieve (RFC 5228, body test of RFC 5173) as Dovecot's Pigeonhole has it; regular expressions are a draft
 * there. So a phrase is searched for as its mails commonest write it: its long fixed parts in their order,
 * with a wildcard for what changes between them or may be laid out otherwise (numbers, line ends, white space
 * beside punctuation), and any one character for another space. That asks for more than the phrase does: a
 * mail that writes it with a markup tag or a line end inside is missed, none is hit for that. */
#include <stdio.h>
#include <string.h>

#include "base/harmless.h"
#include "publish/rule_format.h"

#define REPLACEMENT "\xEF\xBF\xBD"

static bool is_digit(char byte) {
    return byte >= '0' && byte <= '9';
}

static bool is_letter(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (unsigned char)byte >= 0x80;
}

static bool is_space(char byte) {
    return byte == ' ' || byte == '\t' || byte == '\n';
}

/* The length of a number at `at` that is a word by itself, points and commas between its digits included; 0
 * none. */
static size_t number_length(struct slice text, size_t at) {
    size_t end = at;
    if (at && (is_letter(text.data[at - 1]) || is_digit(text.data[at - 1])))
        return 0;
    while (end < text.size && is_digit(text.data[end])) {
        end++;
        bool goes_on = end + 1 < text.size && strchr(".,", text.data[end]) && is_digit(text.data[end + 1]);
        end += goes_on;
    }
    return end < text.size && is_letter(text.data[end]) ? 0 : end - at;
}

static size_t space_length(struct slice text, size_t at) {
    size_t end = at;
    while (end < text.size && is_space(text.data[end]))
        end++;
    return end - at;
}

/* Is it a single space between words? White space elsewhere may be laid out in any way. */
static bool is_plain_space(struct slice text, size_t at, size_t length) {
    bool before = at && (is_letter(text.data[at - 1]) || is_digit(text.data[at - 1]));
    bool after =
        at + length < text.size && (is_letter(text.data[at + length]) || is_digit(text.data[at + length]));
    return length == 1 && text.data[at] == ' ' && before && after;
}

static void append_wildcard(struct buffer *pattern) {
    if (!pattern->size || pattern->data[pattern->size - 1] != '*' ||
        (pattern->size > 1 && pattern->data[pattern->size - 2] == '\\'))
        buffer_append(pattern, "*", 1);
}

/* As the pattern of a :matches: a wildcard for each number and each unsure space. */
static void append_pattern(struct buffer *pattern, struct slice text) {
    append_wildcard(pattern);
    for (size_t at = 0; at < text.size;) {
        size_t number = number_length(text, at), space = space_length(text, at);
        bool lost = text.size - at >= strlen(REPLACEMENT) &&
                    !memcmp(text.data + at, REPLACEMENT, strlen(REPLACEMENT));
        if (space && is_plain_space(text, at, space)) {
            buffer_append(pattern, "?", 1);
        } else if (space || number || lost) {
            append_wildcard(pattern);
        } else {
            buffer_append(pattern, "\\", strchr("*?\\", text.data[at]) ? 1 : 0);
            buffer_append(pattern, &text.data[at], 1);
        }
        at += space ? space : number ? number : lost ? strlen(REPLACEMENT) : 1;
    }
    append_wildcard(pattern);
}

/* As a quoted string (RFC 5228, 2.4.2). */
static void write_string(FILE *out, struct slice text) {
    putc('"', out);
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] == '"' || text.data[i] == '\\')
            putc('\\', out);
        putc(text.data[i], out);
    }
    putc('"', out);
}

static void write_phrase(FILE *out, const char *surface) {
    struct buffer text = {0}, pattern = {0};
    harmless_append(&text, slice_from_string(surface), HARMLESS_TEXT);
    append_pattern(&pattern, buffer_slice(&text));
    write_string(out, buffer_slice(&pattern));
    buffer_free(&text);
    buffer_free(&pattern);
}

static void write_anchor(FILE *out, const struct signature_anchor *anchor) {
    static const char *const tests[] = {[SIGNATURE_SUBJECT] = "header :matches \"subject\"",
                                        [SIGNATURE_FROM] = "header :matches \"from\"",
                                        [SIGNATURE_BODY] = "body :text :matches"};
    fprintf(out, "  %s ", tests[anchor->field]);
    putc('[', out);
    for (size_t i = 0; i < anchor->phrase_count; i++) {
        fputs(i ? ",\n    " : "", out);
        write_phrase(out, anchor->phrases[i].surface);
    }
    putc(']', out);
}

static void write_rule(FILE *out, const struct rule *rule) {
    rule_write_note(out, rule);
    fputs("if allof(\n", out);
    for (size_t i = 0; i < rule->signature->anchor_count; i++) {
        fputs(i ? ",\n" : "", out);
        write_anchor(out, &rule->signature->anchors[i]);
    }
    fputs(") {\n  fileinto \"Junk\";\n  stop;\n}\n", out);
}

static bool write_file(FILE *out, const struct rule_source *source, const struct rule *rules, size_t count) {
    rule_write_head(out, &rule_format_sieve, source, count);
    fputs("\nrequire [\"body\", \"fileinto\"];\n", out);
    for (size_t i = 0; i < count; i++)
        write_rule(out, &rules[i]);
    return !fflush(out) && !ferror(out);
}

const struct rule_format rule_format_sieve = {
    .name = "sieve",
    .program = "Sieve (Dovecot's Pigeonhole)",
    .path = "a folder that sieve_before of Dovecot's configuration names, as weir.sieve",
    .check = "sievec weir.sieve, which makes what Dovecot reads",
    .undo = "delete its if, and run sievec again;",
    .write = write_file,
};
