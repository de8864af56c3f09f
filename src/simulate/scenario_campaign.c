/* Campaigns of a scenario, and what else comes in. */
#include <string.h>

#include "base/time.h"
#include "simulate/scenario_section.h"

/* Mails of one background, which are planned in memory. */
#define BACKGROUND_MOST 5000000

static setting_read read_operator, read_instrument, read_type;

static const struct setting campaign_settings[] = {
    {"operator", SETTING_OTHER, .read = read_operator},
    {"instrument", SETTING_OTHER, .read = read_instrument},
    {"start", SETTING_TIME, .offset = offsetof(struct scenario_campaign, start)},
    {"hours", SETTING_NUMBER, .offset = offsetof(struct scenario_campaign, hours), .least = 0.25,
     .most = SCENARIO_HOURS},
    {"hosts", SETTING_NUMBER, .offset = offsetof(struct scenario_campaign, hosts), .least = SCENARIO_LITTLE,
     .most = 1},
    {"rate", SETTING_NUMBER, .offset = offsetof(struct scenario_campaign, rate), .least = SCENARIO_LITTLE,
     .most = 1000},
    {"bounces", SETTING_NUMBER, .offset = offsetof(struct scenario_campaign, bounces), .least = 0, .most = 1},
    {"subjects", SETTING_TEXTS, .offset = offsetof(struct scenario_campaign, subjects)},
    {"texts", SETTING_TEXTS, .offset = offsetof(struct scenario_campaign, texts)},
    {"html", SETTING_TRUTH, .offset = offsetof(struct scenario_campaign, html)},
};

static const struct setting instrument_settings[] = {
    {"type", SETTING_OTHER, .read = read_type},
    {"symbol", SETTING_TEXT, .offset = offsetof(struct scenario_campaign, symbol)},
    {"company", SETTING_TEXT, .offset = offsetof(struct scenario_campaign, company)},
};

static bool read_operator(const struct setting_place *place, const struct ucl_value *value, void *into) {
    const struct scenario *scenario = place->world;
    struct scenario_campaign *campaign = into;
    for (size_t i = 0; i < scenario->operator_count; i++)
        if (!strcmp(scenario->operators[i].name, value->string)) {
            campaign->sent_by = i;
            return true;
        }
    return setting_refuse(place, value, "there is no operator '%s'", value->string);
}

static bool read_type(const struct setting_place *place, const struct ucl_value *value, void *into) {
    struct scenario_campaign *campaign = into;
    bool coin = !strcmp(value->string, "coin");
    if (!coin && strcmp(value->string, "stock") != 0)
        return setting_refuse(place, value, "coin or stock is wanted");
    campaign->type = coin ? SCENARIO_COIN : SCENARIO_STOCK;
    return true;
}

static bool read_instrument(const struct setting_place *place, const struct ucl_value *value, void *into) {
    struct scenario_campaign *campaign = into;
    const struct setting_place inner = setting_within(place, "instrument");
    if (!settings_read(&inner, instrument_settings, LENGTH(instrument_settings), value, into))
        return false;
    return (campaign->type != SCENARIO_NOTHING && *campaign->symbol) ||
           setting_refuse(place, value, "an instrument has a type (coin, stock) and a symbol");
}

static bool check_campaign(const struct setting_place *place, const struct ucl_value *value,
                           const struct scenario_campaign *campaign) {
    const struct scenario *scenario = place->world;
    const char *missing = campaign->sent_by >= scenario->operator_count ? "operator"
                          : campaign->start == TIME_NONE                ? "start"
                          : !campaign->subject_count                    ? "subjects"
                          : !campaign->text_count                       ? "texts"
                                                                        : NULL;
    return !missing || setting_refuse(place, value, "'%s' is missing", missing);
}

bool read_campaign(const struct setting_place *place, const char *name, const struct ucl_value *value) {
    struct scenario *scenario = place->world;
    if (scenario->campaign_count == SCENARIO_CAMPAIGNS)
        return setting_refuse(place, value, "one campaign too many: at most %d", SCENARIO_CAMPAIGNS);
    struct scenario_campaign *campaign = &scenario->campaigns[scenario->campaign_count];
    *campaign = (struct scenario_campaign){.name = name,
                                           .sent_by = scenario->operator_count == 1 ? 0 : SIZE_MAX,
                                           .symbol = "",
                                           .company = "",
                                           .start = TIME_NONE,
                                           .hours = 48,
                                           .hosts = 1,
                                           .rate = 1};
    if (!settings_read(place, campaign_settings, LENGTH(campaign_settings), value, campaign) ||
        !check_campaign(place, value, campaign))
        return false;
    scenario->campaign_count++;
    return true;
}

static const struct setting background_settings[] = {
    {"start", SETTING_TIME, .offset = offsetof(struct scenario_background, start)},
    {"hours", SETTING_NUMBER, .offset = offsetof(struct scenario_background, hours), .least = 0.25,
     .most = SCENARIO_HOURS},
    {"spam", SETTING_COUNT, .offset = offsetof(struct scenario_background, spam), .least = 0,
     .most = BACKGROUND_MOST},
    {"spam_campaigns", SETTING_COUNT, .offset = offsetof(struct scenario_background, spam_campaigns),
     .least = 1, .most = 10000},
    {"wanted", SETTING_COUNT, .offset = offsetof(struct scenario_background, wanted), .least = 0,
     .most = BACKGROUND_MOST},
};

static int64_t first_start(const struct scenario *scenario) {
    int64_t first = TIME_NONE;
    for (size_t i = 0; i < scenario->campaign_count; i++)
        if (first == TIME_NONE || scenario->campaigns[i].start < first)
            first = scenario->campaigns[i].start;
    return first;
}

bool read_background(const struct setting_place *place, const char *name, const struct ucl_value *value) {
    struct scenario *scenario = place->world;
    struct scenario_background *background = &scenario->backgrounds[scenario->background_count];
    if (scenario->background_count == SCENARIO_CAMPAIGNS)
        return setting_refuse(place, value, "one background too many: at most %d", SCENARIO_CAMPAIGNS);
    *background =
        (struct scenario_background){.start = first_start(scenario), .hours = 48, .spam_campaigns = 10};
    if (!settings_read(place, background_settings, LENGTH(background_settings), value, background))
        return false;
    scenario->background_count++;
    return background->start != TIME_NONE || setting_refuse(place, value, "'start' is missing");
}
