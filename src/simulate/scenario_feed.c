/* Feeds of a scenario, and which trap addresses they share. */
#include <math.h>
#include <string.h>

#include "simulate/scenario_section.h"

static setting_read read_shared;

static const struct setting feed_settings[] = {
    {"traps", SETTING_COUNT, .offset = offsetof(struct scenario_feed, traps), .least = 1,
     .most = SCENARIO_TRAPS},
    {"domain", SETTING_TEXT, .offset = offsetof(struct scenario_feed, domain)},
    {"sampled", SETTING_NUMBER, .offset = offsetof(struct scenario_feed, sampled), .least = SCENARIO_LITTLE,
     .most = 1},
    {"biased", SETTING_NUMBER, .offset = offsetof(struct scenario_feed, biased), .least = 0, .most = 1},
    {"bias", SETTING_NUMBER, .offset = offsetof(struct scenario_feed, bias), .least = 0, .most = 100},
    {"forwarder", SETTING_TEXT, .offset = offsetof(struct scenario_feed, forwarder)},
    {"shared", SETTING_OTHER, .read = read_shared},
};

static bool read_share_of(const struct setting_place *place, const struct ucl_value *value,
                          struct scenario_feed *feed) {
    const struct scenario *scenario = place->world;
    for (size_t i = 0; i < scenario->feed_count; i++)
        if (!strcmp(scenario->feeds[i].name, value->key))
            return setting_number(place, value, 0, 1, &feed->shared[i]);
    return setting_refuse(place, value, "no feed of this name stands before this one");
}

static bool read_shared(const struct setting_place *place, const struct ucl_value *value, void *into) {
    if (value->kind != UCL_SECTION)
        return setting_refuse(place, value, "a section of feeds and shares is wanted: { FEED = 0.3 }");
    const struct setting_place inner = setting_within(place, "shared");
    for (const struct ucl_value *share = value->first; share; share = share->next)
        if (!read_share_of(&inner, share, into))
            return false;
    return true;
}

/* Each feed has addresses of its own, and no more of another's than the other has of its own. */
static bool check_shared(const struct setting_place *place, const struct ucl_value *value,
                         const struct scenario_feed *feed) {
    const struct scenario *scenario = place->world;
    double own = (double)feed->traps;
    for (size_t i = 0; i < scenario->feed_count; i++) {
        const struct scenario_feed *other = &scenario->feeds[i];
        double shared = round(feed->shared[i] * (double)feed->traps), theirs = (double)other->traps;
        for (size_t j = 0; j < i; j++)
            theirs -= round(other->shared[j] * (double)other->traps);
        if (shared > theirs)
            return setting_refuse(place, value, "shares %.0f addresses of '%s', which has %.0f of its own",
                                  shared, other->name, theirs);
        own -= shared;
    }
    return own >= 1 || setting_refuse(place, value, "shares all its addresses: some must be its own");
}

bool read_feed(const struct setting_place *place, const char *name, const struct ucl_value *value) {
    struct scenario *scenario = place->world;
    if (scenario->feed_count == SCENARIO_FEEDS)
        return setting_refuse(place, value, "one feed too many: at most %d", SCENARIO_FEEDS);
    struct scenario_feed *feed = &scenario->feeds[scenario->feed_count];
    *feed = (struct scenario_feed){.name = name,
                                   .domain = arena_printf(place->arena, "%s.example", name),
                                   .traps = 1000,
                                   .sampled = 1,
                                   .bias = 1,
                                   .forwarder = ""};
    for (char *letter = (char *)feed->domain; *letter; letter++)
        *letter = *letter == '_' ? '-' : *letter >= 'A' && *letter <= 'Z' ? (char)(*letter + 32) : *letter;
    if (!settings_read(place, feed_settings, LENGTH(feed_settings), value, feed) ||
        !check_shared(place, value, feed))
        return false;
    scenario->feed_count++;
    return true;
}
