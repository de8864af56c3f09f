/* The configuration file: where it is, and what it says. A setting that nobody knows is an error, for it is
 * most often a known one misspelt. */
#include "command/config.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "command/ucl.h"

/* A configuration is a page or two of text; more is another file. */
#define CONFIG_BYTES ((size_t)1 << 20)
#define SETTINGS     "geo { country, asn }, trap_domains, trust"

const char *config_place(struct arena *arena, const char *variable, const char *fallback, const char *rest) {
    const char *base = getenv(variable), *home = getenv("HOME");
    /* The XDG specification has relative paths ignored. */
    if (base && *base == '/')
        return arena_printf(arena, "%s/%s", base, rest);
    return home && *home ? arena_printf(arena, "%s/%s/%s", home, fallback, rest) : NULL;
}

static bool read_file(const char *path, struct buffer *into, struct error *error) {
    FILE *file = fopen(path, "re");
    if (!file)
        return error_set(error, "%s: %s", path, strerror(errno));
    into->size = fread(buffer_reserve(into, CONFIG_BYTES), 1, CONFIG_BYTES, file);
    bool whole = !ferror(file) && fgetc(file) == EOF;
    if (!whole)
        error_set(error, "%s: %s", path, ferror(file) ? strerror(errno) : "too long for a configuration");
    fclose(file);
    return whole;
}

static bool take_string(struct arena *arena, const json_t *value, const char **into) {
    if (!json_is_string(value))
        return false;
    *into = arena_string(arena, json_string_value(value));
    return true;
}

/* A list of strings; one string is a list of one. */
static bool take_list(struct arena *arena, const json_t *value, const char ***into, size_t *count) {
    size_t size = json_is_array(value) ? json_array_size(value) : 1;
    *into = arena_alloc(arena, size * sizeof **into);
    *count = size;
    if (!json_is_array(value))
        return take_string(arena, value, *into);
    for (size_t i = 0; i < size; i++)
        if (!take_string(arena, json_array_get(value, i), *into + i))
            return false;
    return true;
}

static bool take_geo(struct config *config, struct arena *arena, json_t *section, struct error *error) {
    const char *key;
    json_t *value;
    if (!json_is_object(section))
        return error_set(error, "geo is a section: geo { country = FILE; asn = FILE }");
    json_object_foreach(section, key, value) {
        const char **into = !strcmp(key, "country") ? &config->geo_country
                            : !strcmp(key, "asn")   ? &config->geo_asn
                                                    : NULL;
        if (!into)
            return error_set(error, "unknown setting 'geo.%s'; known are %s", key, SETTINGS);
        if (!take_string(arena, value, into))
            return error_set(error, "geo.%s is the path of one .mmdb file", key);
    }
    return true;
}

static bool take(struct config *config, struct arena *arena, const char *key, json_t *value,
                 struct error *error) {
    if (!strcmp(key, "trust"))
        return take_list(arena, value, &config->trust, &config->trust_count) ||
               error_set(error, "trust is a list of networks: trust = [\"192.0.2.0/24\"]");
    if (!strcmp(key, "trap_domains"))
        return take_list(arena, value, &config->trap_domains, &config->trap_domain_count) ||
               error_set(error, "trap_domains is a list of domains: trap_domains = [\"example.org\"]");
    if (!strcmp(key, "geo"))
        return take_geo(config, arena, value, error);
    return error_set(error, "unknown setting '%s'; known are %s", key, SETTINGS);
}

static bool take_all(struct config *config, struct arena *arena, struct slice text, struct error *error) {
    json_t *settings = ucl_read(text, error);
    bool good = settings;
    const char *key;
    json_t *value;
    json_object_foreach(settings, key, value) {
        good = good && take(config, arena, key, value, error);
    }
    json_decref(settings);
    return good;
}

bool config_load(struct config *config, struct arena *arena, const char *path, struct error *error) {
    *config = (struct config){0};
    const char *place = path ? path : config_place(arena, "XDG_CONFIG_HOME", ".config", "weir/weir.conf");
    if (!place)
        return true;
    struct buffer text = {0};
    struct error why;
    errno = 0;
    bool there = read_file(place, &text, error);
    if (!there && !path && (errno == ENOENT || errno == ENOTDIR)) {
        buffer_free(&text);
        return true;
    }
    bool good = there && take_all(config, arena, buffer_slice(&text), &why);
    if (there && !good)
        error_set(error, "%s: %s", place, why.message);
    buffer_free(&text);
    return good;
}
