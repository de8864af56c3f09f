/* Reads a scenario: tables of settings (setting.c), section by section (scenario_feed.c and its neighbours).
 * What its names may be is check.c's business. Linear but for looking names up, of which there are few. */
#include "simulate/scenario.h"

#include <math.h>
#include <string.h>

#include "simulate/scenario_section.h"

static setting_read read_later;

/* Sections that hold names are read one kind after another, whatever their order in the file. */
static const struct setting top_settings[] = {
    {"title", SETTING_TEXT, .offset = offsetof(struct scenario, title)},
    {"seed", SETTING_COUNT, .offset = offsetof(struct scenario, seed), .least = 0,
     .most = 9007199254740991.0},
    {"feeds", SETTING_OTHER, .many = true, .read = read_later},
    {"operators", SETTING_OTHER, .many = true, .read = read_later},
    {"campaigns", SETTING_OTHER, .many = true, .read = read_later},
    {"backgrounds", SETTING_OTHER, .many = true, .read = read_later},
};

static bool read_later(const struct setting_place *place, const struct ucl_value *value, void *into) {
    bool list = value->kind == UCL_LIST && !strcmp(value->key, "backgrounds");
    return value->kind == UCL_SECTION || list || setting_refuse(place, value, "a section is wanted: { ... }");
}

/* Is there a section of this kind and name before it? */
static bool is_given_twice(const struct ucl_value *top, const char *kind, const struct ucl_value *value) {
    for (const struct ucl_value *section = top->first; section; section = section->next)
        for (const struct ucl_value *other = section->first; other && !strcmp(section->key, kind);
             other = other->next) {
            if (other == value)
                return false;
            if (!strcmp(other->key, value->key))
                return true;
        }
    return false;
}

/* One section of a kind, or one item of a list of them, which has no name. */
static bool read_item(const struct setting_place *place, const struct ucl_value *value, section_read *read) {
    const struct setting_place inner = setting_within(place, value->key);
    struct ucl_value unnamed = *value; /* its name is part of the place */
    unnamed.key = "";
    return read(*value->key ? &inner : place, value->key, &unnamed);
}

static bool read_names(const struct setting_place *place, const struct ucl_value *top,
                       const struct ucl_value *section, section_read *read) {
    for (const struct ucl_value *value = section->first; value; value = value->next) {
        if (!setting_name(place, value))
            return false;
        if (is_given_twice(top, section->key, value))
            return setting_refuse(place, value, "this name is given twice");
        if (!read_item(place, value, read))
            return false;
    }
    return true;
}

/* All sections of a kind. */
static bool read_kind(const struct setting_place *top_place, const struct ucl_value *top, const char *kind,
                      section_read *read) {
    const struct setting_place place = setting_within(top_place, kind);
    for (const struct ucl_value *section = top->first; section; section = section->next)
        if (!strcmp(section->key, kind) && !read_names(&place, top, section, read))
            return false;
    return true;
}

/* Sections, one by one or in lists; they have no names. */
static bool read_backgrounds(const struct setting_place *top_place, const struct ucl_value *top) {
    const struct setting_place place = setting_within(top_place, "backgrounds");
    for (const struct ucl_value *section = top->first; section; section = section->next) {
        if (strcmp(section->key, "backgrounds") != 0)
            continue;
        struct ucl_value unnamed = *section;
        unnamed.key = "";
        if (section->kind == UCL_SECTION && !read_background(&place, "", &unnamed))
            return false;
        for (const struct ucl_value *item = section->kind == UCL_LIST ? section->first : NULL; item;
             item = item->next)
            if (!read_background(&place, "", item))
                return false;
    }
    return true;
}

static struct scenario *scenario_new(struct arena *arena) {
    struct scenario *scenario = arena_alloc(arena, sizeof *scenario);
    scenario->title = "a simulation";
    scenario->seed = 1;
    scenario->operators = arena_alloc(arena, SCENARIO_OPERATORS * sizeof *scenario->operators);
    scenario->campaigns = arena_alloc(arena, SCENARIO_CAMPAIGNS * sizeof *scenario->campaigns);
    scenario->backgrounds = arena_alloc(arena, SCENARIO_CAMPAIGNS * sizeof *scenario->backgrounds);
    return scenario;
}

struct scenario *scenario_read(struct arena *arena, struct slice text, struct error *error) {
    const struct ucl_value *top = ucl_read(arena, text, error);
    if (!top)
        return NULL;
    struct scenario *scenario = scenario_new(arena);
    const struct setting_place place = {arena, "", scenario, error};
    if (!settings_read(&place, top_settings, LENGTH(top_settings), top, scenario) ||
        !read_kind(&place, top, "feeds", read_feed) || !read_kind(&place, top, "operators", read_sender) ||
        !read_kind(&place, top, "campaigns", read_campaign) || !read_backgrounds(&place, top))
        return NULL;
    if (!scenario->feed_count)
        error_set(error, "there is no feed: feeds { NAME { traps = 1000 } }");
    else if (!scenario->campaign_count && !scenario->background_count)
        error_set(error, "nothing is sent: there is neither a campaign nor a background");
    return scenario->feed_count && (scenario->campaign_count || scenario->background_count) ? scenario : NULL;
}

/* Of nothing nothing comes. */
static void scale(uint64_t *count, double factor) {
    double scaled = round((double)*count * factor);
    if (*count)
        *count = scaled < 1 ? 1 : scaled < (double)INT64_MAX ? (uint64_t)scaled : INT64_MAX;
}

void scenario_scale(struct scenario *scenario, double factor) {
    for (size_t i = 0; i < scenario->operator_count; i++)
        scale(&scenario->operators[i].hosts, factor);
    for (size_t i = 0; i < scenario->background_count; i++) {
        scale(&scenario->backgrounds[i].spam, factor);
        scale(&scenario->backgrounds[i].wanted, factor);
    }
}
