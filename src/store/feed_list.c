/* One pass over mail, its assignment and its deliveries, in order of the mail, all three sequential. What is
 * seen goes into records (campaign/feed_record.h) of feed and campaign, sender and recipient, the latter two
 * as hashes; so memory follows distinct ones, and 24 bytes for each delivery whose occasion is known. Cost:
 * about a microsecond a delivery. */
#include "store/feed_list.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "base/time.h"
#include "campaign/feed_link.h"
#include "store/address.h"
#include "store/base.h"
#include "store/schema.h"

/* What is known of one delivery, and of its mail. */
struct delivery {
    int64_t campaign, mail, received;
    bool has_sender, has_recipient, has_occasion;
    uint64_t sender, recipient, occasion; /* hashes */
    uint32_t feed;                        /* its number here, or that of wanted mail */
};

#define ROWS                                                                                                 \
    "SELECT a.campaign, m.id, m.received, m.src_ip, m.recipient, m.occasion, d.feed"                         \
    " FROM mail m CROSS JOIN assignment a ON a.mail = m.id CROSS JOIN delivery d ON d.mail = m.id"           \
    " WHERE NOT m.flags & ? ORDER BY m.id"
enum { CAMPAIGN, MAIL, RECEIVED, SENDER, RECIPIENT, OCCASION, FEED };

struct store_feed_list_memory {
    struct store_feed_list list; /* first: it is what the caller has */
    struct arena *arena;
};

/* A pass under way. */
struct comparison {
    struct store *store;
    const struct store_feed_query *query;
    struct store_feed_list_memory *memory;
    uint32_t all, wanted; /* numbers that are no feed's: of all together, of wanted mail */
    uint32_t *numbers;    /* by the feed's id in the store */
    size_t number_count;
    size_t feed_capacity;
    int64_t *last_mails; /* that each feed had, and all together */
    struct feed_records campaigns, senders, recipients;
    struct feed_sighting *sightings;
    size_t sighting_count, sighting_capacity;
};

static void comparison_free(struct comparison *comparison) {
    feed_records_free(&comparison->campaigns);
    feed_records_free(&comparison->senders);
    feed_records_free(&comparison->recipients);
    free(comparison->numbers);
    free(comparison->last_mails);
    free(comparison->sightings);
}

/* A feed's number by its id; until all are known, those of wanted mail are marked so. */
static void number_feed(struct comparison *comparison, int64_t id, uint32_t number) {
    size_t count = comparison->number_count;
    if ((size_t)id >= count) {
        comparison->number_count = (size_t)id + 1;
        comparison->numbers = reallocate(comparison->numbers, comparison->number_count * sizeof(uint32_t));
        memset(comparison->numbers + count, 0, (comparison->number_count - count) * sizeof(uint32_t));
    }
    comparison->numbers[id] = number;
}

static bool is_wanted_role(const char *role) {
    return !strcmp(role, "ham") || !strcmp(role, "newsletter");
}

static void add_feed(struct comparison *comparison, sqlite3_stmt *row) {
    struct arena *arena = comparison->memory->arena;
    struct store_feed_list *list = &comparison->memory->list;
    const char *role = column_text(row, 2);
    int64_t id = sqlite3_column_int64(row, 0);
    if (is_wanted_role(role)) {
        number_feed(comparison, id, UINT32_MAX);
        list->wanted_feeds++;
        return;
    }
    number_feed(comparison, id, (uint32_t)list->count);
    list->feeds =
        arena_grow(arena, list->feeds, list->count, &comparison->feed_capacity, sizeof *list->feeds);
    list->feeds[list->count++] = (struct store_feed_row){
        .facts = {.id = id},
        .volume = {.first_seen = TIME_NONE, .last_seen = TIME_NONE},
    };
}

static bool read_feeds(struct comparison *comparison, struct error *error) {
    struct database *database = &comparison->store->database;
    sqlite3_stmt *select = database_prepare(database, "SELECT id, name, role FROM feed ORDER BY name", error);
    int code;
    if (!select)
        return false;
    while ((code = sqlite3_step(select)) == SQLITE_ROW)
        add_feed(comparison, select);
    sqlite3_reset(select);
    struct store_feed_list *list = &comparison->memory->list;
    for (size_t i = 0; code == SQLITE_DONE && i < list->count; i++)
        if (!feed_read(comparison->store, comparison->memory->arena, list->feeds[i].facts.id,
                       &list->feeds[i].facts, error))
            return false;
    comparison->all = (uint32_t)list->count;
    comparison->wanted = comparison->all + 1;
    comparison->last_mails = allocate_zeroed(comparison->all + 1, sizeof *comparison->last_mails);
    for (size_t i = 0; i < comparison->number_count; i++)
        if (comparison->numbers[i] == UINT32_MAX)
            comparison->numbers[i] = comparison->wanted;
    return code == SQLITE_DONE || database_failed(database, error);
}

static bool read_hash(sqlite3_stmt *row, int column, uint64_t *hash) {
    *hash = (uint64_t)sqlite3_column_int64(row, column);
    return sqlite3_column_type(row, column) != SQLITE_NULL;
}

static struct delivery read_delivery(const struct comparison *comparison, sqlite3_stmt *row) {
    struct slice host = column_blob(row, SENDER);
    struct delivery delivery = {
        .campaign = sqlite3_column_int64(row, CAMPAIGN),
        .mail = sqlite3_column_int64(row, MAIL),
        .received = column_time(row, RECEIVED),
        .has_sender = host.size == ADDRESS_BYTES,
        .feed = comparison->numbers[sqlite3_column_int64(row, FEED)],
    };
    delivery.sender = XXH3_64bits(host.data, host.size);
    delivery.has_recipient = read_hash(row, RECIPIENT, &delivery.recipient);
    delivery.has_occasion = read_hash(row, OCCASION, &delivery.occasion);
    return delivery;
}

static void count_message(struct store_feed_volume *volume, const struct delivery *delivery) {
    volume->messages++;
    volume->located += delivery->has_sender;
    volume->addressed += delivery->has_recipient;
    if (delivery->received == TIME_NONE)
        return;
    volume->dated++;
    if (volume->first_seen == TIME_NONE || delivery->received < volume->first_seen)
        volume->first_seen = delivery->received;
    if (delivery->received > volume->last_seen)
        volume->last_seen = delivery->received;
}

static void add_sighting(struct comparison *comparison, const struct delivery *delivery, bool new_mail) {
    if (comparison->sighting_count == comparison->sighting_capacity) {
        comparison->sighting_capacity =
            comparison->sighting_capacity ? 2 * comparison->sighting_capacity : 64;
        comparison->sightings =
            reallocate(comparison->sightings, comparison->sighting_capacity * sizeof(struct feed_sighting));
    }
    comparison->sightings[comparison->sighting_count++] = (struct feed_sighting){
        .occasion = delivery->occasion,
        .item = (uint64_t)delivery->campaign,
        .feed = delivery->feed,
        .new_mail = new_mail,
    };
}

/* The first delivery of this mail in its feed. */
static void add_message(struct comparison *comparison, const struct delivery *delivery) {
    uint32_t feed = delivery->feed;
    count_message(&comparison->memory->list.feeds[feed].volume, delivery);
    feed_records_add(&comparison->campaigns, (uint64_t)delivery->campaign, feed, delivery->received);
    if (delivery->has_sender)
        feed_records_add(&comparison->senders, delivery->sender, feed, TIME_NONE);
    if (delivery->has_recipient)
        feed_records_add(&comparison->recipients, delivery->recipient, feed, TIME_NONE);
}

static bool is_within(const struct store_feed_query *query, int64_t received) {
    bool open = query->since == TIME_NONE && query->until == TIME_NONE;
    bool begun = query->since == TIME_NONE || received >= query->since;
    bool over = query->until != TIME_NONE && received >= query->until;
    return open || (received != TIME_NONE && begun && !over);
}

static void add_delivery(struct comparison *comparison, const struct delivery *delivery) {
    struct store_feed_list *list = &comparison->memory->list;
    int64_t *last = &comparison->last_mails[delivery->feed], *last_of_all;
    last_of_all = &comparison->last_mails[comparison->all];
    list->feeds[delivery->feed].volume.deliveries++;
    list->all.deliveries++;
    if (delivery->has_occasion)
        add_sighting(comparison, delivery, *last_of_all != delivery->mail);
    if (*last != delivery->mail)
        add_message(comparison, delivery);
    if (*last_of_all != delivery->mail) {
        count_message(&list->all, delivery);
        feed_records_add(&comparison->campaigns, (uint64_t)delivery->campaign, comparison->all,
                         delivery->received);
    }
    *last = *last_of_all = delivery->mail;
}

static bool read_deliveries(struct comparison *comparison, struct error *error) {
    struct database *database = &comparison->store->database;
    sqlite3_stmt *rows = database_prepare(database, ROWS, error);
    int code;
    if (!rows)
        return false;
    sqlite3_bind_int(rows, 1, FLAG_INDIRECT);
    while ((code = sqlite3_step(rows)) == SQLITE_ROW) {
        const struct delivery delivery = read_delivery(comparison, rows);
        /* Wanted mail of any time tells what its campaign is. */
        if (delivery.feed == comparison->wanted)
            feed_records_add(&comparison->campaigns, (uint64_t)delivery.campaign, comparison->wanted,
                             TIME_NONE);
        else if (is_within(comparison->query, delivery.received))
            add_delivery(comparison, &delivery);
    }
    sqlite3_reset(rows);
    return code == SQLITE_DONE || database_failed(database, error);
}

static void fill_purity(const struct comparison *comparison, struct store_feed_list *list) {
    double *purity = arena_alloc(comparison->memory->arena, list->count * sizeof *purity);
    feed_purity_make(&comparison->campaigns, list->count, comparison->wanted, purity);
    for (size_t i = 0; i < list->count; i++)
        list->feeds[i].purity = list->wanted_feeds ? purity[i] : NAN;
}

static void fill_recipients(struct comparison *comparison, struct store_feed_list *list) {
    struct feed_coverage recipients;
    feed_coverage_make(comparison->memory->arena, &comparison->recipients, list->count, &recipients);
    list->all.recipients = recipients.items;
    for (size_t i = 0; i < list->count; i++)
        list->feeds[i].volume.recipients = recipients.seen[i].items;
}

/* Takes out what is below query->least. */
static void leave_out_small(struct comparison *comparison) {
    struct feed_records *campaigns = &comparison->campaigns;
    size_t kept = 0;
    for (size_t begin = 0, end; begin < campaigns->count; begin = end) {
        uint64_t messages = 0;
        end = feed_records_end(campaigns, begin);
        for (size_t i = begin; i < end; i++)
            messages = campaigns->records[i].feed == comparison->all ? campaigns->records[i].count : messages;
        for (size_t i = begin; i < end && messages && messages >= comparison->query->least; i++)
            campaigns->records[kept++] = campaigns->records[i];
    }
    campaigns->count = kept;
}

static void fill_figures(struct comparison *comparison, struct store_feed_list *list) {
    struct arena *arena = comparison->memory->arena;
    feed_records_settle(&comparison->campaigns);
    feed_records_settle(&comparison->senders);
    feed_records_settle(&comparison->recipients);
    struct feed_repeats repeats =
        feed_link(comparison->sightings, comparison->sighting_count, &comparison->campaigns, comparison->all);
    list->all.messages -= repeats.messages;
    list->all.deliveries -= repeats.deliveries;
    fill_purity(comparison, list);
    fill_recipients(comparison, list);
    leave_out_small(comparison);
    feed_coverage_make(arena, &comparison->campaigns, list->count, &list->campaigns);
    feed_coverage_make(arena, &comparison->senders, list->count, &list->senders);
    feed_proportion_make(arena, &comparison->campaigns, list->count, &list->proportion);
    feed_delays_make(arena, &comparison->campaigns, list->count, &list->delays);
}

struct store_feed_list *store_feeds(struct store *store, const struct store_feed_query *query,
                                    struct error *error) {
    struct store_feed_list_memory *memory = allocate_zeroed(1, sizeof *memory);
    struct comparison comparison = {.store = store, .query = query, .memory = memory};
    memory->arena = arena_new();
    memory->list.all.first_seen = memory->list.all.last_seen = TIME_NONE;
    bool good = read_feeds(&comparison, error) && read_deliveries(&comparison, error);
    if (good)
        fill_figures(&comparison, &memory->list);
    comparison_free(&comparison);
    if (good)
        return &memory->list;
    store_feed_list_free(&memory->list);
    return NULL;
}

void store_feed_list_free(struct store_feed_list *list) {
    if (!list)
        return;
    struct store_feed_list_memory *memory = (struct store_feed_list_memory *)list;
    arena_free(memory->arena);
    free(memory);
}
