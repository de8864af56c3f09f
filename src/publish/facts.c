/* First what holds for the campaign, then what its mails show. Recipients are not among it; where they stand
 * in a subject or a file's name, redaction takes them out, as everything passes it. */
#include "publish/facts.h"

#include "base/time.h"
#include "publish/redact.h"
#include "store/campaign_list.h"

/* Facts of the campaign itself, but for its aliases. */
#define OWN_FACTS 8

struct publishing {
    struct published_facts *facts;
    struct arena *arena;
    struct redactor *redactor; /* NULL: as it is */
};

/* How a kind of text is redacted. */
typedef const char *redact_kind(struct redactor *redactor, struct arena *arena, const char *text);

/* The one way by which a value gets out. */
static void add(struct publishing *to, const struct published_fact *fact, redact_kind *redact) {
    struct published_fact *added = &to->facts->facts[to->facts->count];
    *added = *fact;
    added->value = arena_string(to->arena, fact->value);
    if (to->redactor)
        added->value = redact(to->redactor, to->arena, added->value);
    to->facts->count += *added->value != '\0';
}

static void add_own(struct publishing *to, const struct store_campaign *campaign, const char *type,
                    const char *value) {
    const struct published_fact fact = {type, value, campaign->messages, campaign->first_seen,
                                        campaign->last_seen};
    add(to, &fact, redact_text);
}

static void add_campaign(struct publishing *to, const struct store_campaign *campaign) {
    const struct store_promotion *promotion = &campaign->promotion;
    add_own(to, campaign, "redacted", to->redactor ? "yes" : "no");
    add_own(to, campaign, "name", campaign->name);
    add_own(to, campaign, "kind", campaign->kind);
    add_own(to, campaign, "score", arena_printf(to->arena, "%.2f", promotion->score));
    add_own(to, campaign, "source_ips",
            arena_printf(to->arena, "%llu", (unsigned long long)campaign->source_ips));
    if (!promotion->tout)
        return;
    add_own(to, campaign, "instrument", promotion->instrument);
    add_own(to, campaign, "market", promotion->market);
    for (size_t i = 0; i < promotion->alias_count; i++)
        add_own(to, campaign, "alias", promotion->aliases[i]);
}

static redact_kind *redact_of(enum store_fact_kind kind) {
    switch (kind) {
    case FACT_LINK_DOMAIN:
        return redact_link;
    case FACT_ATTACHMENT_NAME:
        return redact_file_name;
    default:
        return redact_text;
    }
}

static void add_shown(struct publishing *to, const struct store_facts *shown) {
    for (size_t i = 0; i < shown->count; i++) {
        const struct store_fact *fact = &shown->facts[i];
        const struct published_fact published = {store_fact_kind_name(fact->kind), fact->value,
                                                 fact->messages, fact->first_seen, fact->last_seen};
        add(to, &published, redact_of(fact->kind));
    }
}

static void add_all(struct publishing *to, const struct store_campaign *campaign,
                    const struct store_facts *shown) {
    size_t most = OWN_FACTS + campaign->promotion.alias_count + shown->count;
    to->facts->facts = arena_alloc(to->arena, most * sizeof *to->facts->facts);
    add_campaign(to, campaign);
    add_shown(to, shown);
}

bool publish_facts(struct store *store, struct arena *arena, const char *id, size_t limit, bool redact,
                   struct published_facts *facts, struct error *error) {
    const struct store_campaign_query query = {.id = id, .since = TIME_NONE, .until = TIME_NONE};
    struct publishing to = {.facts = facts, .arena = arena};
    struct store_facts shown;
    struct store_campaign_list *list = store_campaigns(store, &query, error);
    bool good = list && (list->count || error_set(error, "no campaign %s in the store", id)) &&
                store_facts(store, arena, id, limit, &shown, error) &&
                (!redact || (to.redactor = redactor_open(store, error)));
    *facts = (struct published_facts){.campaign = arena_string(arena, id)};
    if (good)
        add_all(&to, list->campaigns, &shown);
    redactor_close(to.redactor);
    if (list)
        store_campaign_list_free(list);
    return good;
}
