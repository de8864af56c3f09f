/* Recipients were taken out of each mail by its own heads when the template was made; here goes what of other
 * people and of the trap is left. */
#include "publish/templates.h"

#include <string.h>

#include "publish/redact.h"

static bool names_senders(enum pattern_field field) {
    return field == PATTERN_FROM_NAME || field == PATTERN_FROM_LOCAL;
}

/* Values that become one by redaction stay apart: their counts are true. */
static void redact_values(struct redactor *redactor, struct arena *arena, struct pattern_piece *piece) {
    struct pattern_value *values = arena_alloc(arena, (piece->value_count + 1) * sizeof *values);
    for (size_t i = 0; i < piece->value_count; i++) {
        const char *text = piece->values[i].text;
        bool person = redact_is_recipient(redactor, text);
        values[i] = piece->values[i];
        values[i].text = person ? "[recipient]" : redact_text(redactor, arena, text);
    }
    piece->values = values;
}

static void redact_piece(struct redactor *redactor, struct arena *arena, enum pattern_field field,
                         struct pattern_piece *piece) {
    if (piece->kind == PATTERN_FIXED)
        piece->text = redact_text(redactor, arena, piece->text);
    else if (names_senders(field))
        piece->value_count = 0;
    else
        redact_values(redactor, arena, piece);
}

static void redact_pieces(struct redactor *redactor, struct arena *arena, enum pattern_field field,
                          struct pattern_pieces *pieces) {
    struct pattern_piece *items = arena_alloc(arena, (pieces->count + 1) * sizeof *items);
    if (pieces->count)
        memcpy(items, pieces->items, pieces->count * sizeof *items);
    pieces->items = items;
    for (size_t i = 0; i < pieces->count; i++)
        redact_piece(redactor, arena, field, &items[i]);
}

static const struct pattern *redact_pattern(struct redactor *redactor, struct arena *arena,
                                            const struct pattern *pattern) {
    if (!pattern)
        return NULL;
    struct pattern *redacted = arena_alloc(arena, sizeof *redacted);
    *redacted = *pattern;
    for (size_t i = 0; i < redacted->layout_count; i++)
        for (enum pattern_field field = 0; field < PATTERN_FIELDS; field++)
            redact_pieces(redactor, arena, field, &redacted->layouts[i].fields[field]);
    return redacted;
}

static const struct store_template *redact_templates(struct redactor *redactor, struct arena *arena,
                                                     const struct store_template *templates, size_t count) {
    struct store_template *redacted = arena_alloc(arena, (count + 1) * sizeof *redacted);
    for (size_t i = 0; i < count; i++) {
        redacted[i] = templates[i];
        redacted[i].pattern = redact_pattern(redactor, arena, templates[i].pattern);
    }
    return redacted;
}

bool publish_templates(struct store *store, struct arena *arena, struct store_campaign_detail *detail,
                       struct error *error) {
    struct redactor *redactor = redactor_open(store, error);
    if (!redactor)
        return false;
    detail->templates = redact_templates(redactor, arena, detail->templates, detail->template_count);
    if (detail->together)
        detail->together = redact_templates(redactor, arena, detail->together, 1);
    redactor_close(redactor);
    return true;
}
