/* What a campaign's operator says of it: what ties them, what else he sent, and how this one compares.
 *
 * Who sends now and sent before is counted by addresses and by networks. Lines of homes change address within
 * days, so addresses that did not send before may well be machines that did; networks are shared by many, so
 * networks that did may be other machines. The truth lies between; and of how many machines there are, the
 * addresses of the busiest day say more than those of all days. */
#include <stdlib.h>
#include <string.h>

#include "base/time.h"
#include "store/base.h"
#include "store/campaign_list.h"
#include "store/campaign_name.h"
#include "store/operator_facts.h"
#include "store/promotion.h"

struct view {
    struct store_campaign_operator facts; /* first: it is what the caller has */
    struct arena *arena;
    struct store *store;
    const struct operator_map *map;
    const struct operator_found *found;
    uint32_t campaign;
    struct source_tally own, earlier;
    struct store_campaign_list *all; /* of the store */
    struct error *error;
};

enum { MESSAGES, ADDRESSES, PEAK, EFFORT };

/* A score from 0 to 1 is compared in hundredths. */
#define EFFORT_PARTS 100

static bool read_evidence(struct view *view) {
    const struct mixture *mixture = &view->map->campaigns[view->campaign];
    struct mixture rest = {.count = 0};
    for (size_t i = 0; i < view->found->campaign_count; i++) {
        uint32_t other = view->found->campaigns[i];
        if (other != view->campaign)
            mixture_add(&rest, &view->map->campaigns[other],
                        operator_campaign_weight(&view->map->campaigns[other]));
    }
    bool good = operator_evidence_read(view->store, view->arena, mixture, &rest, view->facts.evidence,
                                       &view->facts.evidence_count, view->error);
    mixture_free(&rest);
    return good;
}

/* campaign: NULL makes none. */
static uint64_t effort_of(const struct store_campaign *campaign) {
    return !campaign ? 0 : (uint64_t)(campaign->sending.effort.score * EFFORT_PARTS + 0.5);
}

static void begin_measure(struct store_measure *measure, const char *what, uint64_t value) {
    *measure = (struct store_measure){.what = what, .value = value, .least = UINT64_MAX, .percentile = -1};
}

static void compare(struct store_measure *measure, uint64_t other) {
    measure->others++;
    measure->smaller += other < measure->value;
    measure->least = other < measure->least ? other : measure->least;
    measure->most = other > measure->most ? other : measure->most;
}

/* How the campaign stands among all others of the store. */
static void read_percentiles(struct view *view, const struct store_campaign *own) {
    struct store_measure *measures = view->facts.measures;
    size_t smaller[EFFORT + 1] = {0}, others = view->all->count - 1;
    for (size_t i = 0; i < view->all->count; i++) {
        const struct store_campaign *campaign = &view->all->campaigns[i];
        if (campaign == own)
            continue;
        smaller[MESSAGES] += campaign->messages < measures[MESSAGES].value;
        smaller[ADDRESSES] += campaign->source_ips < measures[ADDRESSES].value;
        smaller[EFFORT] += effort_of(campaign) < measures[EFFORT].value;
    }
    for (size_t i = 0; i <= EFFORT && others; i++)
        if (i != PEAK)
            measures[i].percentile = (double)smaller[i] / (double)others;
}

/* Adds the keys of one to another; returns how many it had already. */
static uint64_t count_known(struct tally *known, const struct tally *more) {
    size_t before = known->count;
    for (size_t i = 0; i < more->count; i++)
        tally_add(known, more->entries[i].key, TIME_NONE);
    return more->count - (known->count - before);
}

static bool read_relative(struct view *view, int64_t founder, const struct source_tally *tally,
                          struct store_relative *relative) {
    struct store_promotion promotion;
    bool found;
    sqlite3_stmt *select =
        database_prepare(&view->store->database,
                         "SELECT c.id, m.subject FROM campaign c JOIN mail m ON m.id = c.founder"
                         " WHERE c.founder = ?",
                         view->error);
    if (!select)
        return false;
    sqlite3_bind_int64(select, 1, founder);
    if (!database_row(&view->store->database, select, &found, view->error))
        return false;
    *relative = (struct store_relative){.id = arena_string(view->arena, column_text(select, 0)),
                                        .subject = arena_string(view->arena, column_text(select, 1)),
                                        .messages = tally->messages,
                                        .first_seen = tally->messages ? tally->first_seen : TIME_NONE,
                                        .last_seen = tally->messages ? tally->last_seen : TIME_NONE};
    sqlite3_reset(select);
    if (!promotion_read(&view->store->database, view->arena, founder, &promotion, view->error))
        return false;
    relative->instrument = promotion.instrument;
    return true;
}

/* One that began before this one is what it may have grown from. */
static bool is_earlier(const struct view *view, const struct source_tally *tally) {
    return tally->messages && view->own.messages && tally->first_seen < view->own.first_seen;
}

/* NULL: it has no message of its own. */
static const struct store_campaign *find_listed(const struct view *view, const char *id) {
    for (size_t i = 0; i < view->all->count; i++)
        if (!strcmp(view->all->campaigns[i].id, id))
            return &view->all->campaigns[i];
    return NULL;
}

static bool add_relative(struct view *view, int64_t founder, struct store_relative *relative) {
    struct store_measure *measures = view->facts.measures;
    struct source_tally tally = {.messages = 0};
    bool good = source_tally_read(view->store, founder, &tally, view->error) &&
                read_relative(view, founder, &tally, relative);
    if (good) {
        compare(&measures[EFFORT], effort_of(find_listed(view, relative->id)));
        compare(&measures[MESSAGES], tally.messages);
        compare(&measures[ADDRESSES], tally.addresses.count);
        compare(&measures[PEAK], source_tally_peak(&tally));
        if (is_earlier(view, &tally)) {
            view->facts.earlier++;
            count_known(&view->earlier.addresses, &tally.addresses);
            count_known(&view->earlier.networks, &tally.networks);
        }
    }
    source_tally_free(&tally);
    return good;
}

static bool read_relatives(struct view *view) {
    struct store_campaign_operator *facts = &view->facts;
    struct store_relative *relatives =
        arena_alloc(view->arena, view->found->campaign_count * sizeof *relatives);
    for (size_t i = 0; i < view->found->campaign_count; i++) {
        uint32_t other = view->found->campaigns[i];
        if (other != view->campaign &&
            !add_relative(view, view->map->founders[other], &relatives[facts->relative_count++]))
            return false;
    }
    facts->relatives = relatives;
    return true;
}

static bool compare_all(struct view *view, const char *id) {
    struct store_campaign_operator *facts = &view->facts;
    const struct store_campaign *own = find_listed(view, id);
    begin_measure(&facts->measures[MESSAGES], "messages", view->own.messages);
    begin_measure(&facts->measures[ADDRESSES], "addresses", view->own.addresses.count);
    begin_measure(&facts->measures[PEAK], "addresses on the busiest day", source_tally_peak(&view->own));
    begin_measure(&facts->measures[EFFORT], "effort of 100", effort_of(own));
    facts->measure_count = EFFORT + 1;
    if (own)
        read_percentiles(view, own);
    if (!read_relatives(view))
        return false;
    facts->addresses = view->own.addresses.count;
    facts->networks = view->own.networks.count;
    facts->returning_addresses = count_known(&view->earlier.addresses, &view->own.addresses);
    facts->returning_networks = count_known(&view->earlier.networks, &view->own.networks);
    return true;
}

/* Cost: that of listing all campaigns. */
static bool read_comparison(struct view *view, const char *id) {
    const struct store_campaign_query query = {.since = TIME_NONE, .until = TIME_NONE};
    if (!source_tally_read(view->store, view->map->founders[view->campaign], &view->own, view->error))
        return false;
    view->all = store_campaigns(view->store, &query, view->error);
    bool good = view->all && compare_all(view, id);
    if (view->all)
        store_campaign_list_free(view->all);
    view->all = NULL;
    return good;
}

static bool read_view(struct view *view, uint32_t number, const char *id) {
    view->found = &view->map->operators.items[number];
    view->facts.strength = view->map->operators.strength[view->campaign];
    view->facts.sources = view->map->operators.sources;
    view->facts.all_campaigns = view->map->campaign_count;
    bool good =
        operator_facts_read(view->store, view->arena, number, &view->facts.operator_facts, view->error) &&
        read_evidence(view) && read_comparison(view, id);
    source_tally_free(&view->own);
    source_tally_free(&view->earlier);
    return good;
}

bool store_campaign_operator(struct store *store, const char *id, struct store_campaign_operator **found,
                             struct error *error) {
    const struct operator_map *map = operator_map_of(store, error);
    int64_t founder;
    *found = NULL;
    if (!map || !campaign_founder(&store->database, id, &founder, error))
        return false;
    uint32_t campaign = operator_map_campaign(map, founder);
    if (campaign == OPERATOR_NONE || map->operators.of_campaign[campaign] == OPERATOR_NONE)
        return true;
    struct view *view = allocate_zeroed(1, sizeof *view);
    view->arena = arena_new();
    view->store = store;
    view->map = map;
    view->campaign = campaign;
    view->error = error;
    *found = &view->facts;
    if (read_view(view, map->operators.of_campaign[campaign], id))
        return true;
    store_campaign_operator_free(*found);
    *found = NULL;
    return false;
}

void store_campaign_operator_free(struct store_campaign_operator *public_operator) {
    struct view *view = (struct view *)public_operator;
    if (!view)
        return;
    arena_free(view->arena);
    free(view);
}
