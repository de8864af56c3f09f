/* A run as scores need it: mails with their truth, feed, campaign and group, and all verdicts.
 *
 * Mails of one campaign, and wanted mails of one sender, stand and fall together, so that they are one draw
 * and not many (bench/interval.h). Campaigns are those that the store sees now: they say which mails go
 * together and nothing of what they truly are. Labels that are given here replace what the manifest said.
 *
 * Cost: a pass over the manifest, one over the verdicts, and one over the store's campaigns for their names
 * (summary.h: a microsecond or two a message of the store). */
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "base/radix.h"
#include "base/time.h"
#include "store/base.h"
#include "store/bench.h"
#include "store/bench_label.h"
#include "store/bench_verdict.h"
#include "store/summary.h"

/* Kinds of groups, in the lowest bits of their numbers, so that no two kinds share one. */
enum group_kind { GROUP_CAMPAIGN, GROUP_SPAM_ALONE, GROUP_SENDER, GROUP_WANTED_ALONE };
#define GROUP_BITS 2

/* A mail while the table is made. */
struct table_mail {
    struct score_mail mail;
    int64_t feed, founder; /* rows of both; founder 0: of no campaign */
    const char *sender;    /* as the store shows it */
    const char *feed_name, *source;
    int64_t id; /* of the mail's bytes, for labels; 0 lost */
};

struct table_work {
    struct store *store;
    struct arena *arena;
    const struct bench_run *run;
    struct table_mail *mails;
    size_t count, capacity;
    int64_t *numbers; /* [mail]: of the item; rising */
    size_t number_capacity;
    struct score_table *table;
    struct error *error;
};

/* --- mails --- */

enum { NUMBER, ROLE, CLASSES, FEED, FEED_NAME, RECEIVED, SOURCE, MAIL, SENDER, CAMPAIGN };

static bool add_mail(struct table_work *work, sqlite3_stmt *row) {
    if (work->count == work->capacity)
        work->mails = arena_grow(work->arena, work->mails, work->count, &work->capacity, sizeof *work->mails);
    if (work->count == work->number_capacity)
        work->numbers = arena_grow(work->arena, work->numbers, work->count, &work->number_capacity,
                                   sizeof *work->numbers);
    struct table_mail *mail = &work->mails[work->count];
    *mail = (struct table_mail){
        .mail = {.classes = (unsigned)sqlite3_column_int64(row, CLASSES),
                 .campaign = SIZE_MAX,
                 .received = column_time(row, RECEIVED)},
        .feed = sqlite3_column_int64(row, FEED),
        .founder = sqlite3_column_int64(row, CAMPAIGN),
        .sender = arena_string(work->arena, column_text(row, SENDER)),
        .feed_name = arena_string(work->arena, column_text(row, FEED_NAME)),
        .source = arena_string(work->arena, column_text(row, SOURCE)),
        .id = sqlite3_column_int64(row, MAIL),
    };
    work->numbers[work->count++] = sqlite3_column_int64(row, NUMBER);
    return bench_role_named(column_text(row, ROLE), &mail->mail.role) ||
           error_set(work->error, "%s is damaged: mail %lld of a corpus has no role; `weir check` says more",
                     work->store->database_path, (long long)sqlite3_column_int64(row, NUMBER));
}

static bool read_mails(struct table_work *work) {
    struct database *database = &work->store->database;
    sqlite3_stmt *select = database_prepare(
        database,
        "SELECT i.number, i.role, i.classes, i.feed, f.name, i.received, d.source, m.id, m.sender, a.campaign"
        " FROM bench_item i LEFT JOIN feed f ON f.id = i.feed LEFT JOIN delivery d ON d.seq = i.delivery"
        " LEFT JOIN mail m ON m.id = d.mail LEFT JOIN assignment a ON a.mail = m.id"
        " WHERE i.corpus = ? AND i.excluded IS NULL ORDER BY i.number",
        work->error);
    bool good = true;
    int code = SQLITE_DONE;
    if (!select)
        return false;
    sqlite3_bind_int64(select, 1, work->run->corpus_id);
    while (good && (code = sqlite3_step(select)) == SQLITE_ROW)
        good = add_mail(work, select);
    sqlite3_reset(select);
    return good && (code == SQLITE_DONE || database_failed(database, work->error));
}

/* --- labels --- */

static const char *truth_text(struct arena *arena, enum bench_role role, unsigned classes) {
    const char *more = bench_classes_text(arena, classes & ~bench_role_class(role));
    return *more ? arena_printf(arena, "%s,%s", bench_role_name(role), more) : bench_role_name(role);
}

static bool relabel(struct table_work *work, const char *const *files, size_t file_count,
                    struct bench_changes *changes) {
    struct bench_labels labels;
    size_t capacity = 0;
    if (!bench_labels_read(work->arena, files, file_count, &labels, work->error))
        return false;
    const struct bench_label **found = arena_alloc(work->arena, work->count * sizeof *found);
    for (size_t i = 0; i < work->count; i++)
        found[i] = bench_labels_find(&labels, work->mails[i].source, work->mails[i].id);
    for (size_t i = 0; i < work->count; i++) {
        const struct bench_label *label = found[i];
        struct score_mail *mail = &work->mails[i].mail;
        if (label && label->ambiguous)
            return error_set(work->error, "%s line %zu: '%s' fits several mails: name more of their sources",
                             files[label->file], label->line, label->message);
        if (!label || (label->role == mail->role && label->classes == mail->classes))
            continue;
        if (changes && changes->count == capacity)
            changes->items =
                arena_grow(work->arena, changes->items, changes->count, &capacity, sizeof *changes->items);
        if (changes)
            changes->items[changes->count++] =
                (struct bench_change){work->mails[i].feed_name, work->mails[i].source,
                                      truth_text(work->arena, mail->role, mail->classes),
                                      truth_text(work->arena, label->role, label->classes)};
        mail->role = label->role;
        mail->classes = label->classes;
    }
    return bench_labels_used(&labels, work->error);
}

/* --- feeds, campaigns, groups --- */

static void number_feeds(struct table_work *work) {
    struct radix_pair *pairs = allocate((work->count + 1) * sizeof *pairs);
    const char **feeds = arena_alloc(work->arena, work->count * sizeof *feeds);
    size_t count = 0;
    for (size_t i = 0; i < work->count; i++)
        pairs[i] = (struct radix_pair){(uint64_t)work->mails[i].feed, i};
    radix_sort_pairs(pairs, work->count);
    for (size_t i = 0; i < work->count; i++) {
        struct table_mail *mail = &work->mails[pairs[i].value];
        if (!i || pairs[i].key != pairs[i - 1].key)
            feeds[count++] = mail->feed_name;
        mail->mail.feed = count - 1;
    }
    free(pairs);
    work->table->feeds = feeds;
    work->table->feed_count = count;
}

/* Fills id and kind. */
static bool read_campaign(struct table_work *work, int64_t founder, struct score_campaign *campaign) {
    struct database *database = &work->store->database;
    sqlite3_stmt *select = database_prepare(database,
                                            "SELECT c.id, v.tout FROM campaign c LEFT JOIN verdict v"
                                            " ON v.campaign = c.founder WHERE c.founder = ?",
                                            work->error);
    bool found;
    if (!select)
        return false;
    sqlite3_bind_int64(select, 1, founder);
    if (!database_row(database, select, &found, work->error))
        return false;
    *campaign = (struct score_campaign){.id = found ? arena_string(work->arena, column_text(select, 0)) : "",
                                        .name = "",
                                        .kind = found && sqlite3_column_int(select, 1) ? "tout" : "other",
                                        .first_seen = TIME_NONE};
    sqlite3_reset(select);
    return true;
}

static void note_first(struct score_campaign *campaign, int64_t received) {
    if (received != TIME_NONE && (campaign->first_seen == TIME_NONE || received < campaign->first_seen))
        campaign->first_seen = received;
}

static int compare_ids(const void *a, const void *b) {
    const struct score_campaign *const *left = a, *const *right = b;
    return strcmp((*left)->id, (*right)->id);
}

/* As `weir campaigns` calls them. */
static bool name_campaigns(struct table_work *work, struct score_campaign *campaigns, size_t count) {
    struct score_campaign **by_id = allocate((count + 1) * sizeof *by_id);
    struct arena *arena = arena_new();
    struct summary *summary = count ? summary_open(work->store, NULL, work->error) : NULL;
    enum store_step step = count && !summary ? STORE_FAILED : STORE_END;
    struct store_campaign found;
    for (size_t i = 0; i < count; i++)
        by_id[i] = &campaigns[i];
    qsort(by_id, count, sizeof *by_id, compare_ids);
    while (summary && (step = summary_next(summary, arena, &found, work->error)) == STORE_ROW) {
        const struct score_campaign key = {.id = found.id}, *const wanted = &key;
        struct score_campaign **named = bsearch(&wanted, by_id, count, sizeof *by_id, compare_ids);
        if (named)
            (*named)->name = arena_string(work->arena, found.name);
        arena_reset(arena);
    }
    summary_close(summary);
    arena_free(arena);
    free(by_id);
    return step == STORE_END;
}

static bool number_campaigns(struct table_work *work) {
    struct radix_pair *pairs = allocate((work->count + 1) * sizeof *pairs);
    struct score_campaign *campaigns = NULL;
    size_t assigned = 0, count = 0, capacity = 0;
    bool good = true;
    for (size_t i = 0; i < work->count; i++)
        if (work->mails[i].founder)
            pairs[assigned++] = (struct radix_pair){(uint64_t)work->mails[i].founder, i};
    radix_sort_pairs(pairs, assigned);
    for (size_t i = 0; good && i < assigned; i++) {
        struct score_mail *mail = &work->mails[pairs[i].value].mail;
        if (!i || pairs[i].key != pairs[i - 1].key) {
            if (count == capacity)
                campaigns = arena_grow(work->arena, campaigns, count, &capacity, sizeof *campaigns);
            good = read_campaign(work, (int64_t)pairs[i].key, &campaigns[count++]);
        }
        mail->campaign = count - 1;
        note_first(&campaigns[count - 1], mail->received);
    }
    free(pairs);
    work->table->campaigns = campaigns;
    work->table->campaign_count = count;
    return good && name_campaigns(work, campaigns, count);
}

/* Hash of the address in "Name <address>", in any case; 0: there is none. */
static uint64_t sender_hash(const char *sender) {
    const char *open = strrchr(sender, '<');
    const char *address = open ? open + 1 : sender;
    size_t size = strcspn(address, ">");
    char lower[320]; /* an address is no longer (RFC 5321) */
    if (!memchr(address, '@', size))
        return 0;
    size = size < sizeof lower ? size : sizeof lower;
    for (size_t i = 0; i < size; i++)
        lower[i] = (char)tolower((unsigned char)address[i]);
    return XXH3_64bits(lower, size);
}

static void group_mail(const struct table_work *work, size_t i) {
    struct table_mail *mail = &work->mails[i];
    bool spam = bench_role_is_spam(mail->mail.role);
    uint64_t number = spam ? (uint64_t)mail->founder : sender_hash(mail->sender);
    enum group_kind kind = spam ? GROUP_CAMPAIGN : GROUP_SENDER;
    if (!number) {
        number = (uint64_t)work->numbers[i];
        kind = spam ? GROUP_SPAM_ALONE : GROUP_WANTED_ALONE;
    }
    mail->mail.group = number << GROUP_BITS | kind;
}

/* --- verdicts --- */

/* The place of an item among the mails; count: it is not tested. */
static size_t place_of(const int64_t *numbers, size_t count, int64_t number) {
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (numbers[middle] < number)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && numbers[low] == number ? low : count;
}

static struct score_verdict read_verdict(sqlite3_stmt *row) {
    int64_t state = sqlite3_column_int64(row, 2);
    bool scored = sqlite3_column_type(row, 3) != SQLITE_NULL;
    bool known = state >= ANSWER_PASS && state <= ANSWER_BROKEN;
    return (struct score_verdict){.there = true,
                                  .state = known ? (enum answer_state)state : ANSWER_BROKEN,
                                  .score = scored ? sqlite3_column_double(row, 3) : NAN,
                                  .handed_over_ms = sqlite3_column_int64(row, 4),
                                  .answered_ms = sqlite3_column_int64(row, 5),
                                  .tries = (unsigned)sqlite3_column_int64(row, 6)};
}

static bool read_verdicts(struct table_work *work) {
    struct database *database = &work->store->database;
    size_t products = work->run->product_count, at;
    struct score_verdict *verdicts = arena_alloc(work->arena, products * work->count * sizeof *verdicts);
    sqlite3_stmt *select = database_prepare(
        database,
        "SELECT product, item, state, score, handed_over, answered, tries FROM bench_verdict WHERE run = ?"
        " AND state IS NOT NULL",
        work->error);
    int code;
    if (!select)
        return false;
    sqlite3_bind_int64(select, 1, work->run->id);
    while ((code = sqlite3_step(select)) == SQLITE_ROW) {
        uint64_t product = (uint64_t)sqlite3_column_int64(select, 0);
        at = place_of(work->numbers, work->count, sqlite3_column_int64(select, 1));
        if (product < products && at < work->count)
            verdicts[product * work->count + at] = read_verdict(select);
    }
    sqlite3_reset(select);
    for (size_t i = 0; i < products * work->count; i++)
        verdicts[i].score = verdicts[i].there ? verdicts[i].score : NAN;
    work->table->verdicts = verdicts;
    return code == SQLITE_DONE || database_failed(database, work->error);
}

/* Every mail that it was asked came to it within an hour. */
static bool is_live(const struct table_work *work, size_t product) {
    const struct score_verdict *verdicts = work->table->verdicts + product * work->count;
    bool any = false;
    for (size_t i = 0; i < work->count; i++) {
        int64_t received = work->mails[i].mail.received;
        if (!verdicts[i].there)
            continue;
        if (received == TIME_NONE || !bench_is_live(verdicts[i].handed_over_ms - 1000 * received))
            return false;
        any = true;
    }
    return any;
}

static void fill_products(struct table_work *work) {
    const struct bench_run *run = work->run;
    struct score_product *products = arena_alloc(work->arena, run->product_count * sizeof *products);
    for (size_t i = 0; i < run->product_count; i++)
        products[i] = (struct score_product){.name = run->products[i].name,
                                             .product_class = run->products[i].product_class,
                                             .miswired = run->products[i].state == PRODUCT_MISWIRED,
                                             .live = is_live(work, i)};
    work->table->products = products;
    work->table->product_count = run->product_count;
}

static void fill_mails(struct table_work *work) {
    struct score_mail *mails = arena_alloc(work->arena, work->count * sizeof *mails);
    for (size_t i = 0; i < work->count; i++) {
        group_mail(work, i);
        mails[i] = work->mails[i].mail;
    }
    work->table->mails = mails;
    work->table->mail_count = work->count;
}

bool store_bench_table(struct store *store, struct arena *arena, const struct bench_run *run,
                       const char *const *labels, size_t label_count, struct score_table *table,
                       struct bench_changes *changes, struct error *error) {
    struct table_work work = {.store = store, .arena = arena, .run = run, .table = table, .error = error};
    *table = (struct score_table){0};
    if (changes)
        *changes = (struct bench_changes){0};
    if (!read_mails(&work) || (label_count && !relabel(&work, labels, label_count, changes)))
        return false;
    number_feeds(&work);
    if (!number_campaigns(&work) || !read_verdicts(&work))
        return false;
    fill_products(&work);
    fill_mails(&work);
    return true;
}

/* --- rows --- */

static bool read_natives(struct store *store, struct arena *arena, const struct bench_run *run,
                         struct bench_row *rows, const int64_t *numbers, size_t count, struct error *error) {
    struct database *database = &store->database;
    sqlite3_stmt *select = database_prepare(
        database, "SELECT product, item, native FROM bench_verdict WHERE run = ? AND state IS NOT NULL",
        error);
    int code;
    if (!select)
        return false;
    const char **natives = arena_alloc(arena, run->product_count * count * sizeof *natives);
    for (size_t i = 0; i < run->product_count * count; i++)
        natives[i] = "";
    for (size_t i = 0; i < count; i++)
        rows[i].natives = natives + i * run->product_count;
    sqlite3_bind_int64(select, 1, run->id);
    while ((code = sqlite3_step(select)) == SQLITE_ROW) {
        uint64_t product = (uint64_t)sqlite3_column_int64(select, 0);
        size_t at = place_of(numbers, count, sqlite3_column_int64(select, 1));
        if (product < run->product_count && at < count)
            natives[at * run->product_count + product] = arena_string(arena, column_text(select, 2));
    }
    sqlite3_reset(select);
    return code == SQLITE_DONE || database_failed(database, error);
}

bool store_bench_rows(struct store *store, struct arena *arena, const struct bench_run *run,
                      struct bench_row **rows, struct error *error) {
    struct bench_items *items = store_bench_items_open(store, run->corpus_id, error);
    size_t count = 0, row_capacity = 0, number_capacity = 0;
    int64_t *numbers = NULL;
    struct bench_item item;
    enum store_step step = STORE_FAILED;
    *rows = NULL;
    while (items && (step = store_bench_items_next(items, &item, error)) == STORE_ROW) {
        if (*item.excluded)
            continue;
        if (count == row_capacity)
            *rows = arena_grow(arena, *rows, count, &row_capacity, sizeof **rows);
        if (count == number_capacity)
            numbers = arena_grow(arena, numbers, count, &number_capacity, sizeof *numbers);
        (*rows)[count] = (struct bench_row){.source = arena_string(arena, item.source), .seq = item.seq};
        numbers[count++] = (int64_t)item.number;
    }
    store_bench_items_close(items);
    return step == STORE_END && read_natives(store, arena, run, *rows, numbers, count, error);
}
