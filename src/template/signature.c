/* Kept as a JSON array of anchors: {"field": "body", "any": [{"words": "...", "surface": "..."}]}. */
#include "template/signature.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static const char *const field_names[SIGNATURE_FIELDS] = {"subject", "from", "body"};

const char *signature_field_name(enum signature_field field) {
    return field_names[field];
}

static json_t *write_anchor(const struct signature_anchor *anchor) {
    json_t *phrases = json_array();
    for (size_t i = 0; i < anchor->phrase_count; i++) {
        json_t *phrase = json_object();
        json_object_set_new(phrase, "words", json_string(anchor->phrases[i].words));
        json_object_set_new(phrase, "surface", json_string(anchor->phrases[i].surface));
        json_array_append_new(phrases, phrase);
    }
    json_t *object = json_object();
    json_object_set_new(object, "field", json_string(field_names[anchor->field]));
    json_object_set_new(object, "any", phrases);
    return object;
}

const char *signature_write(struct arena *arena, const struct signature *signature) {
    json_t *array = json_array();
    for (size_t i = 0; i < signature->anchor_count; i++)
        json_array_append_new(array, write_anchor(&signature->anchors[i]));
    char *text = json_dumps(array, JSON_COMPACT);
    char *kept = arena_string(arena, text ? text : "[]");
    free(text);
    json_decref(array);
    return kept;
}

static bool read_phrase(struct arena *arena, const json_t *object, struct signature_phrase *phrase) {
    const char *words = json_string_value(json_object_get(object, "words"));
    const char *surface = json_string_value(json_object_get(object, "surface"));
    if (!words || !surface || !*words || strlen(words) > SIGNATURE_PHRASE_BYTES)
        return false;
    *phrase = (struct signature_phrase){arena_string(arena, words), arena_string(arena, surface)};
    return true;
}

static bool read_anchor(struct arena *arena, const json_t *object, struct signature_anchor *anchor) {
    const char *field = json_string_value(json_object_get(object, "field"));
    const json_t *phrases = json_object_get(object, "any");
    size_t count = json_array_size(phrases);
    if (!field || !count || count > SIGNATURE_PHRASES)
        return false;
    anchor->field = 0;
    while (anchor->field < SIGNATURE_FIELDS && strcmp(field, field_names[anchor->field]) != 0)
        anchor->field++;
    anchor->phrase_count = count;
    for (size_t i = 0; i < count; i++)
        if (!read_phrase(arena, json_array_get(phrases, i), &anchor->phrases[i]))
            return false;
    return anchor->field < SIGNATURE_FIELDS;
}

bool signature_read(struct arena *arena, const char *json, struct signature *signature, struct error *error) {
    json_error_t where;
    json_t *array = json_loads(json, 0, &where);
    size_t count = json_array_size(array);
    bool good = count && count <= SIGNATURE_ANCHORS;
    for (size_t i = 0; i < count && good; i++)
        good = read_anchor(arena, json_array_get(array, i), &signature->anchors[i]);
    signature->anchor_count = count;
    json_decref(array);
    return good ||
           error_set(error, "a signature in the store cannot be read; `weir check --repair` makes it anew");
}
