/* The sections of the configuration that a comparative test is made of:
 *
 *     corpora { NAME { feeds = [traps, wanted]; labels = FILE; since = 2025-01-01; until = 2025-03-31 } }
 *     products { NAME { ... } }                 (product.c)
 *     limits { cache = 256M; canaries = 10 min }
 *     allow = ["192.0.2.5"]
 *
 * `feeds { traps = spam; wanted = ham }` says roles, too, for this corpus alone. */
#include "bench/setup.h"

#include <math.h>
#include <string.h>

#include "base/time.h"
#include "bench/score_table.h"
#include "mail/host_address.h"

/* A mail or two of each product fit in less, but then every product reads its own; more than a machine has
 * is a slip of the finger. */
#define CACHE_LEAST ((double)(1 << 20))
#define CACHE_MOST  ((double)(1 << 30) * 1024)
#define DAY         ((int64_t)24 * 60 * 60)
#define DAY_TEXT    "2007-04-08"
#define MINUTE_MS   60000.0

#define LENGTH(array) (sizeof(array) / sizeof *(array))

/* --- corpora --- */

static setting_read read_feeds, read_until;

#define OFFSET(member) .offset = offsetof(struct corpus_settings, member)
static const struct setting corpus_settings[] = {
    {"feeds", SETTING_OTHER, .read = read_feeds},
    {"labels", SETTING_TEXTS, OFFSET(labels)},
    {"since", SETTING_TIME, OFFSET(since)},
    {"until", SETTING_OTHER, .read = read_until},
};
static const struct setting until_setting = {"until", SETTING_TIME, OFFSET(until)};

static bool add_feed(const struct setting_place *place, const struct ucl_value *value, const char *name,
                     const char *role, struct corpus_settings *corpus) {
    for (size_t i = 0; i < corpus->feed_count; i++)
        if (!strcmp(corpus->feeds[i].name, name))
            return setting_refuse(place, value, "feed '%s' is given twice", name);
    if (corpus->feed_count == CORPUS_FEEDS)
        return setting_refuse(place, value, "one feed too many: at most %d", CORPUS_FEEDS);
    corpus->feeds[corpus->feed_count++] = (struct corpus_feed){name, role};
    return true;
}

static bool refuse_role(const struct setting_place *place, const struct ucl_value *value) {
    struct buffer known = {0};
    for (unsigned role = 0; role < BENCH_ROLES; role++)
        buffer_printf(&known, "%s%s", role ? ", " : "", bench_role_name((enum bench_role)role));
    setting_refuse(place, value, "'%s' is no role that mail of a test can have; these are %.*s",
                   value->string, (int)known.size, known.data);
    buffer_free(&known);
    return false;
}

static bool read_roles(const struct setting_place *place, const struct ucl_value *section,
                       struct corpus_settings *corpus) {
    const struct setting_place inner = setting_within(place, section->key);
    for (const struct ucl_value *value = section->first; value; value = value->next) {
        enum bench_role role;
        if (!bench_role_named(value->string, &role))
            return refuse_role(&inner, value);
        if (!add_feed(&inner, value, value->key, bench_role_name(role), corpus))
            return false;
    }
    return true;
}

static bool read_feeds(const struct setting_place *place, const struct ucl_value *value, void *into) {
    struct ucl_strings names = {0};
    if (value->kind == UCL_SECTION)
        return read_roles(place, value, into);
    if (!ucl_strings_add(place->arena, &names, value))
        return setting_refuse(place, value, "a list of feeds is wanted, or a section: { FEED = spam }");
    for (size_t i = 0; i < names.count; i++)
        if (!add_feed(place, value, names.items[i], NULL, into))
            return false;
    return names.count || setting_refuse(place, value, "no feed is named");
}

/* A day is meant to its end. */
static bool read_until(const struct setting_place *place, const struct ucl_value *value, void *into) {
    struct corpus_settings *corpus = into;
    struct ucl_value alone = *value;
    alone.next = NULL;
    const struct ucl_value section = {.kind = UCL_SECTION, .key = "", .string = "", .first = &alone};
    if (!settings_read(place, &until_setting, 1, &section, into))
        return false;
    corpus->until += strlen(value->string) == strlen(DAY_TEXT) ? DAY : 0;
    return true;
}

static bool read_corpus(const struct setting_place *outer, const struct ucl_value *value,
                        struct bench_setup *setup) {
    const struct setting_place place = setting_within(outer, value->key);
    struct ucl_value section = *value; /* its name is part of the place */
    section.key = "";
    if (!setting_name(outer, value))
        return false;
    for (size_t i = 0; i < setup->corpus_count; i++)
        if (!strcmp(setup->corpora[i].name, value->key))
            return setting_refuse(outer, value, "this name is given twice");
    if (setup->corpus_count == CORPORA_MOST)
        return setting_refuse(outer, value, "one corpus too many: at most %d", CORPORA_MOST);
    struct corpus_settings *corpus = &setup->corpora[setup->corpus_count];
    *corpus = (struct corpus_settings){.name = value->key, .since = TIME_NONE, .until = TIME_NONE};
    if (!settings_read(&place, corpus_settings, LENGTH(corpus_settings), &section, corpus))
        return false;
    if (corpus->since != TIME_NONE && corpus->until != TIME_NONE && corpus->since >= corpus->until)
        return setting_refuse(&place, &section, "since is not before until");
    setup->corpus_count++;
    return true;
}

static bool read_corpora(const struct setting_place *top, const struct ucl_value *section,
                         struct bench_setup *setup) {
    const struct setting_place place = setting_within(top, "corpora");
    setup->corpora = arena_alloc(top->arena, CORPORA_MOST * sizeof *setup->corpora);
    for (const struct ucl_value *value = section ? section->first : NULL; value; value = value->next)
        if (!read_corpus(&place, value, setup))
            return false;
    if (!setup->corpus_count)
        setup->corpora[setup->corpus_count++] =
            (struct corpus_settings){.name = "all", .since = TIME_NONE, .until = TIME_NONE};
    return true;
}

/* --- limits --- */

static setting_read read_cache;

static const struct setting limit_settings[] = {
    {"cache", SETTING_OTHER, .read = read_cache},
    {"canaries", SETTING_WAIT, .offset = offsetof(struct run_limits, canary_ms), .least = 1000,
     .most = 24 * 60 * MINUTE_MS},
};

/* "256M": kilobytes, megabytes and gigabytes of 1024, as everywhere in memory. */
static bool read_cache(const struct setting_place *place, const struct ucl_value *value, void *into) {
    static const char units[] = "KMG";
    struct run_limits *limits = into;
    size_t digits = strspn(value->string, "0123456789.");
    const char *unit = value->string + digits;
    const char *known = *unit && !unit[1] ? strchr(units, *unit) : NULL;
    struct ucl_value alone = *value;
    alone.string = arena_copy(place->arena, value->string, digits);
    double number, scale = known ? exp2(10 * (double)(known - units + 1)) : 1;
    if (value->kind != UCL_STRING || !digits || (*unit && !known))
        return setting_refuse(place, value, "a size is wanted, such as 256M or 1G");
    if (!setting_number(place, &alone, CACHE_LEAST / scale, CACHE_MOST / scale, &number))
        return false;
    limits->cache_bytes = (size_t)(number * scale);
    return true;
}

/* --- all --- */

/* All sections of that name as if they were one: a key may come more than once. NULL: there is none. */
static bool find_section(const struct setting_place *place, const struct ucl_value *top, const char *name,
                         const struct ucl_value **found) {
    struct ucl_value *whole = NULL;
    const struct ucl_value **end = NULL;
    *found = NULL;
    for (const struct ucl_value *value = top ? top->first : NULL; value; value = value->next) {
        if (strcmp(value->key, name) != 0)
            continue;
        if (value->kind != UCL_SECTION)
            return setting_refuse(place, value, "a section is wanted: { ... }");
        if (!whole) {
            whole = arena_alloc(place->arena, sizeof *whole);
            *whole = *value;
            whole->first = NULL;
            end = &whole->first;
            *found = whole;
        }
        for (const struct ucl_value *inner = value->first; inner; inner = inner->next) {
            struct ucl_value *copy = arena_alloc(place->arena, sizeof *copy);
            *copy = *inner;
            copy->next = NULL;
            *end = copy;
            end = (const struct ucl_value **)&copy->next;
        }
    }
    return true;
}

static bool read_allowed(const struct setting_place *place, const struct ucl_value *top,
                         struct ucl_strings *allowed) {
    uint8_t address[16];
    for (const struct ucl_value *value = top ? top->first : NULL; value; value = value->next) {
        size_t before = allowed->count;
        if (strcmp(value->key, "allow") != 0)
            continue;
        if (!ucl_strings_add(place->arena, allowed, value))
            return setting_refuse(place, value, "a list of addresses is wanted: allow = [\"192.0.2.5\"]");
        for (size_t i = before; i < allowed->count; i++)
            if (!host_address_parse(slice_from_string(allowed->items[i]), address))
                return setting_refuse(place, value, "'%s' is no address; names and networks are not allowed",
                                      allowed->items[i]);
    }
    return true;
}

bool bench_setup_read(struct arena *arena, const struct ucl_value *top, struct bench_setup *setup,
                      struct error *error) {
    const struct setting_place place = {arena, "", setup, error}, inner = {arena, "limits", setup, error};
    const struct ucl_value *corpora, *products, *limits;
    struct ucl_strings allowed = {0};
    *setup = (struct bench_setup){.limits = run_limits_usual};
    if (!find_section(&place, top, "corpora", &corpora) ||
        !find_section(&place, top, "products", &products) || !find_section(&place, top, "limits", &limits) ||
        !read_allowed(&place, top, &allowed))
        return false;
    return read_corpora(&place, corpora, setup) &&
           (!limits ||
            settings_read(&inner, limit_settings, LENGTH(limit_settings), limits, &setup->limits)) &&
           products_read(arena, products, allowed.items, allowed.count, &setup->products, error);
}
