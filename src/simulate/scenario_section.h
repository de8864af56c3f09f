/* The sections of a scenario, each read into the next place of the scenario under construction. */
#ifndef WEIR_SIMULATE_SCENARIO_SECTION_H
#define WEIR_SIMULATE_SCENARIO_SECTION_H

#include "base/setting.h"
#include "simulate/scenario.h"

#define LENGTH(array) (sizeof(array) / sizeof *(array))
/* Above nothing; shares of which less would not be noticed. */
#define SCENARIO_LITTLE 1e-6
/* A year's mail at once is more than anybody compares. */
#define SCENARIO_HOURS 8784

/* place->world: the scenario, with room for one more. name: of the section, "" none. */
typedef bool section_read(const struct setting_place *place, const char *name, const struct ucl_value *value);
section_read read_feed, read_sender, read_campaign, read_background;

#endif
