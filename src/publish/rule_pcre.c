/* Regular expressions by themselves, for programs of one's own: a row an anchor. */
#include <stdio.h>

#include "publish/rule_format.h"
#include "publish/rule_regex.h"

static void write_anchor(FILE *out, const struct rule *rule, const struct signature_anchor *anchor) {
    static const char *const fields[] = {
        [SIGNATURE_SUBJECT] = "subject", [SIGNATURE_FROM] = "from", [SIGNATURE_BODY] = "body"};
    struct buffer row = {0};
    buffer_printf(&row, "%s\t%s\t%s\t(?i)", rule->id, rule->campaign, fields[anchor->field]);
    rule_regex_append(&row, anchor, 0);
    fwrite(row.data, 1, row.size, out);
    putc('\n', out);
    buffer_free(&row);
}

static bool write_file(FILE *out, const struct rule_source *source, const struct rule *rules, size_t count) {
    rule_write_head(out, &rule_format_pcre, source, count);
    fputs("# Rows: signature, campaign, field, regular expression; tabs between. A mail matches a signature "
          "when each\n"
          "# of its rows is found in its field: the decoded subject, the sender's name, all text parts with "
          "HTML as\n"
          "# text. They are of bytes: compile them without UTF (PCRE2_UTF, pcre2grep -u), over lines "
          "(pcre2grep -M).\n",
          out);
    for (size_t i = 0; i < count; i++) {
        rule_write_note(out, &rules[i]);
        for (size_t j = 0; j < rules[i].signature->anchor_count; j++)
            write_anchor(out, &rules[i], &rules[i].signature->anchors[j]);
    }
    return !fflush(out) && !ferror(out);
}

const struct rule_format rule_format_pcre = {
    .name = "pcre",
    .program = "programs with PCRE2, or Perl",
    .path = "wherever yours looks",
    .check = "grep -v '^#' FILE | cut -f 4 | pcre2grep -M -f - TEXT",
    .undo = "delete its rows;",
    .write = write_file,
};
