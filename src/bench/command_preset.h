/* How filters that are commands are asked. */
#ifndef WEIR_BENCH_COMMAND_PRESET_H
#define WEIR_BENCH_COMMAND_PRESET_H

#include "bench/command.h"

/* Fills what settings leave open; false with error if there is no such preset or it lacks something. */
bool command_preset_apply(struct arena *arena, struct command_settings *settings, struct error *error);
/* "bogofilter, spamprobe..." */
const char *command_preset_names(void);

#endif
