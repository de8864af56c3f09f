/* The export formats of rules, a line each, and what their files have in common: the comments. */
#ifndef WEIR_PUBLISH_RULE_FORMAT_H
#define WEIR_PUBLISH_RULE_FORMAT_H

#include "base/buffer.h"
#include "publish/rule.h"

struct rule_format {
    const char *name;    /* as --format spells it */
    const char *program; /* that reads it */
    const char *path;    /* where that looks for it */
    const char *check;   /* what to run, once it is there */
    const char *undo;    /* how to switch one signature off in the file */
    rule_writer *write;
};

extern const struct rule_format rule_format_spamassassin, rule_format_rspamd, rule_format_sieve,
    rule_format_pcre;

/* NULL if there is none of this name. */
const struct rule_format *rule_format_named(const char *name);

/* The comment that opens a file: what it is, of what, where to put it, how to check it, how to take it back.
 */
void rule_write_head(FILE *out, const struct rule_format *format, const struct rule_source *source,
                     size_t count);
/* The comment before a rule: the signature's id, its campaign, why it is safe, its anchors as people read
 * them. */
void rule_write_note(FILE *out, const struct rule *rule);

/* "WEIR_" and the id in capitals, as programs spell names; what is no letter or digit becomes '_'. */
void rule_append_symbol(struct buffer *into, const struct rule *rule);
/* What programs show beside it: "Spam campaign c-2g7hq, says weir". Nothing in it needs quoting. */
void rule_append_description(struct buffer *into, const struct rule *rule);

#endif
