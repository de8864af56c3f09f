/* SpamAssassin 4: a subrule an anchor, a meta rule a signature. A body rule sees a paragraph at a time (what
 * stands between empty lines, 2 kB at most) of all text parts, HTML as text; `nosubject` keeps the subject
 * out of it, which is looked at first otherwise. Names that begin with two underscores have no score of their
 * own. */
#include <stdio.h>

#include "publish/rule_format.h"
#include "publish/rule_regex.h"

/* SpamAssassin's own threshold: a hit is enough. */
#define SCORE "5.0"

static void write_anchor(FILE *out, const char *symbol, size_t number,
                         const struct signature_anchor *anchor) {
    struct buffer regex = {0};
    rule_regex_append(&regex, anchor, RULE_REGEX_HEADER);
    int size = (int)regex.size;
    switch (anchor->field) {
    case SIGNATURE_SUBJECT:
        fprintf(out, "header __%s_%zu Subject =~ /%.*s/i\n", symbol, number, size, regex.data);
        break;
    case SIGNATURE_FROM:
        fprintf(out, "header __%s_%zu From =~ /%.*s/i\n", symbol, number, size, regex.data);
        break;
    default:
        fprintf(out, "body __%s_%zu /%.*s/i\n", symbol, number, size, regex.data);
        fprintf(out, "tflags __%s_%zu nosubject\n", symbol, number);
    }
    buffer_free(&regex);
}

static void write_rule(FILE *out, const struct rule *rule) {
    struct buffer symbol = {0}, description = {0};
    rule_append_symbol(&symbol, rule);
    buffer_append(&symbol, "", 1);
    rule_append_description(&description, rule);
    rule_write_note(out, rule);
    for (size_t i = 0; i < rule->signature->anchor_count; i++)
        write_anchor(out, symbol.data, i + 1, &rule->signature->anchors[i]);
    fprintf(out, "meta %s (", symbol.data);
    for (size_t i = 0; i < rule->signature->anchor_count; i++)
        fprintf(out, "%s__%s_%zu", i ? " && " : "", symbol.data, i + 1);
    fprintf(out, ")\ndescribe %s %.*s\n", symbol.data, (int)description.size, description.data);
    fprintf(out, "score %s " SCORE "\n", symbol.data);
    buffer_free(&symbol);
    buffer_free(&description);
}

static bool write_file(FILE *out, const struct rule_source *source, const struct rule *rules, size_t count) {
    rule_write_head(out, &rule_format_spamassassin, source, count);
    for (size_t i = 0; i < count; i++)
        write_rule(out, &rules[i]);
    return !fflush(out) && !ferror(out);
}

const struct rule_format rule_format_spamassassin = {
    .name = "spamassassin",
    .program = "SpamAssassin",
    .path = "/etc/spamassassin/weir.cf",
    .check = "spamassassin --lint; then restart what runs it (spamd, amavis)",
    .undo = "in local.cf, score NAME 0;",
    .write = write_file,
};
