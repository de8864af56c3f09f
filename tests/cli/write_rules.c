/* Writes hand-made signatures as `weir export --format F` writes those it has learnt: for tests in the real
 * programs and for bench/export.
 *
 * usage: write-rules FORMAT [--no-redact] < ROWS
 *
 * A row a phrase, tabs between: id, campaign, its name, why, number of the anchor from 1, field, words,
 * surface. Rows of a signature stand together. In any value \n is a line end, \e an ESC. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "publish/rule_format.h"

enum { ID, CAMPAIGN, NAME, BECAUSE, ANCHOR, FIELD, WORDS, SURFACE, COLUMNS };
#define RULES 1000

static void unescape(char *value) {
    char *to = value;
    for (const char *from = value; *from; from++) {
        bool escape = from[0] == '\\' && from[1] && strchr("ne", from[1]);
        *to++ = !escape ? *from : *++from == 'n' ? '\n' : '\033';
    }
    *to = '\0';
}

static bool split(char *line, const char *values[COLUMNS]) {
    line[strcspn(line, "\n")] = '\0';
    for (size_t i = 0; i < COLUMNS; i++) {
        char *value = strsep(&line, "\t");
        if (!value)
            return false;
        unescape(value);
        values[i] = value;
    }
    return !line;
}

static enum signature_field field_named(const char *name) {
    return !strcmp(name, "subject") ? SIGNATURE_SUBJECT
           : !strcmp(name, "from")  ? SIGNATURE_FROM
                                    : SIGNATURE_BODY;
}

static void add_row(struct rule *rule, struct signature *signature, const char *const values[COLUMNS]) {
    size_t number = strtoul(values[ANCHOR], NULL, 10);
    if (number < 1 || number > SIGNATURE_ANCHORS)
        exit(2);
    struct signature_anchor *anchor = &signature->anchors[number - 1];
    if (anchor->phrase_count == SIGNATURE_PHRASES)
        exit(2);
    *rule = (struct rule){.id = values[ID],
                          .campaign = values[CAMPAIGN],
                          .campaign_name = values[NAME],
                          .learnt = "2025-03-04T20:00:00Z",
                          .because = values[BECAUSE],
                          .signature = signature};
    if (signature->anchor_count < number)
        signature->anchor_count = number;
    anchor->field = field_named(values[FIELD]);
    anchor->phrases[anchor->phrase_count++] = (struct signature_phrase){values[WORDS], values[SURFACE]};
}

int main(int count, char **arguments) {
    const struct rule_source source = {.title = "signatures made by hand",
                                       .made = "2025-03-04T20:00:00Z",
                                       .redacted = count < 3 || strcmp(arguments[2], "--no-redact") != 0};
    const struct rule_format *format = count > 1 ? rule_format_named(arguments[1]) : NULL;
    static struct rule rules[RULES];
    size_t rule_count = 0, capacity = 0;
    char *line = NULL;
    while (format && getline(&line, &capacity, stdin) > 0) {
        const char *values[COLUMNS];
        if (!split(line, values))
            return 2;
        bool same = rule_count && !strcmp(rules[rule_count - 1].id, values[ID]);
        if (!same && rule_count == RULES)
            return 2;
        struct signature *signature = same ? (struct signature *)rules[rule_count - 1].signature
                                           : allocate_zeroed(1, sizeof *signature);
        rule_count += !same;
        add_row(&rules[rule_count - 1], signature, values);
        line = NULL; /* the rule's now */
    }
    free(line); /* of the end */
    return !format || !format->write(stdout, &source, rules, rule_count) ? 2 : 0;
}
