/* Signatures are learnt from redacted text already (learn.c), so redaction here is of what is said about
 * them; a phrase that holds somebody all the same keeps its signature from being published. */
#include "publish/rules_of.h"

#include <string.h>

#include "base/time.h"
#include "publish/redact.h"
#include "store/campaign_list.h"
#include "store/signature_table.h"

struct builder {
    struct store *store;
    struct arena *arena;
    struct redactor *redactor; /* NULL: --no-redact */
    struct rules *rules;
    size_t capacity;
    int64_t first, last; /* seen, over all campaigns */
    uint64_t messages;
    struct error *error;
};

static const char *publish(const struct builder *builder, const char *text) {
    return builder->redactor ? redact_text(builder->redactor, builder->arena, text) : text;
}

/* By itself a phrase stands where somebody might be greeted; in a line of a letter it does not. */
static bool names_nobody(const struct builder *builder, const char *surface) {
    return redact_is_clean(builder->redactor, arena_printf(builder->arena, "so it is %s and so on", surface));
}

static bool is_clean(const struct builder *builder, const struct signature *signature) {
    if (!builder->redactor)
        return true;
    for (size_t i = 0; i < signature->anchor_count; i++)
        for (size_t j = 0; j < signature->anchors[i].phrase_count; j++)
            if (!names_nobody(builder, signature->anchors[i].phrases[j].surface))
                return false;
    return true;
}

static const char *explain(struct arena *arena, const struct store_signatures *all,
                           const struct store_signature *row) {
    const char *matches = arena_printf(arena, "in %llu of %llu messages of the campaign",
                                       (unsigned long long)row->own, (unsigned long long)row->own_messages);
    if (row->other)
        matches = arena_printf(arena, "%s and in %llu of others", matches, (unsigned long long)row->other);
    if (!all->wanted_messages)
        return arena_printf(arena, "%s; not tried on wanted mail, the store has none", matches);
    return arena_printf(arena, "%s; in none of %llu wanted ones", matches,
                        (unsigned long long)all->wanted_messages);
}

static void add_rule(struct builder *builder, const struct store_signatures *all,
                     const struct store_signature *row, const char *name) {
    struct rules *rules = builder->rules;
    char learnt[TIME_TEXT_BYTES];
    rules->rules =
        arena_grow(builder->arena, rules->rules, rules->count, &builder->capacity, sizeof *rules->rules);
    rules->rules[rules->count++] =
        (struct rule){.id = row->id,
                      .campaign = row->campaign,
                      .campaign_name = name,
                      .learnt = arena_string(builder->arena, time_format(row->learnt, learnt)),
                      .because = explain(builder->arena, all, row),
                      .signature = &row->signature};
}

/* What the campaign is called; its times and messages count for the whole. */
static const char *read_campaign(struct builder *builder, const char *id) {
    const struct store_campaign_query query = {.id = id, .since = TIME_NONE, .until = TIME_NONE};
    struct store_campaign_list *list = store_campaigns(builder->store, &query, builder->error);
    if (!list)
        return NULL;
    const char *name = id;
    for (size_t i = 0; i < list->count; i++) {
        const struct store_campaign *campaign = &list->campaigns[i];
        name = publish(builder, arena_string(builder->arena, campaign->name));
        builder->messages += campaign->messages;
        builder->rules->source.simulated |= campaign->simulated;
        if (builder->first == TIME_NONE || campaign->first_seen < builder->first)
            builder->first = campaign->first_seen;
        builder->last = campaign->last_seen > builder->last ? campaign->last_seen : builder->last;
    }
    store_campaign_list_free(list);
    return name;
}

/* Of one campaign; *withheld: signatures that may not leave the house. */
static bool add_campaign(struct builder *builder, const char *id, size_t limit, size_t *withheld) {
    const char *name = read_campaign(builder, id);
    struct store_signatures *all = arena_alloc(builder->arena, sizeof *all);
    size_t added = 0;
    if (!name || !store_signatures_of(builder->store, builder->arena, &id, 1, all, builder->error))
        return false;
    for (size_t i = 0; i < all->count && (!limit || added < limit); i++) {
        const struct store_signature *row = &all->items[i];
        if (row->state != SIGNATURE_ACTIVE)
            continue;
        if (is_clean(builder, &row->signature)) {
            add_rule(builder, all, row, name);
            added++;
        } else {
            ++*withheld;
        }
    }
    return true;
}

static void describe_source(struct builder *builder) {
    char first[TIME_TEXT_BYTES], last[TIME_TEXT_BYTES];
    struct rule_source *source = &builder->rules->source;
    time_format(builder->first, first);
    time_format(builder->last, last);
    source->made = arena_string(builder->arena, last);
    source->title = arena_printf(builder->arena, "weir %s, of %llu messages received from %.10s to %.10s",
                                 WEIR_VERSION, (unsigned long long)builder->messages, first, last);
}

static bool build(struct builder *builder, const char *const *campaigns, size_t count, size_t limit) {
    size_t withheld = 0;
    for (size_t i = 0; i < count; i++)
        if (!add_campaign(builder, campaigns[i], limit, &withheld))
            return false;
    if (!builder->rules->count && withheld)
        return error_set(builder->error, "no signature to publish: what campaign %s says names people",
                         campaigns[0]);
    if (!builder->rules->count)
        return error_set(
            builder->error,
            "no signature of campaign %s: too few messages, too little text they share, or all of it was "
            "refused (`weir signatures --campaign %s`)",
            campaigns[0], campaigns[0]);
    describe_source(builder);
    return true;
}

bool publish_rules(struct store *store, struct arena *arena, const char *const *campaigns, size_t count,
                   size_t limit, bool redact, struct rules *rules, struct error *error) {
    struct builder builder = {.store = store,
                              .arena = arena,
                              .rules = rules,
                              .first = TIME_NONE,
                              .last = TIME_NONE,
                              .error = error};
    *rules = (struct rules){.source.redacted = redact};
    builder.redactor = redact ? redactor_open(store, error) : NULL;
    bool good = (!redact || builder.redactor) && build(&builder, campaigns, count, limit);
    redactor_close(builder.redactor);
    return good;
}
