/* What reports say of simulated mail in the store: the one place where they say it. */
#ifndef WEIR_COMMAND_SIMULATED_H
#define WEIR_COMMAND_SIMULATED_H

#include "command/command.h"

enum simulated_report {
    SIMULATED_HEADING, /* for people: on standard output, above what they may pass on */
    SIMULATED_REMARK, /* for programs, in rows that have no place for it: on standard error, --quiet or not */
    SIMULATED_ABSENT, /* a heading above figures without it, where there is real mail, too */
    SIMULATED_ABSENT_REMARK,
};

/* Says nothing where the store has none. Complains and returns false if it cannot be read. */
bool say_simulated(const struct invocation *invocation, struct store *store, enum simulated_report report);

#endif
