/* The store with its signatures brought up to date: what commands that use them begin with. */
#ifndef WEIR_COMMAND_LEARNT_H
#define WEIR_COMMAND_LEARNT_H

#include "command/command.h"

/* Opens the store and learns what has changed, with a bar; campaigns: ids asked for, learnt whatever they
 * are. While another process writes to the store, what was learnt before is used, with a line that says so.
 * NULL: complained. */
struct store *open_learnt(struct invocation *invocation, const char *const *campaigns, size_t count);

#endif
