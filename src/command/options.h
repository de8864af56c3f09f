/* Reads the command line into an invocation. */
#ifndef WEIR_COMMAND_OPTIONS_H
#define WEIR_COMMAND_OPTIONS_H

#include "command/command.h"

/* Options that every command knows, also before the command's name. */
enum common_option {
    COMMON_STORE,
    COMMON_JSON,
    COMMON_QUIET,
    COMMON_CONFIG,
    COMMON_HELP,
    COMMON_VERSION,
    COMMON_COUNT
};
extern const struct option common_options[COMMON_COUNT];

/* invocation: terminals and arena set, the rest zeroed. COMMAND_DONE: ready to run; --help and --version have
 * become the command help. Else it has complained. */
enum command_status options_read(struct invocation *invocation, int count, char **words);

/* The command of this name; complains if there is none, with the one that was probably meant. */
const struct command *command_asked(const char *word);

#endif
