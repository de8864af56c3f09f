/* Campaigns that share an identifier are of one instrument, also where a silence parts them, or where the
 * cells of tout_join.c do. Their messages are read once, campaign by campaign, and summed up; of prices and
 * targets only those of the last day are kept.
 *
 * Cost: a few microseconds a message of a tout. */
#include "store/tout_list.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/time.h"
#include "store/base.h"
#include "store/claim.h"
#include "store/occasion.h"
#include "store/promotion.h"
#include "store/schema.h"
#include "tout/record.h"

#define DAY_SECONDS 86400
#define DAY_HOURS   24

/* One tout campaign, as far as its messages count. */
struct push {
    int64_t campaign;
    const char *id;
    struct store_promotion promotion;
    uint64_t messages, unwanted, recent; /* unwanted: came by another feed than those of wanted mail */
    int64_t first, last;
    struct claim_latest price, target;
    size_t parent; /* in the union of those of one instrument; itself: a root */
};

struct identifier {
    const char *name;
    size_t bytes, push;
};

struct reading {
    struct store_tout_list list; /* first: it is what the caller has */
    struct arena *arena;
    struct store *store;
    struct database *database;
    const struct store_tout_query *query;
    struct push *pushes;
    size_t push_count, push_capacity, tout_capacity;
    struct error *error;
};

/* Of a mail m: it is real, or simulated mail counts; ?: which of the two. */
#define COUNTS                                                                                               \
    " (NOT ?3 OR EXISTS(SELECT 1 FROM delivery d JOIN feed f ON f.id = d.feed"                               \
    " WHERE d.mail = m.id AND f.role <> '" ROLE_SIMULATED "'))"

static bool read_share(struct reading *reading) {
    bool simulated, real;
    if (!simulated_sorts(reading->store, &simulated, &real, reading->error))
        return false;
    reading->list.simulated = !simulated ? SIMULATED_NONE : real ? SIMULATED_SOME : SIMULATED_ALL;
    return true;
}

static bool read_time(struct reading *reading) {
    sqlite3_stmt *select = database_prepare(reading->database,
                                            "SELECT m.received FROM mail m WHERE m.received <= ?1 AND" COUNTS
                                            " ORDER BY m.received DESC LIMIT 1",
                                            reading->error);
    bool found;
    reading->list.at = reading->query->at;
    if (reading->list.at != TIME_NONE)
        return true;
    if (!select)
        return false;
    sqlite3_bind_int64(select, 1, time(NULL)); /* a forged date is no day to look back from */
    sqlite3_bind_int(select, 3, reading->list.simulated == SIMULATED_SOME);
    if (!database_row(reading->database, select, &found, reading->error))
        return false;
    reading->list.at = found ? column_time(select, 0) : TIME_NONE;
    sqlite3_reset(select);
    return true;
}

static bool read_pushes(struct reading *reading) {
    static const char sql[] = "SELECT v.campaign, c.id FROM verdict v JOIN campaign c"
                              " ON c.founder = v.campaign WHERE v.tout ORDER BY v.campaign";
    sqlite3_stmt *select = database_prepare(reading->database, sql, reading->error);
    bool good = select != NULL;
    int code = SQLITE_DONE;
    while (good && (code = sqlite3_step(select)) == SQLITE_ROW) {
        reading->pushes = arena_grow(reading->arena, reading->pushes, reading->push_count,
                                     &reading->push_capacity, sizeof *reading->pushes);
        struct push *push = &reading->pushes[reading->push_count];
        *push = (struct push){.campaign = sqlite3_column_int64(select, 0),
                              .id = arena_string(reading->arena, column_text(select, 1)),
                              .first = TIME_NONE,
                              .last = TIME_NONE,
                              .parent = reading->push_count++};
        good = promotion_read(reading->database, reading->arena, push->campaign, &push->promotion,
                              reading->error);
    }
    if (select)
        sqlite3_reset(select);
    return good && (code == SQLITE_DONE || database_failed(reading->database, reading->error));
}

enum { CAMPAIGN, RECEIVED, UNWANTED, RECORD, OCCASION, FEED };

/* claims: NULL of what came by another feed before, which only tells by whom. */
static void count_message(struct reading *reading, struct push *push, sqlite3_stmt *row,
                          const struct tout_claims *claims) {
    int64_t received = column_time(row, RECEIVED);
    push->unwanted += sqlite3_column_int(row, UNWANTED) != 0;
    if (!claims)
        return;
    push->messages++;
    claim_state(&push->price, reading->arena, received, claims->price, claims->currency);
    claim_state(&push->target, reading->arena, received, claims->target, claims->currency);
    if (received == TIME_NONE)
        return;
    push->recent += received > reading->list.at - DAY_SECONDS;
    push->first = push->first == TIME_NONE || received < push->first ? received : push->first;
    push->last = received > push->last ? received : push->last;
}

/* Rows and pushes are both in order of campaign. */
static bool read_messages(struct reading *reading) {
    static const char sql[] =
        "SELECT v.campaign, m.received, EXISTS(SELECT 1 FROM delivery d JOIN feed f ON f.id = d.feed"
        " WHERE d.mail = m.id AND f.role NOT IN ('ham', 'newsletter')), s.record,"
        " m.occasion, (SELECT feed FROM delivery WHERE seq = m.id)"
        " FROM verdict v CROSS JOIN assignment a ON a.campaign = v.campaign JOIN mail m ON m.id = a.mail"
        " LEFT JOIN sighting s ON s.mail = m.id"
        " WHERE v.tout AND NOT m.flags & ?1 AND (?2 IS NULL OR m.received <= ?2) AND" COUNTS
        " ORDER BY v.campaign, a.mail";
    sqlite3_stmt *select = database_prepare(reading->database, sql, reading->error);
    struct tout_reading said;
    struct occasion_set occasions;
    size_t at = 0;
    int code;
    if (!select || !occasion_set_open(&occasions, reading->database, reading->error))
        return false;
    struct arena *scratch = arena_new();
    sqlite3_bind_int64(select, 1, FLAG_INDIRECT);
    sqlite3_bind_int(select, 3, reading->list.simulated == SIMULATED_SOME);
    if (reading->query->at != TIME_NONE)
        sqlite3_bind_int64(select, 2, reading->query->at);
    while ((code = sqlite3_step(select)) == SQLITE_ROW) {
        while (at < reading->push_count &&
               reading->pushes[at].campaign < sqlite3_column_int64(select, CAMPAIGN)) {
            occasion_set_clear(&occasions);
            at++;
        }
        if (at == reading->push_count ||
            reading->pushes[at].campaign != sqlite3_column_int64(select, CAMPAIGN))
            continue;
        arena_reset(scratch);
        tout_record_read(scratch, column_blob(select, RECORD), &said);
        bool is_new = occasion_is_new(&occasions, sqlite3_column_int64(select, OCCASION),
                                      sqlite3_column_int64(select, FEED));
        count_message(reading, &reading->pushes[at], select, is_new ? &said.claims : NULL);
    }
    occasion_set_clear(&occasions);
    arena_free(scratch);
    sqlite3_reset(select);
    return code == SQLITE_DONE || database_failed(reading->database, reading->error);
}

/* Those that have nothing to say at the query's time go. */
static void drop_silent(struct reading *reading) {
    size_t kept = 0;
    for (size_t i = 0; i < reading->push_count; i++)
        if (reading->pushes[i].unwanted) {
            reading->pushes[kept] = reading->pushes[i];
            reading->pushes[kept].parent = kept;
            kept++;
        }
    reading->push_count = kept;
}

static size_t root_of(struct reading *reading, size_t push) {
    struct push *pushes = reading->pushes;
    while (pushes[push].parent != push)
        push = pushes[push].parent = pushes[pushes[push].parent].parent;
    return push;
}

static int compare_identifiers(const void *a, const void *b) {
    const struct identifier *x = a, *y = b;
    size_t bytes = x->bytes < y->bytes ? x->bytes : y->bytes;
    int order = memcmp(x->name, y->name, bytes);
    if (order || x->bytes != y->bytes)
        return order ? order : x->bytes < y->bytes ? -1 : 1;
    return x->push < y->push ? -1 : x->push > y->push;
}

static bool is_same(const struct identifier *a, const struct identifier *b) {
    return a->bytes == b->bytes && !memcmp(a->name, b->name, a->bytes);
}

static struct identifier *list_identifiers(struct reading *reading, size_t *count) {
    struct identifier *identifiers = NULL;
    size_t capacity = 0;
    *count = 0;
    for (size_t i = 0; i < reading->push_count; i++) {
        const struct store_promotion *promotion = &reading->pushes[i].promotion;
        for (size_t j = 0; j <= promotion->alias_count; j++) {
            const char *name = j ? promotion->aliases[j - 1] : promotion->instrument;
            size_t bytes = j ? strlen(name) : promotion_base_bytes(promotion);
            identifiers = arena_grow(reading->arena, identifiers, *count, &capacity, sizeof *identifiers);
            identifiers[(*count)++] = (struct identifier){name, bytes, i};
        }
    }
    return identifiers;
}

static void unite(struct reading *reading) {
    size_t count;
    struct identifier *identifiers = list_identifiers(reading, &count);
    if (count)
        qsort(identifiers, count, sizeof *identifiers, compare_identifiers);
    for (size_t i = 1; i < count; i++) {
        if (!is_same(&identifiers[i - 1], &identifiers[i]))
            continue;
        size_t a = root_of(reading, identifiers[i - 1].push), b = root_of(reading, identifiers[i].push);
        reading->pushes[a > b ? a : b].parent = a > b ? b : a;
    }
}

/* Best identifier first, as tout_join.c has it. */
static bool is_better_name(const struct push *a, const struct push *b) {
    if (a->promotion.rank != b->promotion.rank)
        return a->promotion.rank < b->promotion.rank;
    bool a_suffix = strchr(a->promotion.instrument, '.'), b_suffix = strchr(b->promotion.instrument, '.');
    return a_suffix != b_suffix ? a_suffix : a->messages > b->messages;
}

static int compare_latest(const void *a, const void *b) {
    const struct push *x = *(const struct push *const *)a, *y = *(const struct push *const *)b;
    if (x->last != y->last)
        return x->last > y->last ? -1 : 1;
    return x->campaign > y->campaign ? -1 : x->campaign < y->campaign;
}

/* The campaigns of one instrument, the one with the latest message first. */
struct bundle {
    const struct push **pushes;
    size_t count;
    const struct push *best; /* after whose instrument all are called */
};

static struct bundle bundle_of(struct reading *reading, size_t root) {
    struct bundle bundle = {0};
    size_t capacity = 0;
    for (size_t i = root; i < reading->push_count; i++) {
        const struct push *push = &reading->pushes[i];
        if (root_of(reading, i) != root)
            continue;
        bundle.pushes =
            arena_grow(reading->arena, bundle.pushes, bundle.count, &capacity, sizeof(struct push *));
        bundle.pushes[bundle.count++] = push;
        bundle.best = !bundle.best || is_better_name(push, bundle.best) ? push : bundle.best;
    }
    qsort(bundle.pushes, bundle.count, sizeof(struct push *), compare_latest);
    return bundle;
}

static void add_alias(struct store_tout *tout, const char **aliases, const char *name) {
    bool known = !strcmp(name, tout->instrument);
    for (size_t i = 0; i < tout->alias_count && !known; i++)
        known = !strcmp(name, aliases[i]);
    if (!known)
        aliases[tout->alias_count++] = name;
}

static void fill_aliases(struct arena *arena, const struct bundle *bundle, struct store_tout *tout) {
    size_t most = 0;
    for (size_t i = 0; i < bundle->count; i++)
        most += 1 + bundle->pushes[i]->promotion.alias_count;
    const char **aliases = arena_alloc(arena, most * sizeof *aliases);
    for (size_t i = 0; i < bundle->count; i++) {
        const struct store_promotion *promotion = &bundle->pushes[i]->promotion;
        add_alias(tout, aliases, promotion->instrument);
        for (size_t j = 0; j < promotion->alias_count; j++)
            add_alias(tout, aliases, promotion->aliases[j]);
    }
    tout->aliases = aliases;
}

static void state_again(struct claim_latest *into, struct arena *arena, const struct claim_latest *from) {
    for (size_t i = 0; i < from->count; i++)
        claim_state(into, arena, from->day == TIME_NONE ? TIME_NONE : from->day * DAY_SECONDS,
                    from->amounts[i].amount, from->amounts[i].currency);
}

static void fill_claims(struct arena *arena, const struct bundle *bundle, struct store_tout *tout) {
    struct claim_latest price = {0}, target = {0};
    for (size_t i = 0; i < bundle->count; i++) {
        state_again(&price, arena, &bundle->pushes[i]->price);
        state_again(&target, arena, &bundle->pushes[i]->target);
    }
    tout->currency = claim_currency(&price, arena);
    if (!*tout->currency)
        tout->currency = claim_currency(&target, arena);
    tout->price = claim_median(&price, tout->currency);
    tout->target = claim_median(&target, tout->currency);
}

static void add_up(const struct bundle *bundle, struct store_tout *tout) {
    for (size_t i = 0; i < bundle->count; i++) {
        const struct push *push = bundle->pushes[i];
        tout->messages += push->messages;
        tout->recent += push->recent;
        tout->score = push->promotion.score > tout->score ? push->promotion.score : tout->score;
        tout->market = *tout->market ? tout->market : push->promotion.market;
        if (push->first == TIME_NONE)
            continue;
        tout->first_seen =
            tout->first_seen == TIME_NONE || push->first < tout->first_seen ? push->first : tout->first_seen;
        tout->last_seen = push->last > tout->last_seen ? push->last : tout->last_seen;
    }
    tout->market = *tout->market ? tout->market : bundle->best->promotion.listed.market;
    tout->rate = (double)tout->recent / DAY_HOURS;
}

/* What its campaigns' messages call it; the best one's kinds say of what type it is. */
static bool fill_names(struct reading *reading, const struct bundle *bundle, struct store_tout *tout) {
    struct promotion_names names;
    tout->name = "";
    for (size_t i = 0; i <= bundle->count; i++) {
        const struct push *push = i ? bundle->pushes[i - 1] : bundle->best;
        if (i && *tout->name)
            break;
        if (!promotion_names_read(reading->database, reading->arena, push->campaign, &push->promotion, &names,
                                  reading->error))
            return false;
        tout->name = promotion_company(&push->promotion, &names);
        tout->type = i ? tout->type : promotion_type(&push->promotion, &names);
    }
    if (!*tout->name)
        tout->name = bundle->best->promotion.listed.name;
    return true;
}

static bool add_tout(struct reading *reading, size_t root) {
    struct store_tout_list *list = &reading->list;
    struct bundle bundle = bundle_of(reading, root);
    struct store_tout tout = {.instrument = bundle.best->promotion.instrument,
                              .market = bundle.best->promotion.market,
                              .confidence = bundle.best->promotion.confidence,
                              .first_seen = TIME_NONE,
                              .last_seen = TIME_NONE};
    add_up(&bundle, &tout);
    if (reading->query->since != TIME_NONE && tout.last_seen < reading->query->since)
        return true;
    const char **ids = arena_alloc(reading->arena, bundle.count * sizeof *ids);
    for (size_t i = 0; i < bundle.count; i++)
        ids[i] = bundle.pushes[i]->id;
    tout.campaigns = ids;
    tout.campaign_count = bundle.count;
    fill_aliases(reading->arena, &bundle, &tout);
    fill_claims(reading->arena, &bundle, &tout);
    list->touts =
        arena_grow(reading->arena, list->touts, list->count, &reading->tout_capacity, sizeof *list->touts);
    list->touts[list->count++] = tout;
    return fill_names(reading, &bundle, &list->touts[list->count - 1]);
}

static int compare_touts(const void *a, const void *b) {
    const struct store_tout *x = a, *y = b;
    if (x->recent != y->recent)
        return x->recent > y->recent ? -1 : 1;
    if (x->messages != y->messages)
        return x->messages > y->messages ? -1 : 1;
    return strcmp(x->instrument, y->instrument);
}

static bool read_all(struct reading *reading) {
    struct store_tout_list *list = &reading->list;
    if (!read_share(reading) || !read_time(reading) || !read_pushes(reading) || !read_messages(reading))
        return false;
    drop_silent(reading);
    unite(reading);
    for (size_t i = 0; i < reading->push_count; i++)
        if (root_of(reading, i) == i && !add_tout(reading, i))
            return false;
    if (list->count)
        qsort(list->touts, list->count, sizeof *list->touts, compare_touts);
    list->matching = list->count;
    if (reading->query->limit && reading->query->limit < list->count)
        list->count = reading->query->limit;
    return true;
}

struct store_tout_list *store_touts(struct store *store, const struct store_tout_query *query,
                                    struct error *error) {
    struct reading *reading = allocate_zeroed(1, sizeof *reading);
    reading->arena = arena_new();
    reading->store = store;
    reading->database = &store->database;
    reading->query = query;
    reading->error = error;
    if (read_all(reading))
        return &reading->list;
    store_tout_list_free(&reading->list);
    return NULL;
}

void store_tout_list_free(struct store_tout_list *list) {
    struct reading *reading = (struct reading *)list;
    if (!reading)
        return;
    arena_free(reading->arena);
    free(reading);
}
