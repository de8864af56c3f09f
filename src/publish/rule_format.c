/* The table of formats and their comments. All of them have comments from '#' to the end of the line; text of
 * mail gets there as one harmless line, without braces, by which rspamd would know a template to run. */
#include "publish/rule_format.h"

#include <string.h>

#include "base/harmless.h"

/* A name or explanation is cut after so many columns, an anchor's phrase is SIGNATURE_PHRASE_BYTES at most.
 */
#define NOTE_COLUMNS ((size_t)200)

static const struct rule_format *const formats[] = {
    &rule_format_spamassassin,
    &rule_format_rspamd,
    &rule_format_sieve,
    &rule_format_pcre,
};

const struct rule_format *rule_format_named(const char *name) {
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (!strcmp(formats[i]->name, name))
            return formats[i];
    return NULL;
}

static void write_text(FILE *out, const char *text) {
    struct buffer line = {0};
    harmless_append(&line, slice_from_string(text), HARMLESS_LINE);
    size_t fits = display_fit(buffer_slice(&line), NOTE_COLUMNS);
    for (size_t i = 0; i < fits; i++) {
        char byte = line.data[i];
        putc(byte == '{' ? '(' : byte == '}' ? ')' : byte, out);
    }
    fputs(fits < line.size ? "..." : "", out);
    buffer_free(&line);
}

static void write_line(FILE *out, const char *before, const char *text) {
    fputs("# ", out);
    fputs(before, out);
    write_text(out, text);
    putc('\n', out);
}

void rule_write_head(FILE *out, const struct rule_format *format, const struct rule_source *source,
                     size_t count) {
    fprintf(out, "# Signatures of spam campaigns for %s: %zu, of mail until ", format->program, count);
    write_text(out, source->made);
    putc('\n', out);
    write_line(out, "Source: ", source->title);
    if (source->simulated)
        fputs("# SIMULATED: learnt from simulated mail. It stops no real campaign.\n", out);
    if (!source->redacted)
        fputs("# NOT REDACTED: recipients and traps may stand in here. Do not pass it on.\n", out);
    write_line(out, "Where to put it: ", format->path);
    write_line(out, "How to check it: ", format->check);
    write_line(out, "To take one back: ", format->undo);
    fputs("# where it was made: weir signatures withdraw ID --because TEXT, and export again.\n", out);
}

static void write_anchor(FILE *out, const struct signature_anchor *anchor) {
    static const char *const titles[] = {
        [SIGNATURE_SUBJECT] = "subject: ", [SIGNATURE_FROM] = "sender's name: ", [SIGNATURE_BODY] = "text: "};
    fputs("#   ", out);
    fputs(titles[anchor->field], out);
    for (size_t i = 0; i < anchor->phrase_count; i++) {
        fputs(i ? " | " : "", out);
        write_text(out, anchor->phrases[i].surface);
    }
    putc('\n', out);
}

void rule_write_note(FILE *out, const struct rule *rule) {
    fputs("\n# Signature ", out);
    write_text(out, rule->id);
    fputs(" of campaign ", out);
    write_text(out, rule->campaign);
    fputs(": ", out);
    write_text(out, rule->campaign_name);
    putc('\n', out);
    write_line(out, "learnt from mail until ", rule->learnt);
    write_line(out, "", rule->because);
    for (size_t i = 0; i < rule->signature->anchor_count; i++)
        write_anchor(out, &rule->signature->anchors[i]);
}

static void append_plain(struct buffer *into, const char *id, bool capitals) {
    for (const char *at = id; *at; at++) {
        bool small = *at >= 'a' && *at <= 'z';
        bool plain = small || (*at >= 'A' && *at <= 'Z') || (*at >= '0' && *at <= '9');
        char byte = (char)(!plain ? (capitals ? '_' : '-') : small && capitals ? *at - 'a' + 'A' : *at);
        buffer_append(into, &byte, 1);
    }
}

void rule_append_symbol(struct buffer *into, const struct rule *rule) {
    buffer_append_string(into, "WEIR_");
    append_plain(into, rule->id, true);
}

void rule_append_description(struct buffer *into, const struct rule *rule) {
    buffer_append_string(into, "Spam campaign ");
    append_plain(into, rule->campaign, false);
    buffer_append_string(into, ", says weir");
}
