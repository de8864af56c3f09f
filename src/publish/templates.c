/* Recipients were taken out of each mail by its own heads when the template was made; here goes what of other
 * people and of the trap is left. */
#include "publish/templates.h"

#include <string.h>
#include <strings.h>

#include "publish/redact.h"

/* Where in a field the pieces have come to. */
struct piece_place {
    struct redactor *redactor;
    struct arena *arena;
    enum pattern_field field;
    bool in_link; /* what comes next goes on with a link */
};

static size_t word_bytes(const char *text) {
    return strcspn(text, " \t\n");
}

/* Text that goes on with a link is part of it up to the first space: by itself it would not show. */
static const char *redact_on(const struct piece_place *place, const char *text) {
    size_t link = place->in_link ? word_bytes(text) : 0;
    const char *rest = redact_text(place->redactor, place->arena, text + link);
    if (!link)
        return rest;
    const char *begin = redact_link(place->redactor, place->arena, arena_copy(place->arena, text, link));
    return arena_printf(place->arena, "%s%s", begin, rest);
}

/* Whether a link goes on behind the text. */
static bool ends_in_link(const struct piece_place *place, const char *text) {
    const char *word = text;
    for (const char *at = text; *at; at++)
        if (!word_bytes(at))
            word = at + 1;
    if (word == text && place->in_link)
        return true;
    return strstr(word, "://") || !strncasecmp(word, "www.", 4);
}

/* In place of whom a mail says to be from. */
static const char *redact_sender(const struct piece_place *place, const char *text) {
    if (place->field == PATTERN_FROM_LOCAL)
        return "[sender]";
    return redact_header(place->redactor, place->arena, "From", text);
}

static bool names_senders(enum pattern_field field) {
    return field == PATTERN_FROM_NAME || field == PATTERN_FROM_LOCAL;
}

/* Values that become one by redaction stay apart: their counts are true. */
static void redact_values(const struct piece_place *place, struct pattern_piece *piece) {
    struct pattern_value *values = arena_alloc(place->arena, (piece->value_count + 1) * sizeof *values);
    for (size_t i = 0; i < piece->value_count; i++) {
        const char *text = piece->values[i].text;
        bool person = redact_is_recipient(place->redactor, text);
        values[i] = piece->values[i];
        values[i].text = person ? "[recipient]" : redact_on(place, text);
    }
    piece->values = values;
}

static void redact_piece(struct piece_place *place, struct pattern_piece *piece) {
    bool sender = names_senders(place->field);
    if (piece->kind != PATTERN_FIXED) {
        if (sender)
            piece->value_count = 0;
        else
            redact_values(place, piece);
        return;
    }
    const char *text = piece->text;
    piece->text = sender ? redact_sender(place, text) : redact_on(place, text);
    place->in_link = ends_in_link(place, text);
}

static void redact_pieces(struct redactor *redactor, struct arena *arena, enum pattern_field field,
                          struct pattern_pieces *pieces) {
    struct piece_place place = {.redactor = redactor, .arena = arena, .field = field};
    struct pattern_piece *items = arena_alloc(arena, (pieces->count + 1) * sizeof *items);
    if (pieces->count)
        memcpy(items, pieces->items, pieces->count * sizeof *items);
    pieces->items = items;
    for (size_t i = 0; i < pieces->count; i++)
        redact_piece(&place, &items[i]);
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
