/* A bar on standard error while something takes its time; nothing where that is no terminal. */
#ifndef WEIR_COMMAND_PROGRESS_H
#define WEIR_COMMAND_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "command/command.h"

struct progress {
    const struct terminal *terminal;
    const char *things; /* what is counted: "messages" unless set after the start */
    bool silent;
    bool shown;         /* a bar stands on the terminal's last line */
    double begun, last; /* seconds of a clock that only goes forward */
};

void progress_start(struct progress *progress, const struct invocation *invocation);
/* How far of how much (0: not known), `messages` and `bytes` so far for the rates (bytes 0: left out). Draws
 * ten times a second at most. */
void progress_update(struct progress *progress, uint64_t done, uint64_t all, uint64_t messages,
                     uint64_t bytes);
/* Takes the bar away, before something else is printed and at the end. */
void progress_clear(struct progress *progress);
double progress_seconds(const struct progress *progress);

#endif
