/* rspamd 3: a rule of its regexp module a signature, in the module's own configuration. That is data: a file
 * got from somebody else runs nothing, as one in Lua would. `mime` regular expressions see each text part
 * decoded, HTML as text without what is hidden, and not the subject, as `sa_body` would. */
#include <stdio.h>

#include "publish/rule_format.h"
#include "publish/rule_regex.h"

/* What rspamd asks of a mail that it marks as spam, as it comes. */
#define SCORE "6.0"

static bool is_ascii(const char *words) {
    for (; *words; words++)
        if ((unsigned char)*words >= 0x80)
            return false;
    return true;
}

/* In a header, bytes beyond ASCII that are no UTF-8 are lost in decoding: it is looked at as it came, too. */
static void write_phrase(FILE *out, const struct signature_anchor *anchor, size_t number) {
    static const char *const headers[] = {
        [SIGNATURE_SUBJECT] = "Subject=", [SIGNATURE_FROM] = "From=", [SIGNATURE_BODY] = ""};
    const struct signature_anchor alone = {anchor->field, 1, {anchor->phrases[number]}};
    const char *header = headers[anchor->field];
    struct buffer regex = {0};
    rule_regex_append(&regex, &alone, RULE_REGEX_HEADER | RULE_REGEX_AUTOMATON);
    int size = (int)regex.size;
    fprintf(out, "%s/%.*s/i{%s}", header, size, regex.data, *header ? "header" : "mime");
    if (*header && !is_ascii(alone.phrases->words))
        fprintf(out, " | %s/%.*s/i{raw_header}", header, size, regex.data);
    buffer_free(&regex);
}

/* Phrases by themselves: of an expression of some 15 kB rspamd 3.4 says in its log alone that it cannot be
 * read. */
static void write_anchor(FILE *out, const struct signature_anchor *anchor) {
    putc('(', out);
    for (size_t i = 0; i < anchor->phrase_count; i++) {
        fputs(i ? " | " : "", out);
        write_phrase(out, anchor, i);
    }
    putc(')', out);
}

static void write_rule(FILE *out, const struct rule *rule) {
    struct buffer symbol = {0}, description = {0};
    rule_append_symbol(&symbol, rule);
    rule_append_description(&description, rule);
    rule_write_note(out, rule);
    fprintf(out, "%.*s {\n  re = '", (int)symbol.size, symbol.data);
    for (size_t i = 0; i < rule->signature->anchor_count; i++) {
        fputs(i ? " & " : "", out);
        write_anchor(out, &rule->signature->anchors[i]);
    }
    fprintf(out, "';\n  score = " SCORE ";\n  description = '%.*s';\n", (int)description.size,
            description.data);
    fputs("  group = 'weir';\n  one_shot = true;\n}\n", out);
    buffer_free(&symbol);
    buffer_free(&description);
}

static bool write_file(FILE *out, const struct rule_source *source, const struct rule *rules, size_t count) {
    rule_write_head(out, &rule_format_rspamd, source, count);
    for (size_t i = 0; i < count; i++)
        write_rule(out, &rules[i]);
    return !fflush(out) && !ferror(out);
}

const struct rule_format rule_format_rspamd = {
    .name = "rspamd",
    .program = "rspamd",
    .path = "/etc/rspamd/local.d/regexp.conf (or behind what is there)",
    .check = "rspamadm configtest; then restart rspamd",
    .undo = "delete its block;",
    .write = write_file,
};
