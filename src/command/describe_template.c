/* Templates in print. For people a slot is "{kind of N: value xM | ...}", on a terminal in colour; white
 * space and fixed text stand as in the mail. */
#include "command/describe_template.h"

#include <inttypes.h>
#include <string.h>

#include "command/output.h"
#include "command/paragraph.h"

/* Lines of a body, of the first arrangement of the first template and of others; of a header. */
#define BODY_LINES   40
#define OTHER_LINES  16
#define HEADER_LINES 6
/* As wide as the labels of headers. */
#define HEADER_MARGIN "           "
/* Templates of fewer messages than this, beside the first, are only counted. */
#define MESSAGES_LEAST 3
/* A slot's values and their columns; JSON has more. */
#define VALUES        5
#define VALUE_COLUMNS 60

static void describe_piece(struct printer *printer, const struct pattern_piece *piece) {
    print_begin_map(printer);
    if (piece->kind == PATTERN_FIXED) {
        print_member_string(printer, "fixed", piece->text);
        print_end_map(printer);
        return;
    }
    print_member_string(printer, "slot", pattern_kind_name(piece->kind));
    print_key(printer, "values");
    print_begin_list(printer);
    for (size_t i = 0; i < piece->value_count; i++) {
        print_begin_map(printer);
        print_key(printer, "value");
        print_string(printer, piece->values[i].text);
        print_member_count(printer, "count", piece->values[i].count);
        print_end_map(printer);
    }
    print_end_list(printer);
    print_member_count(printer, "distinct", piece->distinct);
    print_member_count(printer, "of", piece->mails);
    if (piece->kind == PATTERN_NOISE) {
        print_member_count(printer, "least_words", piece->least_words);
        print_member_count(printer, "most_words", piece->most_words);
    }
    print_end_map(printer);
}

static void describe_layout(struct printer *printer, const struct pattern_layout *layout) {
    print_begin_map(printer);
    print_member_count(printer, "messages", layout->mails);
    for (unsigned field = 0; field < PATTERN_FIELDS; field++) {
        print_key(printer, pattern_field_name(field));
        print_begin_list(printer);
        for (size_t i = 0; i < layout->fields[field].count; i++)
            describe_piece(printer, &layout->fields[field].items[i]);
        print_end_list(printer);
    }
    print_end_map(printer);
}

static void describe_template(struct printer *printer, const struct store_template *template) {
    const struct pattern *pattern = template->pattern;
    print_begin_map(printer);
    print_member_string(printer, "id", template->id);
    print_member_count(printer, "messages", template->messages);
    print_member_count(printer, "looked_at", pattern ? pattern->mails : 0);
    print_member_count(printer, "in_no_layout", pattern ? pattern->other_mails : 0);
    print_key(printer, "layouts");
    print_begin_list(printer);
    for (size_t i = 0; pattern && i < pattern->layout_count; i++)
        describe_layout(printer, &pattern->layouts[i]);
    print_end_list(printer);
    print_end_map(printer);
}

void describe_templates(struct printer *printer, const struct store_campaign_detail *detail) {
    print_key(printer, "template_texts");
    print_begin_list(printer);
    if (detail->together)
        describe_template(printer, detail->together);
    for (size_t i = 0; i < detail->template_count; i++)
        describe_template(printer, &detail->templates[i]);
    print_end_list(printer);
}

static void append_value(const struct terminal *out, struct buffer *slot, const struct pattern_value *value) {
    struct buffer text = {0};
    for (const char *at = value->text; *at; at++)
        buffer_append(&text, *at == '\n' ? " / " : at, *at == '\n' ? 3 : 1);
    buffer_append(&text, "", 1);
    if (*text.data)
        terminal_text(out, slot, text.data, VALUE_COLUMNS);
    else
        buffer_append_string(slot, "(nothing)");
    buffer_free(&text);
}

/* Counts say something of what comes again. */
static void append_values(const struct terminal *out, struct buffer *slot,
                          const struct pattern_piece *piece) {
    bool counted = piece->value_count && piece->values->count > 1;
    size_t shown = piece->value_count < VALUES ? piece->value_count : VALUES;
    char number[OUTPUT_NUMBER_BYTES];
    for (size_t i = 0; i < shown; i++) {
        if (i)
            buffer_append_string(slot, " | ");
        append_value(out, slot, &piece->values[i]);
        if (counted)
            buffer_printf(slot, " %s%s", out->utf8 ? "\xc3\x97" : "x",
                          output_count(piece->values[i].count, number));
    }
    if (shown && piece->distinct > shown)
        buffer_append_string(slot, out->utf8 ? " | \xe2\x80\xa6" : " | ...");
}

static void append_noise(const struct terminal *out, struct buffer *slot, const struct pattern_piece *piece) {
    buffer_append_string(slot, "noise, ");
    if (piece->least_words < piece->most_words)
        buffer_printf(slot, "%" PRIu32 " to ", piece->least_words);
    buffer_printf(slot, "%" PRIu32 " words, such as: ", piece->most_words);
    append_value(out, slot, piece->values);
}

static void append_slot(const struct terminal *out, struct buffer *slot, const struct pattern_piece *piece) {
    bool few = piece->distinct <= VALUES;
    const char *kind = pattern_kind_name(piece->kind);
    buffer_append(slot, "{", 1);
    if (!piece->value_count)
        buffer_append_string(slot, kind);
    else if (piece->kind == PATTERN_NOISE)
        append_noise(out, slot, piece);
    else if (piece->kind == PATTERN_CHOICE && !few)
        buffer_printf(slot, "one of %" PRIu32 ": ", piece->distinct);
    else if (piece->kind != PATTERN_CHOICE)
        buffer_printf(slot, few ? "%s: " : "%s of %" PRIu32 ": ", kind, piece->distinct);
    if (piece->kind != PATTERN_NOISE)
        append_values(out, slot, piece);
    buffer_append(slot, "}", 2); /* its NUL */
}

static void print_pieces(struct paragraph *paragraph, const struct pattern_pieces *pieces) {
    struct buffer slot = {0};
    for (size_t i = 0; i < pieces->count; i++) {
        const struct pattern_piece *piece = &pieces->items[i];
        if (piece->kind == PATTERN_FIXED) {
            paragraph_add(paragraph, STYLE_PLAIN, piece->text);
            continue;
        }
        buffer_clear(&slot);
        append_slot(paragraph->terminal, &slot, piece);
        paragraph_add(paragraph, STYLE_HIT, slot.data);
    }
    buffer_free(&slot);
}

static void print_from(const struct terminal *out, const struct pattern_layout *layout) {
    struct paragraph paragraph;
    paragraph_begin(&paragraph, out, HEADER_MARGIN, HEADER_LINES);
    paragraph.label = "  from     ";
    print_pieces(&paragraph, &layout->fields[PATTERN_FROM_NAME]);
    paragraph_add(&paragraph, STYLE_PLAIN, layout->fields[PATTERN_FROM_NAME].count ? " <" : "<");
    print_pieces(&paragraph, &layout->fields[PATTERN_FROM_LOCAL]);
    paragraph_add(&paragraph, STYLE_PLAIN, "@");
    print_pieces(&paragraph, &layout->fields[PATTERN_FROM_DOMAIN]);
    paragraph_add(&paragraph, STYLE_PLAIN, ">");
    paragraph_end(&paragraph);
}

static void print_subject(const struct terminal *out, const struct pattern_layout *layout) {
    struct paragraph paragraph;
    paragraph_begin(&paragraph, out, HEADER_MARGIN, HEADER_LINES);
    paragraph.label = "  subject  ";
    print_pieces(&paragraph, &layout->fields[PATTERN_SUBJECT]);
    paragraph_end(&paragraph);
}

static void print_layout(const struct terminal *out, const struct pattern_layout *layout, size_t lines) {
    struct paragraph paragraph;
    print_subject(out, layout);
    print_from(out, layout);
    paragraph_begin(&paragraph, out, "    ", lines);
    paragraph_add(&paragraph, STYLE_PLAIN, "\n");
    print_pieces(&paragraph, &layout->fields[PATTERN_BODY]);
    paragraph_end(&paragraph);
}

static void print_template(const struct terminal *out, const struct store_template *template, bool first) {
    const struct pattern *pattern = template->pattern;
    struct buffer heading = {0};
    if (template->id)
        buffer_printf(&heading, "template %s, ", template->id);
    else
        buffer_append_string(&heading, "all templates together, ");
    output_plural(&heading, template->messages, "message", "messages");
    if (pattern->mails < template->messages)
        buffer_printf(&heading, ", %zu looked at", pattern->mails);
    if (pattern->other_mails)
        buffer_printf(&heading, ", %zu of them made otherwise", pattern->other_mails);
    buffer_append(&heading, "", 1);
    putchar('\n');
    paragraph_print(out, "  ", heading.data, HEADER_LINES);
    buffer_free(&heading);
    for (size_t i = 0; i < pattern->layout_count; i++) {
        if (pattern->layout_count > 1)
            printf("  layout %zu, in %zu\n", i + 1, pattern->layouts[i].mails);
        print_layout(out, &pattern->layouts[i], i || !first ? OTHER_LINES : BODY_LINES);
    }
}

static void print_rest(const struct terminal *out, size_t templates, uint64_t messages) {
    struct buffer line = {0};
    buffer_append_string(&line, "and ");
    output_plural(&line, templates, "template more, of ", "templates more, of ");
    output_plural(&line, messages, "message", "messages");
    buffer_append(&line, "", 1);
    putchar('\n');
    paragraph_print(out, "  ", line.data, 1);
    buffer_free(&line);
}

void describe_template_texts(const struct terminal *out, const struct store_campaign_detail *detail) {
    size_t printed = 0;
    uint64_t messages = detail->campaign.messages + detail->campaign.indirect;
    if (detail->together)
        print_template(out, detail->together, true);
    for (; printed < detail->template_count && detail->templates[printed].pattern; printed++) {
        const struct store_template *template = &detail->templates[printed];
        if ((printed || detail->together) && template->messages < MESSAGES_LEAST)
            break;
        print_template(out, template, !printed && !detail->together);
        messages -= template->messages;
    }
    if (printed < detail->campaign.templates && !detail->together)
        print_rest(out, detail->campaign.templates - printed, messages);
}
