/* Signatures are not learnt yet. */
#include "publish/rules_of.h"

bool publish_rules(struct store *store, struct arena *arena, const char *const *campaigns, size_t count,
                   size_t limit, bool redact, struct rules *rules, struct error *error) {
    return error_set(error, "no signature of campaign %s", campaigns[0]);
}
