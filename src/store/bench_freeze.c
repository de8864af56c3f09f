/* Freezing a corpus: which mails are tested, what each truly is, and who says so.
 *
 * Truth comes from the role of a mail's feed or from a label, which wins; never from what weir itself makes
 * of it, for weir is not the judge of filters. Where nobody says anything, or where two things are said of
 * the same bytes, a mail is left out, and its line says why.
 *
 * One walk over the deliveries in order of the store, with the head of each tested mail read to see which
 * server took it in (bench_apart.c); a sort by receipt; one transaction. Cost: about 30 microseconds a mail,
 * most of it to decompress them. */
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <xxhash.h>

#include "base/radix.h"
#include "base/time.h"
#include "mail/received.h"
#include "store/base.h"
#include "store/bench.h"
#include "store/bench_apart.h"
#include "store/bench_label.h"
#include "store/bench_manifest.h"
#include "store/schema.h"
#include "store/simulated.h"

#define HASH_BYTES    16
#define ADDRESS_BYTES 16

/* A feed, as this corpus sees it. */
struct source_feed {
    int64_t id;
    const char *name;
    bool wanted, simulated;
    bool known; /* its role says what its mail is: */
    enum bench_role role;
    const char *truth; /* and who says that */
};

struct item {
    uint64_t seq;
    int64_t mail, received;
    const struct source_feed *feed;
    const struct bench_label *label; /* NULL none */
    uint8_t hash[HASH_BYTES], address[ADDRESS_BYTES];
    bool known;
    enum bench_role role;
    unsigned classes;
    const char *truth, *excluded; /* "" if it is tested */
};

struct freeze {
    struct store *store;
    struct arena *arena;
    const struct corpus_settings *settings;
    struct source_feed *feeds;
    size_t feed_count;
    struct bench_labels labels;
    const char **label_truths; /* [file] */
    struct item *items;        /* in order of the store */
    size_t count, capacity;
    size_t *order; /* of receipt */
    const char *apart;
    char digest[BENCH_DIGEST_BYTES];
    struct error *error;
};

/* --- feeds --- */

static const struct corpus_feed *named_feed(const struct corpus_settings *settings, const char *name) {
    for (size_t i = 0; i < settings->feed_count; i++)
        if (!strcmp(settings->feeds[i].name, name))
            return &settings->feeds[i];
    return NULL;
}

/* Without a list it is every feed with a role; and all others, too, where labels may tell of their mail. */
static void read_feed(struct freeze *freeze, sqlite3_stmt *row, struct source_feed *feed) {
    const struct corpus_settings *settings = freeze->settings;
    const char *role = column_text(row, 2);
    feed->id = sqlite3_column_int64(row, 0);
    feed->name = arena_string(freeze->arena, column_text(row, 1));
    feed->simulated = !strcmp(role, ROLE_SIMULATED);
    const struct corpus_feed *named = named_feed(settings, feed->name);
    const char *said = named && named->role ? named->role : role;
    feed->known = bench_role_named(said, &feed->role);
    feed->truth = said == role ? arena_printf(freeze->arena, "role of feed %s", feed->name)
                               : arena_printf(freeze->arena, "configuration, of feed %s", feed->name);
    feed->wanted =
        settings->feed_count ? named != NULL : feed->known || feed->simulated || settings->label_count;
}

static bool read_feeds(struct freeze *freeze) {
    struct database *database = &freeze->store->database;
    const struct corpus_settings *settings = freeze->settings;
    sqlite3_stmt *select =
        database_prepare(database, "SELECT id, name, role FROM feed ORDER BY id", freeze->error);
    size_t capacity = 0, named = 0;
    int code;
    if (!select)
        return false;
    while ((code = sqlite3_step(select)) == SQLITE_ROW) {
        if (freeze->feed_count == capacity)
            freeze->feeds = arena_grow(freeze->arena, freeze->feeds, freeze->feed_count, &capacity,
                                       sizeof *freeze->feeds);
        struct source_feed *feed = &freeze->feeds[freeze->feed_count++];
        *feed = (struct source_feed){0};
        read_feed(freeze, select, feed);
        named += named_feed(settings, feed->name) != NULL;
    }
    sqlite3_reset(select);
    if (code != SQLITE_DONE)
        return database_failed(database, freeze->error);
    if (named == settings->feed_count)
        return true;
    for (size_t i = 0; i < settings->feed_count; i++) {
        size_t at = 0;
        while (at < freeze->feed_count && strcmp(freeze->feeds[at].name, settings->feeds[i].name) != 0)
            at++;
        if (at == freeze->feed_count)
            return error_set(
                freeze->error,
                "corpus '%s' names feed '%s', which is not in the store; `weir feeds` lists them",
                settings->name, settings->feeds[i].name);
    }
    return true;
}

/* --- mails --- */

static const struct source_feed *feed_of(const struct freeze *freeze, int64_t id) {
    for (size_t i = 0; i < freeze->feed_count; i++)
        if (freeze->feeds[i].id == id)
            return &freeze->feeds[i];
    return NULL;
}

static bool is_in_time(const struct corpus_settings *settings, int64_t received) {
    if (received == TIME_NONE)
        return settings->since == TIME_NONE && settings->until == TIME_NONE;
    return (settings->since == TIME_NONE || received >= settings->since) &&
           (settings->until == TIME_NONE || received < settings->until);
}

enum { SEQ, FEED, SOURCE, MAIL, HASH, RECEIVED, FLAGS, UNREADABLE, ADDRESS };

static void judge(struct freeze *freeze, sqlite3_stmt *row, struct item *item) {
    const char *unreadable = column_text(row, UNREADABLE);
    item->label = bench_labels_find(&freeze->labels, column_text(row, SOURCE), item->mail);
    item->known = item->label || item->feed->known;
    item->truth = item->excluded = "";
    if (item->label) {
        item->role = item->label->role;
        item->classes = item->label->classes;
        item->truth = freeze->label_truths[item->label->file];
    } else if (item->feed->known) {
        item->role = item->feed->role;
        item->classes = bench_role_class(item->role);
        item->truth = item->feed->truth;
    }
    if (*unreadable)
        item->excluded = arena_printf(freeze->arena, "unreadable: %s", unreadable);
    else if (sqlite3_column_int64(row, FLAGS) & FLAG_REPORTED)
        item->excluded = "it stands in a report, its own bytes are not there";
    else if (!item->known)
        item->excluded = "no label, and its feed's role says nothing of it";
}

static bool add_item(struct freeze *freeze, sqlite3_stmt *row, const struct source_feed *feed,
                     int64_t received) {
    struct slice hash = column_blob(row, HASH), address = column_blob(row, ADDRESS);
    if (feed->simulated && !*column_text(row, UNREADABLE))
        return error_set(freeze->error,
                         "feed '%s' holds simulated mail, of which no filter can be judged: a corpus that "
                         "names its feeds leaves it out: corpora { %s { feeds = [...] } }",
                         feed->name, freeze->settings->name);
    if (freeze->count == freeze->capacity) {
        freeze->capacity = freeze->capacity ? 2 * freeze->capacity : 1024;
        freeze->items = reallocate(freeze->items, freeze->capacity * sizeof *freeze->items);
    }
    struct item *item = &freeze->items[freeze->count++];
    *item = (struct item){.seq = (uint64_t)sqlite3_column_int64(row, SEQ),
                          .mail = sqlite3_column_int64(row, MAIL),
                          .received = received,
                          .feed = feed};
    if (hash.size == sizeof item->hash)
        memcpy(item->hash, hash.data, hash.size);
    if (address.size == sizeof item->address)
        memcpy(item->address, address.data, address.size);
    judge(freeze, row, item);
    return true;
}

static bool read_mails(struct freeze *freeze) {
    struct database *database = &freeze->store->database;
    sqlite3_stmt *select = database_prepare(
        database,
        "SELECT d.seq, d.feed, d.source, m.id, m.hash, m.received, m.flags, m.unreadable, m.src_ip"
        " FROM delivery d JOIN mail m ON m.id = d.mail ORDER BY d.seq",
        freeze->error);
    bool good = true;
    int code = SQLITE_DONE;
    if (!select)
        return false;
    while (good && (code = sqlite3_step(select)) == SQLITE_ROW) {
        const struct source_feed *feed = feed_of(freeze, sqlite3_column_int64(select, FEED));
        int64_t received = column_time(select, RECEIVED);
        if (feed && feed->wanted && is_in_time(freeze->settings, received))
            good = add_item(freeze, select, feed, received);
    }
    sqlite3_reset(select);
    return good && (code == SQLITE_DONE || database_failed(database, freeze->error));
}

/* What must not differ between copies: to be blocked, of less weight, wanted, a newsletter. */
static unsigned truth_of(const struct item *item) {
    if (bench_role_is_spam(item->role))
        return item->classes & BENCH_CLASS_UNWANTED ? 1 : 0;
    return item->role == BENCH_HAM ? 2 : 3;
}

static void exclude_contradictions(struct freeze *freeze, const struct radix_pair *pairs, size_t count) {
    unsigned truths = 0;
    for (size_t i = 0; i < count; i++) {
        const struct item *item = &freeze->items[pairs[i].value];
        truths |= *item->excluded ? 0 : 1U << truth_of(item);
    }
    for (size_t i = 0; i < count && (truths & (truths - 1)); i++) {
        struct item *item = &freeze->items[pairs[i].value];
        if (!*item->excluded)
            item->excluded = "the same bytes are said to be something else elsewhere";
    }
}

static void exclude_doubtful(struct freeze *freeze) {
    struct radix_pair *pairs = allocate((freeze->count + 1) * sizeof *pairs);
    for (size_t i = 0; i < freeze->count; i++) {
        struct item *item = &freeze->items[i];
        pairs[i] = (struct radix_pair){(uint64_t)item->mail, i};
        if (!*item->excluded && item->label && item->label->ambiguous)
            item->excluded = "its label fits several mails: it must name more of their sources";
    }
    radix_sort_pairs(pairs, freeze->count);
    for (size_t i = 0, end; i < freeze->count; i = end) {
        for (end = i + 1; end < freeze->count && pairs[end].key == pairs[i].key;)
            end++;
        if (end > i + 1)
            exclude_contradictions(freeze, pairs + i, end - i);
    }
    free(pairs);
}

/* The server that took it in: a hash of its name. */
static uint64_t receiver_of(struct arena *arena, struct slice bytes, const struct item *item) {
    struct mail mail = {.arena = arena, .sender = {.receiver = ""}};
    struct head head;
    head_parse(arena, bytes, &head);
    received_read(&mail, &head, trust_known(arena, item->address));
    const char *name = mail.sender.receiver;
    return *name ? XXH3_64bits(name, strlen(name)) | 1 : 0;
}

static bool compare_arrivals(struct freeze *freeze) {
    struct bench_arrival *arrivals = allocate((freeze->count + 1) * sizeof *arrivals);
    struct arena *arena = arena_new();
    size_t count = 0;
    bool good = true;
    for (size_t i = 0; good && i < freeze->count; i++) {
        const struct item *item = &freeze->items[i];
        struct slice bytes;
        if (*item->excluded)
            continue;
        good = store_mail_bytes(freeze->store, item->mail, &bytes, freeze->error);
        arrivals[count] = (struct bench_arrival){bench_role_is_spam(item->role), item->received, 0};
        if (good)
            arrivals[count++].receiver = receiver_of(arena, bytes, item);
        arena_reset(arena);
    }
    freeze->apart = good ? bench_apart(freeze->arena, arrivals, count) : "";
    arena_free(arena);
    free(arrivals);
    return good;
}

/* --- the manifest --- */

/* Unknown receipts last, in order of the store where they are the same. */
static void sort_by_receipt(struct freeze *freeze) {
    struct radix_pair *pairs = allocate((freeze->count + 1) * sizeof *pairs);
    freeze->order = allocate((freeze->count + 1) * sizeof *freeze->order);
    for (size_t i = 0; i < freeze->count; i++) {
        int64_t received = freeze->items[i].received;
        uint64_t key = received == TIME_NONE ? UINT64_MAX : (uint64_t)received + (UINT64_C(1) << 63);
        pairs[i] = (struct radix_pair){key, i};
    }
    radix_sort_pairs(pairs, freeze->count);
    for (size_t i = 0; i < freeze->count; i++)
        freeze->order[i] = pairs[i].value;
    free(pairs);
}

static const char *role_text(const struct item *item) {
    return item->known ? bench_role_name(item->role) : "";
}

static void make_digest(struct freeze *freeze) {
    struct bench_digest *digest = bench_digest_new();
    for (size_t i = 0; i < freeze->count; i++) {
        const struct item *item = &freeze->items[freeze->order[i]];
        bench_digest_add(digest, slice_of((const char *)item->hash, sizeof item->hash), item->feed->name,
                         role_text(item), item->classes, item->received, item->excluded);
    }
    bench_digest_end(digest, freeze->digest);
}

static bool write_corpus(struct freeze *freeze, int64_t *id) {
    struct database *database = &freeze->store->database;
    sqlite3_stmt *insert = database_prepare(
        database, "INSERT INTO bench_corpus(name, frozen, digest, apart) VALUES(?, ?, ?, ?)", freeze->error);
    if (!insert)
        return false;
    sqlite3_bind_text(insert, 1, freeze->settings->name, -1, SQLITE_STATIC);
    sqlite3_bind_int64(insert, 2, time(NULL));
    sqlite3_bind_text(insert, 3, freeze->digest, -1, SQLITE_STATIC);
    sqlite3_bind_text(insert, 4, freeze->apart, -1, SQLITE_STATIC);
    bool good = database_step(database, insert, freeze->error);
    *id = sqlite3_last_insert_rowid(database->handle);
    return good;
}

static bool write_item(struct freeze *freeze, int64_t corpus, size_t number, const struct item *item) {
    struct database *database = &freeze->store->database;
    sqlite3_stmt *insert = database_prepare(
        database, "INSERT INTO bench_item VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", freeze->error);
    if (!insert)
        return false;
    sqlite3_bind_int64(insert, 1, corpus);
    sqlite3_bind_int64(insert, 2, (int64_t)number);
    sqlite3_bind_int64(insert, 3, (int64_t)item->seq);
    sqlite3_bind_int64(insert, 4, item->feed->id);
    bind_blob(insert, 5, slice_of((const char *)item->hash, sizeof item->hash));
    if (item->received != TIME_NONE)
        sqlite3_bind_int64(insert, 6, item->received);
    sqlite3_bind_text(insert, 7, role_text(item), -1, SQLITE_STATIC);
    sqlite3_bind_int64(insert, 8, item->classes);
    sqlite3_bind_text(insert, 9, item->truth, -1, SQLITE_STATIC);
    bind_text(insert, 10, item->excluded);
    return database_step(database, insert, freeze->error);
}

/* In the place of one of that name of which nothing can be tested: it was no corpus yet. */
static bool remove_empty(struct freeze *freeze, int64_t id) {
    static const char *const statements[] = {"DELETE FROM bench_item WHERE corpus = ?",
                                             "DELETE FROM bench_corpus WHERE id = ?"};
    for (size_t i = 0; id && i < sizeof statements / sizeof *statements; i++) {
        sqlite3_stmt *clear = database_prepare(&freeze->store->database, statements[i], freeze->error);
        if (!clear)
            return false;
        sqlite3_bind_int64(clear, 1, id);
        if (!database_step(&freeze->store->database, clear, freeze->error))
            return false;
    }
    return true;
}

static bool write_all(struct freeze *freeze, int64_t former) {
    int64_t id;
    if (!remove_empty(freeze, former) || !write_corpus(freeze, &id))
        return false;
    for (size_t i = 0; i < freeze->count; i++)
        if (!write_item(freeze, id, i + 1, &freeze->items[freeze->order[i]]))
            return false;
    return true;
}

static bool write_manifest(struct freeze *freeze, int64_t former) {
    struct database *database = &freeze->store->database;
    if (!database_run(database, "BEGIN IMMEDIATE", freeze->error))
        return false;
    if (write_all(freeze, former) && database_run(database, "COMMIT", freeze->error))
        return true;
    database_run(database, "ROLLBACK", NULL);
    return false;
}

/* --- all --- */

static bool read_labels(struct freeze *freeze) {
    const struct corpus_settings *settings = freeze->settings;
    if (!bench_labels_read(freeze->arena, settings->labels, settings->label_count, &freeze->labels,
                           freeze->error))
        return false;
    freeze->label_truths = arena_alloc(freeze->arena, settings->label_count * sizeof *freeze->label_truths);
    for (size_t i = 0; i < settings->label_count; i++)
        freeze->label_truths[i] = arena_printf(freeze->arena, "labels %s", settings->labels[i]);
    return true;
}

static bool read_all(struct freeze *freeze) {
    if (!read_feeds(freeze) || !read_labels(freeze) || !read_mails(freeze) ||
        !bench_labels_used(&freeze->labels, freeze->error))
        return false;
    exclude_doubtful(freeze);
    sort_by_receipt(freeze);
    make_digest(freeze);
    return true;
}

static bool compare_with(struct freeze *freeze, const struct bench_corpus *former, bool *is_new) {
    char frozen[TIME_TEXT_BYTES];
    *is_new = !former->id || (!former->tested && strcmp(former->digest, freeze->digest) != 0);
    if (*is_new || !strcmp(former->digest, freeze->digest))
        return true;
    return error_set(freeze->error,
                     "corpus '%s' was frozen at %s, and its mail or what is said of it has changed since "
                     "(%llu lines then, %zu now): give the new one another name in the configuration",
                     former->name, time_format(former->frozen, frozen),
                     (unsigned long long)(former->tested + former->excluded), freeze->count);
}

bool store_bench_freeze(struct store *store, struct arena *arena, const struct corpus_settings *settings,
                        struct bench_corpus *corpus, bool *is_new, struct error *error) {
    struct freeze freeze = {.store = store, .arena = arena, .settings = settings, .error = error};
    bool good = store_bench_corpus(store, arena, settings->name, corpus, error) && read_all(&freeze) &&
                compare_with(&freeze, corpus, is_new);
    if (good && *is_new)
        good = compare_arrivals(&freeze) && write_manifest(&freeze, corpus->id) &&
               store_bench_corpus(store, arena, settings->name, corpus, error);
    free(freeze.items);
    free(freeze.order);
    return good;
}
