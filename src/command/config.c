/* The configuration file: where it is, and what it says. A setting that nobody knows is an error, for it is
 * most often a known one misspelt. */
#include "command/config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"

/* A configuration is a page or two of text; more is another file. */
#define CONFIG_BYTES ((size_t)1 << 20)
#define SETTINGS     "allow, corpora, limits, products, geo { country, asn }, trap_domains, trust"

/* Of the comparative test: bench/setup.h reads them. */
static const char *const bench_settings[] = {"allow", "corpora", "limits", "products"};

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

/* A list of strings; one string is a list of one; given twice it is all of them. */
static bool take_list(struct arena *arena, const struct ucl_value *value, const char ***into, size_t *count) {
    struct ucl_strings strings = {*into, *count, *count};
    bool good = ucl_strings_add(arena, &strings, value);
    *into = strings.items;
    *count = strings.count;
    return good;
}

static bool take_geo(struct config *config, const struct ucl_value *section, struct error *error) {
    if (section->kind != UCL_SECTION)
        return error_set(error, "geo is a section: geo { country = FILE; asn = FILE }");
    for (const struct ucl_value *value = section->first; value; value = value->next) {
        const char **into = !strcmp(value->key, "country") ? &config->geo_country
                            : !strcmp(value->key, "asn")   ? &config->geo_asn
                                                           : NULL;
        if (!into)
            return error_set(error, "unknown setting 'geo.%s'; known are %s", value->key, SETTINGS);
        if (value->kind != UCL_STRING || *into)
            return error_set(error, "geo.%s is the path of one .mmdb file", value->key);
        *into = value->string;
    }
    return true;
}

static bool is_of_bench(const char *key) {
    for (size_t i = 0; i < sizeof bench_settings / sizeof *bench_settings; i++)
        if (!strcmp(key, bench_settings[i]))
            return true;
    return false;
}

static bool take(struct config *config, struct arena *arena, const struct ucl_value *value,
                 struct error *error) {
    if (!strcmp(value->key, "trust"))
        return take_list(arena, value, &config->trust, &config->trust_count) ||
               error_set(error, "trust is a list of networks: trust = [\"192.0.2.0/24\"]");
    if (!strcmp(value->key, "trap_domains"))
        return take_list(arena, value, &config->trap_domains, &config->trap_domain_count) ||
               error_set(error, "trap_domains is a list of domains: trap_domains = [\"example.org\"]");
    if (!strcmp(value->key, "geo"))
        return take_geo(config, value, error);
    return is_of_bench(value->key) ||
           error_set(error, "unknown setting '%s'; known are %s", value->key, SETTINGS);
}

static bool take_all(struct config *config, struct arena *arena, struct slice text, struct error *error) {
    const struct ucl_value *settings = ucl_read(arena, text, error);
    const struct ucl_value *value = settings ? settings->first : NULL;
    config->all = settings;
    for (; value; value = value->next)
        if (!take(config, arena, value, error))
            return false;
    return settings;
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
