/* Reads sections by a table, so that every setting has its bounds in one place, and what is not in the table
 * is an error that lists what is: an unknown setting is most often a known one misspelt. */
#include "base/setting.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/harmless.h"
#include "base/time.h"

/* As long as the names of files and columns stay readable. */
#define NAME_BYTES 40
/* A title or subject; a line of mail is no longer. */
#define TEXT_BYTES 900
/* Counts are read as doubles, which hold every whole number up to here. */
#define WHOLE 9007199254740992.0

bool setting_refuse(const struct setting_place *place, const struct ucl_value *value, const char *format,
                    ...) {
    char what[ERROR_MESSAGE_BYTES];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    return error_set(place->error, "line %u: %s%s%s: %s", value->line, place->path,
                     *place->path && *value->key ? "." : "", value->key, what);
}

bool setting_text(const struct setting_place *place, const struct ucl_value *value, const char **into) {
    struct slice text = slice_from_string(value->string);
    if (value->kind != UCL_STRING)
        return setting_refuse(place, value, "one text is wanted");
    if (!harmless_already(text) || strpbrk(value->string, "\n\t") || text.size > TEXT_BYTES)
        return setting_refuse(
            place, value, "one line of at most %d bytes is wanted, without control characters", TEXT_BYTES);
    *into = value->string;
    return true;
}

bool setting_name(const struct setting_place *place, const struct ucl_value *value) {
    size_t size = strlen(value->key);
    bool good = size && size <= NAME_BYTES && isalnum((unsigned char)*value->key);
    for (size_t i = 0; i < size; i++)
        good = good && (isalnum((unsigned char)value->key[i]) || strchr("-_", value->key[i]));
    return good ||
           setting_refuse(place, value,
                          "a name is made of at most %d letters, digits, - and _, a letter or digit first",
                          NAME_BYTES);
}

/* Only what a person would write: no hexadecimal, no infinity. */
bool setting_number(const struct setting_place *place, const struct ucl_value *value, double least,
                    double most, double *into) {
    const char *text = value->string;
    char *end;
    errno = 0;
    double number = strtod(text, &end);
    if (value->kind != UCL_STRING || !*text || *end || strspn(text, "0123456789+-.eE") != strlen(text))
        return setting_refuse(place, value, "a number is wanted, from %.15g to %.15g", least, most);
    if (!(number >= least && number <= most))
        return setting_refuse(place, value, "%s is not from %.15g to %.15g", text, least, most);
    *into = number;
    return true;
}

static bool read_count(const struct setting_place *place, const struct setting *setting,
                       const struct ucl_value *value, uint64_t *into) {
    double number;
    if (!setting_number(place, value, setting->least, setting->most, &number))
        return false;
    if (number != floor(number) || number > WHOLE)
        return setting_refuse(place, value, "a whole number is wanted");
    *into = (uint64_t)number;
    return true;
}

static bool read_time(const struct setting_place *place, const struct ucl_value *value, int64_t *into) {
    if (value->kind != UCL_STRING || !time_parse_rfc3339(value->string, into))
        return setting_refuse(place, value, "a time is wanted, such as 2025-01-14 or 2025-01-14T06:30:00Z");
    if (*into < time_from_civil(1990, 1, 1, 0, 0, 0) || *into > time_from_civil(2100, 1, 1, 0, 0, 0))
        return setting_refuse(place, value, "mail is of the years 1990 to 2099");
    return true;
}

/* Milliseconds of a unit, 0 unknown. */
static double unit_of(const char *text) {
    static const struct {
        const char *name;
        double milliseconds;
    } units[] = {{"ms", 1}, {"s", 1e3}, {"", 1e3}, {"min", 6e4}, {"h", 3.6e6}};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (!strcmp(units[i].name, text))
            return units[i].milliseconds;
    return 0;
}

static bool read_wait(const struct setting_place *place, const struct setting *setting,
                      const struct ucl_value *value, int64_t *into) {
    size_t digits = strspn(value->string, "0123456789.");
    size_t spaces = strspn(value->string + digits, " ");
    double unit = unit_of(value->string + digits + spaces), number;
    struct ucl_value alone = *value;
    alone.string = arena_copy(place->arena, value->string, digits);
    if (value->kind != UCL_STRING || !digits || unit == 0)
        return setting_refuse(place, value, "a time to wait is wanted, such as 500 ms, 30 s, 10 min or 2 h");
    if (!setting_number(place, &alone, setting->least / unit, setting->most / unit, &number))
        return false;
    *into = (int64_t)(number * unit);
    return true;
}

bool setting_truth(const struct setting_place *place, const struct ucl_value *value, bool *into) {
    bool yes = !strcmp(value->string, "yes") || !strcmp(value->string, "true");
    if (!yes && strcmp(value->string, "no") != 0 && strcmp(value->string, "false") != 0)
        return setting_refuse(place, value, "yes or no is wanted");
    *into = yes;
    return true;
}

struct texts {
    const char *const *items;
    size_t count;
};

/* Given more than once, it is all of them. */
/* Nobody writes more; each that is added copies those before it. */
#define TEXTS_MOST 1000

static bool read_texts(const struct setting_place *place, const struct ucl_value *value, struct texts *into) {
    struct ucl_strings strings = {0};
    for (size_t i = 0; i < into->count; i++)
        ucl_strings_add(place->arena, &strings, &(struct ucl_value){.string = into->items[i]});
    if (!ucl_strings_add(place->arena, &strings, value) || !strings.count)
        return setting_refuse(place, value, "a text or a list of texts is wanted");
    if (strings.count > TEXTS_MOST)
        return setting_refuse(place, value, "more than %d texts", TEXTS_MOST);
    *into = (struct texts){strings.items, strings.count};
    return true;
}

static bool read_one(const struct setting_place *place, const struct setting *setting,
                     const struct ucl_value *value, void *into) {
    void *member = (char *)into + setting->offset;
    uint64_t count;
    switch (setting->kind) {
    case SETTING_TEXT:
        return setting_text(place, value, member);
    case SETTING_COUNT:
        return read_count(place, setting, value, member);
    case SETTING_SMALL:
        if (!read_count(place, setting, value, &count))
            return false;
        *(unsigned *)member = (unsigned)count;
        return true;
    case SETTING_NUMBER:
        return setting_number(place, value, setting->least, setting->most, member);
    case SETTING_TIME:
        return read_time(place, value, member);
    case SETTING_WAIT:
        return read_wait(place, setting, value, member);
    case SETTING_TRUTH:
        return setting_truth(place, value, member);
    case SETTING_TEXTS:
        return read_texts(place, value, member);
    case SETTING_OTHER:
        break;
    }
    return setting->read(place, value, into);
}

static bool refuse_unknown(const struct setting_place *place, const struct setting_part *parts,
                           size_t part_count, const struct ucl_value *value) {
    struct buffer known = {0};
    for (size_t part = 0; part < part_count; part++)
        for (size_t i = 0; i < parts[part].count; i++)
            buffer_printf(&known, "%s%s", known.size ? ", " : "", parts[part].settings[i].name);
    setting_refuse(place, value, "unknown setting; known are %.*s", (int)known.size, known.data);
    buffer_free(&known);
    return false;
}

/* The setting of that name; number: how many stand before it. NULL: none. */
static const struct setting *find(const struct setting_part *parts, size_t part_count, const char *name,
                                  const struct setting_part **part, size_t *number) {
    *number = 0;
    for (*part = parts; *part < parts + part_count; ++*part)
        for (size_t i = 0; i < (*part)->count; i++, ++*number)
            if (!strcmp((*part)->settings[i].name, name))
                return &(*part)->settings[i];
    return NULL;
}

bool settings_read_parts(const struct setting_place *place, const struct setting_part *parts,
                         size_t part_count, const struct ucl_value *section) {
    uint64_t seen = 0;
    if (section->kind != UCL_SECTION)
        return error_set(place->error, "line %u: %s: a section is wanted: { ... }", section->line,
                         place->path);
    for (const struct ucl_value *value = section->first; value; value = value->next) {
        const struct setting_part *part;
        size_t number;
        const struct setting *setting = find(parts, part_count, value->key, &part, &number);
        if (!setting)
            return refuse_unknown(place, parts, part_count, value);
        if (seen >> number & 1 && !setting->many && setting->kind != SETTING_TEXTS)
            return setting_refuse(place, value, "this is given twice");
        seen |= UINT64_C(1) << number;
        if (!read_one(place, setting, value, part->into))
            return false;
    }
    return true;
}

bool settings_read(const struct setting_place *place, const struct setting *settings, size_t count,
                   const struct ucl_value *section, void *into) {
    return settings_read_parts(place, &(struct setting_part){settings, count, into}, 1, section);
}

struct setting_place setting_within(const struct setting_place *place, const char *name) {
    const char *joint = *place->path ? "." : "";
    return (struct setting_place){place->arena,
                                  arena_printf(place->arena, "%s%s%s", place->path, joint, name),
                                  place->world, place->error};
}
