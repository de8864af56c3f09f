/* Campaigns summed up from their messages in one pass over assignment and mail (a campaign at a time, by the
 * index on assignment.campaign); nothing is kept, so nothing can be out of date. Cost: a microsecond or two a
 * message of the store. */
#include "store/campaign_list.h"

#include <stdlib.h>
#include <string.h>

#include "mail/mail.h"
#include "store/occasion.h"
#include "store/summary.h"

struct store_campaign_list_memory {
    struct store_campaign_list list; /* first: it is what the caller has */
    struct arena *arena;
    size_t capacity;
};

static bool is_wanted(const struct store_campaign *campaign, const struct store_campaign_query *query) {
    bool by_feed = !query->feed;
    for (size_t i = 0; i < campaign->feed_count && !by_feed; i++)
        by_feed = !strcmp(campaign->feeds[i].name, query->feed);
    bool undated = campaign->first_seen == TIME_NONE; /* in no stretch of time */
    bool begun = query->until == TIME_NONE || (!undated && campaign->first_seen < query->until);
    bool alive = query->since == TIME_NONE || (!undated && campaign->last_seen >= query->since);
    return by_feed && begun && alive && (!query->kind || !strcmp(query->kind, campaign->kind));
}

/* Negative: a comes first. */
static int compare_numbers(double a, double b) {
    return a > b ? -1 : a < b;
}

static double growth(const struct store_campaign *campaign) {
    return ((double)campaign->recent + 1) / ((double)campaign->before + 1);
}

static int compare_campaigns(const void *a, const void *b, void *context) {
    const struct store_campaign *x = a, *y = b;
    int order = 0;
    switch (*(const enum store_sort *)context) {
    case STORE_BY_SIZE:
        break;
    case STORE_BY_RECENT:
        order = compare_numbers((double)x->last_seen, (double)y->last_seen);
        break;
    case STORE_BY_GROWTH:
        order = compare_numbers(growth(x), growth(y));
        break;
    }
    if (!order)
        order = compare_numbers((double)x->messages, (double)y->messages);
    if (!order)
        order = compare_numbers((double)y->first_seen, (double)x->first_seen);
    return order ? order : strcmp(x->id, y->id);
}

static bool count_all(struct store *store, struct store_campaign_list *list, struct error *error) {
    int64_t messages, deliveries, linked, linked_deliveries;
    if (!database_number(&store->database, "SELECT count(*) FROM mail", 0, &messages, error) ||
        !database_number(&store->database, "SELECT count(*) FROM delivery", 0, &deliveries, error) ||
        !occasion_count_linked(&store->database, &linked, &linked_deliveries, error))
        return false;
    list->all_messages = (uint64_t)(messages - linked);
    list->all_deliveries = (uint64_t)(deliveries - linked_deliveries);
    return true;
}

static bool read_all(struct store *store, const struct store_campaign_query *query,
                     struct store_campaign_list_memory *memory, struct error *error) {
    struct store_campaign_list *list = &memory->list;
    struct summary *summary = summary_open(store, query->id, error);
    struct store_campaign campaign;
    enum store_step step = summary ? STORE_ROW : STORE_FAILED;
    while (step == STORE_ROW &&
           (step = summary_next(summary, memory->arena, &campaign, error)) == STORE_ROW) {
        list->all_campaigns++;
        if (!is_wanted(&campaign, query))
            continue;
        list->campaigns = arena_grow(memory->arena, list->campaigns, list->count, &memory->capacity,
                                     sizeof *list->campaigns);
        list->campaigns[list->count++] = campaign;
    }
    summary_close(summary);
    return step == STORE_END;
}

struct store_campaign_list *store_campaigns(struct store *store, const struct store_campaign_query *query,
                                            struct error *error) {
    struct store_campaign_list_memory *memory = allocate_zeroed(1, sizeof *memory);
    struct store_campaign_list *list = &memory->list;
    enum store_sort sort = query->sort;
    memory->arena = arena_new();
    if ((!query->id && !count_all(store, list, error)) || !read_all(store, query, memory, error)) {
        store_campaign_list_free(list);
        return NULL;
    }
    list->matching = list->count;
    if (list->count)
        qsort_r(list->campaigns, list->count, sizeof *list->campaigns, compare_campaigns, &sort);
    if (query->limit && query->limit < list->count)
        list->count = query->limit;
    return list;
}

void store_campaign_list_free(struct store_campaign_list *list) {
    if (!list)
        return;
    struct store_campaign_list_memory *memory = (struct store_campaign_list_memory *)list;
    arena_free(memory->arena);
    free(memory);
}

/* What a prefix may mean: the first campaign, in `old` and `id`, and in `other` a second one that it could
 * be, too. */
struct candidates {
    char old[STORE_ID_BYTES], id[STORE_ID_BYTES], other[STORE_ID_BYTES];
};

static int read_candidates(sqlite3_stmt *select, struct candidates *candidates) {
    int code = sqlite3_step(select);
    if (code != SQLITE_ROW)
        return code;
    sqlite3_snprintf(STORE_ID_BYTES, candidates->old, "%s", column_text(select, 0));
    sqlite3_snprintf(STORE_ID_BYTES, candidates->id, "%s", column_text(select, 1));
    bool whole = sqlite3_column_int(select, 2);
    while (!whole && !*candidates->other && (code = sqlite3_step(select)) == SQLITE_ROW)
        if (strcmp(candidates->id, column_text(select, 1)) != 0)
            sqlite3_snprintf(STORE_ID_BYTES, candidates->other, "%s", column_text(select, 0));
    return code == SQLITE_DONE ? SQLITE_ROW : code;
}

bool store_campaign_resolve(struct store *store, const char *asked, char id[STORE_ID_BYTES], bool *moved,
                            struct error *error) {
    /* No digit of an id is behind '~'. A whole id is the first of those that it begins. */
    static const char sql[] =
        "SELECT old.id, now.id, old.id = lower(trim(?1)) FROM campaign old"
        " JOIN assignment a ON a.mail = old.founder JOIN campaign now ON now.founder = a.campaign"
        " WHERE old.id >= lower(trim(?1)) AND old.id < lower(trim(?1)) || '~' AND trim(?1) != ''"
        " ORDER BY old.id";
    sqlite3_stmt *select = database_prepare(&store->database, sql, error);
    if (!select)
        return false;
    struct candidates candidates = {0};
    sqlite3_bind_text(select, 1, asked, -1, SQLITE_STATIC);
    int code = read_candidates(select, &candidates);
    sqlite3_reset(select);
    if (code == SQLITE_DONE)
        return error_set(error, "no campaign '%s' in the store; `weir campaigns` lists them", asked);
    if (code != SQLITE_ROW)
        return database_failed(&store->database, error);
    if (*candidates.other)
        return error_set(error, "'%s' may be %s, %s or more; type more of the id", asked, candidates.old,
                         candidates.other);
    memcpy(id, candidates.id, STORE_ID_BYTES);
    *moved = strcmp(id, candidates.old) != 0;
    return true;
}
