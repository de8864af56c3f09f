/* The rules of campaigns, as they are published: signatures that stand, redacted. */
#ifndef WEIR_PUBLISH_RULES_OF_H
#define WEIR_PUBLISH_RULES_OF_H

#include "publish/rule.h"
#include "store/store.h"

struct rules {
    struct rule_source source;
    struct rule *rules; /* in order of campaigns as asked for, then of signatures */
    size_t count;       /* at least 1 */
};

/* Of these campaigns' ids (as store_campaign_resolve() gives them), at most `limit` signatures each, those of
 * most hits first; 0: all. Memory is the arena's. false: the store cannot be read, or none of them has a
 * signature. */
bool publish_rules(struct store *store, struct arena *arena, const char *const *campaigns, size_t count,
                   size_t limit, bool redact, struct rules *rules, struct error *error);

#endif
