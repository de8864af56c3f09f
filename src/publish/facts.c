/* First what holds for the campaign, then what its mails show. Recipients are not among it; where they stand
 * in a subject or a file's name, redaction takes them out, as everything passes it. */
#include "publish/facts.h"

#include <string.h>

#include "base/time.h"
#include "publish/redact.h"
#include "store/campaign_list.h"

/* Facts of the campaign itself, but for its aliases. */
#define OWN_FACTS 9

/* What parts the words of a domain or a file's name. */
#define NAME_SIGNS ".-_ "

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
    add_own(to, campaign, "simulated", campaign->simulated ? "yes" : "");
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

/* Address of a host: no name can stand in it. */
static const char *keep_address(struct redactor *redactor, struct arena *arena, const char *text) {
    return text;
}

/* Whether each word of a name, by itself, is nobody's. */
static bool is_of_ordinary_words(struct redactor *redactor, struct arena *arena, const char *name) {
    for (const char *at = name; *at;) {
        size_t length = strcspn(at, NAME_SIGNS);
        if (length && !redact_is_clean(redactor, arena_copy(arena, at, length)))
            return false;
        at += length + (at[length] != '\0');
    }
    return true;
}

/* A domain or a file is looked for by its name: that somebody's local part is the ordinary word "mail" does
 * not make mail.example a recipient's. */
static const char *redact_domain(struct redactor *redactor, struct arena *arena, const char *domain) {
    const char *redacted = redact_link(redactor, arena, domain);
    bool own = strstr(redacted, "[trap host]") != NULL;
    return !own && is_of_ordinary_words(redactor, arena, domain) ? domain : redacted;
}

static const char *redact_attachment(struct redactor *redactor, struct arena *arena, const char *name) {
    return is_of_ordinary_words(redactor, arena, name) ? name : redact_file_name(redactor, arena, name);
}

static redact_kind *redact_of(enum store_fact_kind kind) {
    switch (kind) {
    case FACT_SOURCE_IP:
        return keep_address;
    case FACT_FROM_DOMAIN:
    case FACT_LINK_DOMAIN:
        return redact_domain;
    case FACT_ATTACHMENT_NAME:
        return redact_attachment;
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
