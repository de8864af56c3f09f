/* What all commands say that publish without redaction. */
#include "publish/redact.h"

const char *redact_off_warning(void) {
    return "--no-redact: what is written names recipients, trap addresses and trap hosts; whoever sends spam "
           "can "
           "tell from it which traps to avoid and whom to harass. Pass it to nobody";
}

const char *redact_off_mark(void) {
    return "NOT REDACTED: names recipients and traps; do not publish or pass on";
}
