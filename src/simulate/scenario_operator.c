/* Operators of a scenario. */
#include <string.h>

#include "base/buffer.h"
#include "simulate/message.h"
#include "simulate/scenario_section.h"

/* Time zones of the world, hours east. */
#define ZONE_LEAST (-12)
#define ZONE_MOST  14

static setting_read read_lease, read_zones, read_programs;

static const struct setting operator_settings[] = {
    {"hosts", SETTING_COUNT, .offset = offsetof(struct scenario_operator, hosts), .least = 1,
     .most = SCENARIO_HOSTS},
    {"rate", SETTING_NUMBER, .offset = offsetof(struct scenario_operator, rate), .least = SCENARIO_LITTLE,
     .most = 100000},
    {"sigma", SETTING_NUMBER, .offset = offsetof(struct scenario_operator, sigma), .least = 0, .most = 3},
    {"list", SETTING_NUMBER, .offset = offsetof(struct scenario_operator, list), .least = 1, .most = 1e11},
    {"churn", SETTING_NUMBER, .offset = offsetof(struct scenario_operator, churn), .least = 0, .most = 5},
    {"dynamic", SETTING_NUMBER, .offset = offsetof(struct scenario_operator, dynamic), .least = 0, .most = 1},
    {"lease", SETTING_OTHER, .read = read_lease},
    {"pool_bits", SETTING_SMALL, .offset = offsetof(struct scenario_operator, pool_bits), .least = 0,
     .most = 24},
    {"night", SETTING_NUMBER, .offset = offsetof(struct scenario_operator, night), .least = 0, .most = 1},
    {"zones", SETTING_OTHER, .read = read_zones},
    {"programs", SETTING_OTHER, .read = read_programs},
};

static bool read_lease(const struct setting_place *place, const struct ucl_value *value, void *into) {
    struct scenario_operator *sender = into;
    const struct setting_place inner = setting_within(place, "lease");
    const struct ucl_value *first = value->first;
    if (value->kind != UCL_LIST || !first || !first->next || first->next->next)
        return setting_refuse(place, value, "two numbers of hours are wanted: [6, 48]");
    if (!setting_number(&inner, first, 0.25, SCENARIO_HOURS, &sender->lease[0]) ||
        !setting_number(&inner, first->next, 0.25, SCENARIO_HOURS, &sender->lease[1]))
        return false;
    return sender->lease[0] <= sender->lease[1] ||
           setting_refuse(place, value, "the shorter time comes first: [6, 48]");
}

static bool add_zone(const struct setting_place *place, const struct ucl_value *hours,
                     const struct ucl_value *share, struct scenario_operator *sender) {
    struct scenario_zone zone = {.share = 1};
    if (sender->zone_count == SCENARIO_ZONES)
        return setting_refuse(place, hours, "one zone too many: at most %d", SCENARIO_ZONES);
    if (!setting_number(place, hours, ZONE_LEAST, ZONE_MOST, &zone.hours) ||
        (share && !setting_number(place, share, SCENARIO_LITTLE, 1, &zone.share)))
        return false;
    sender->zones[sender->zone_count++] = zone;
    return true;
}

/* A section of hours and shares, or a list of hours with equal shares. */
static bool read_zones(const struct setting_place *place, const struct ucl_value *value, void *into) {
    const struct setting_place inner = setting_within(place, "zones");
    if (value->kind == UCL_STRING)
        return add_zone(place, value, NULL, into);
    for (const struct ucl_value *zone = value->first; zone; zone = zone->next) {
        const struct ucl_value hours = {UCL_STRING, zone->line, zone->key, zone->key, NULL, NULL};
        bool keyed = value->kind == UCL_SECTION;
        if (!add_zone(&inner, keyed ? &hours : zone, keyed ? zone : NULL, into))
            return false;
    }
    return true;
}

static bool is_program(const char *name) {
    for (size_t i = 0; message_programs[i]; i++)
        if (!strcmp(message_programs[i], name))
            return true;
    return false;
}

static bool refuse_program(const struct setting_place *place, const struct ucl_value *value,
                           const char *name) {
    struct buffer known = {0};
    for (size_t i = 0; message_programs[i]; i++)
        buffer_printf(&known, "%s%s", i ? ", " : "", message_programs[i]);
    setting_refuse(place, value, "unknown program '%s'; known are %.*s", name, (int)known.size, known.data);
    buffer_free(&known);
    return false;
}

static bool read_programs(const struct setting_place *place, const struct ucl_value *value, void *into) {
    struct scenario_operator *sender = into;
    struct ucl_strings names = {0};
    if (!ucl_strings_add(place->arena, &names, value) || !names.count)
        return setting_refuse(place, value, "a list of mail programs is wanted");
    for (size_t i = 0; i < names.count; i++)
        if (!is_program(names.items[i]))
            return refuse_program(place, value, names.items[i]);
    sender->programs = names.items;
    sender->program_count = names.count;
    return true;
}

bool read_sender(const struct setting_place *place, const char *name, const struct ucl_value *value) {
    struct scenario *scenario = place->world;
    if (scenario->operator_count == SCENARIO_OPERATORS)
        return setting_refuse(place, value, "one operator too many: at most %d", SCENARIO_OPERATORS);
    struct scenario_operator *sender = &scenario->operators[scenario->operator_count];
    *sender = (struct scenario_operator){
        .name = name,
        .hosts = 1000,
        .rate = 100,
        .sigma = 1,
        .list = 1e7,
        .churn = 0.05,
        .dynamic = 0.5,
        .lease = {6, 48},
        .pool_bits = 16,
        .night = 0.3,
    };
    if (!settings_read(place, operator_settings, LENGTH(operator_settings), value, sender))
        return false;
    scenario->operator_count++;
    return true;
}
