/* A scenario, read. What must hold: what is read lies within the limits that planning counts on, references
 * lead somewhere, and what is refused says why in one line. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "simulate/population.h"
#include "simulate/scenario.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool holds) {
    if (!holds)
        abort();
}

static void check_feed(const struct scenario *scenario, const struct scenario_feed *feed) {
    demand(*feed->name && !strchr(feed->name, '/') && *feed->name != '.' && *feed->name != '-');
    demand(feed->traps && feed->traps <= SCENARIO_TRAPS && feed->sampled > 0 && feed->sampled <= 1);
    for (size_t i = 0; i < SCENARIO_FEEDS; i++)
        demand(feed->shared[i] == 0 || &scenario->feeds[i] < feed);
}

static void check_sender(const struct scenario_operator *sender) {
    demand(sender->hosts && sender->hosts <= SCENARIO_HOSTS && sender->list >= 1 && sender->rate > 0);
    demand(sender->lease[0] > 0 && sender->lease[0] <= sender->lease[1] && sender->pool_bits <= 24);
    demand(sender->zone_count <= SCENARIO_ZONES && !sender->program_count == !sender->programs);
}

static void check_campaign(const struct scenario *scenario, const struct scenario_campaign *campaign) {
    demand(campaign->sent_by < scenario->operator_count && campaign->hours > 0);
    demand(campaign->subject_count && campaign->text_count &&
           (campaign->type == SCENARIO_NOTHING || *campaign->symbol));
}

static void check(struct scenario *scenario) {
    size_t home;
    demand(scenario->feed_count && scenario->feed_count <= SCENARIO_FEEDS);
    for (size_t i = 0; i < scenario->feed_count; i++)
        check_feed(scenario, &scenario->feeds[i]);
    for (size_t i = 0; i < scenario->operator_count; i++)
        check_sender(&scenario->operators[i]);
    for (size_t i = 0; i < scenario->campaign_count; i++)
        check_campaign(scenario, &scenario->campaigns[i]);
    uint32_t traps = population_traps(scenario);
    demand(traps >= scenario->feed_count);
    demand(population_trap(scenario, traps - 1, &home) && home + 1 == scenario->feed_count);
    scenario_scale(scenario, 0.001);
    for (size_t i = 0; i < scenario->operator_count; i++)
        demand(scenario->operators[i].hosts);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena *arena = arena_new();
    struct error error = {""};
    struct scenario *scenario = scenario_read(arena, slice_of((const char *)data, size), &error);
    if (scenario)
        check(scenario);
    else
        demand(*error.message && !strchr(error.message, '\n'));
    arena_free(arena);
    return 0;
}
