/* What a run asks the store for, and keeps in it.
 *
 * A verdict is in the database before the next mail is handed over, together with the fact that this one is
 * about to be: a killed run then knows what every product said, and what was in flight, which alone is asked
 * again. The store is written ahead (WAL) without waiting for the disk: that survives the death of the
 * process at any moment, not a loss of power, which may lose the last verdicts and nothing else; their mails
 * are asked again.
 *
 * Which items are done is read once and kept in memory: 4 bytes an item and product. Cost of a record: about
 * 35 microseconds, a transaction of two rows. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/time.h"
#include "mail/received.h"
#include "store/base.h"
#include "store/bench.h"

#define ADDRESS_BYTES 16

/* What is needed to load a mail. */
struct backing_item {
    int64_t number, mail;  /* mail 0: it is lost */
    const char *from_line; /* NULL none */
    uint8_t address[ADDRESS_BYTES];
};

struct known {
    uint32_t done : 1, tries : 31;
};

struct bench_backing {
    struct store *store;
    struct arena *arena;
    int64_t run, corpus;
    struct backing_item *items;
    size_t item_count, item_capacity;
    int64_t *numbers; /* [product of the list]: its number in the run */
    size_t product_count;
    struct known *known; /* [product * item_count + item] */
};

/* --- opening --- */

static bool read_run(struct bench_backing *backing, struct error *error) {
    struct database *database = &backing->store->database;
    sqlite3_stmt *select = database_prepare(database, "SELECT corpus FROM bench_run WHERE id = ?", error);
    bool found;
    if (!select)
        return false;
    sqlite3_bind_int64(select, 1, backing->run);
    if (!database_row(database, select, &found, error))
        return false;
    backing->corpus = found ? sqlite3_column_int64(select, 0) : 0;
    sqlite3_reset(select);
    return found || error_set(error, "no run %lld in the store", (long long)backing->run);
}

static bool match_product(struct bench_backing *backing, const struct product_list *products,
                          sqlite3_stmt *row, struct error *error) {
    const char *name = column_text(row, 1), *protocol = column_text(row, 2);
    size_t i = 0;
    while (i < products->count && strcmp(products->items[i].name, name) != 0)
        i++;
    if (i == products->count)
        return error_set(error, "run %lld began with product '%s', which the configuration does not have now",
                         (long long)backing->run, name);
    if (strcmp(products->items[i].protocol->name, protocol) != 0)
        return error_set(error, "product '%s' was of protocol %s when run %lld began, and is of %s now", name,
                         protocol, (long long)backing->run, products->items[i].protocol->name);
    backing->numbers[i] = sqlite3_column_int64(row, 0);
    return true;
}

static bool match_products(struct bench_backing *backing, const struct product_list *products,
                           struct error *error) {
    struct database *database = &backing->store->database;
    sqlite3_stmt *select = database_prepare(
        database, "SELECT number, name, protocol FROM bench_product WHERE run = ? ORDER BY number", error);
    bool good = true;
    int code = SQLITE_DONE;
    if (!select)
        return false;
    backing->product_count = products->count;
    backing->numbers = arena_alloc(backing->arena, products->count * sizeof *backing->numbers);
    for (size_t i = 0; i < products->count; i++)
        backing->numbers[i] = -1;
    sqlite3_bind_int64(select, 1, backing->run);
    while (good && (code = sqlite3_step(select)) == SQLITE_ROW)
        good = match_product(backing, products, select, error);
    sqlite3_reset(select);
    for (size_t i = 0; good && i < products->count; i++)
        if (backing->numbers[i] < 0)
            good = error_set(error, "run %lld began without product '%s'", (long long)backing->run,
                             products->items[i].name);
    return good && (code == SQLITE_DONE || database_failed(database, error));
}

static void add_item(struct bench_backing *backing, sqlite3_stmt *row) {
    if (backing->item_count == backing->item_capacity)
        backing->items = arena_grow(backing->arena, backing->items, backing->item_count,
                                    &backing->item_capacity, sizeof *backing->items);
    struct backing_item *item = &backing->items[backing->item_count++];
    const char *from_line = column_text(row, 2);
    struct slice address = column_blob(row, 3);
    *item = (struct backing_item){.number = sqlite3_column_int64(row, 0),
                                  .mail = sqlite3_column_int64(row, 1),
                                  .from_line = *from_line ? arena_string(backing->arena, from_line) : NULL};
    if (address.size == sizeof item->address)
        memcpy(item->address, address.data, address.size);
}

static bool read_items(struct bench_backing *backing, struct error *error) {
    struct database *database = &backing->store->database;
    sqlite3_stmt *select = database_prepare(
        database,
        "SELECT i.number, m.id, m.from_line, m.src_ip FROM bench_item i"
        " LEFT JOIN delivery d ON d.seq = i.delivery LEFT JOIN mail m ON m.id = d.mail AND m.hash = i.hash"
        " WHERE i.corpus = ? AND i.excluded IS NULL ORDER BY i.number",
        error);
    int code;
    if (!select)
        return false;
    sqlite3_bind_int64(select, 1, backing->corpus);
    while ((code = sqlite3_step(select)) == SQLITE_ROW)
        add_item(backing, select);
    sqlite3_reset(select);
    return code == SQLITE_DONE || database_failed(database, error);
}

/* The place of an item in order of arrival; item_count: there is none. */
static size_t place_of(const struct bench_backing *backing, int64_t number) {
    size_t low = 0, high = backing->item_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (backing->items[middle].number < number)
            low = middle + 1;
        else
            high = middle;
    }
    return low < backing->item_count && backing->items[low].number == number ? low : backing->item_count;
}

static bool read_verdicts(struct bench_backing *backing, size_t product, struct error *error) {
    struct database *database = &backing->store->database;
    sqlite3_stmt *select = database_prepare(
        database, "SELECT item, state IS NOT NULL, tries FROM bench_verdict WHERE run = ? AND product = ?",
        error);
    int code;
    if (!select)
        return false;
    sqlite3_bind_int64(select, 1, backing->run);
    sqlite3_bind_int64(select, 2, backing->numbers[product]);
    while ((code = sqlite3_step(select)) == SQLITE_ROW) {
        size_t item = place_of(backing, sqlite3_column_int64(select, 0));
        if (item < backing->item_count)
            backing->known[product * backing->item_count + item] = (struct known){
                sqlite3_column_int(select, 1) & 1, (uint32_t)sqlite3_column_int64(select, 2) & INT32_MAX};
    }
    sqlite3_reset(select);
    return code == SQLITE_DONE || database_failed(database, error);
}

/* --- what a run asks --- */

static bool load(void *context, size_t item, struct arena *arena, struct handover *mail,
                 struct error *error) {
    struct bench_backing *backing = context;
    const struct backing_item *of = &backing->items[item];
    struct slice bytes;
    if (!of->mail)
        return error_set(error, "mail %lld of the corpus is lost; `weir check` says more",
                         (long long)of->number);
    if (!store_mail_bytes(backing->store, of->mail, &bytes, error))
        return false;
    bytes.data =
        arena_copy(arena, bytes.data, bytes.size); /* the store reads others before it is done with */
    handover_make(arena, bytes, of->from_line, trust_known(arena, of->address), mail);
    mail->number = (uint64_t)of->number;
    return true;
}

static bool is_done(void *context, size_t product, size_t item, unsigned *tries) {
    const struct bench_backing *backing = context;
    struct known known = backing->known[product * backing->item_count + item];
    *tries = known.tries;
    return known.done;
}

static bool keep_verdict(struct bench_backing *backing, size_t product, const struct run_verdict *verdict,
                         struct error *error) {
    struct database *database = &backing->store->database;
    sqlite3_stmt *insert = database_prepare(
        database, "INSERT OR REPLACE INTO bench_verdict VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)", error);
    if (!insert)
        return false;
    sqlite3_bind_int64(insert, 1, backing->run);
    sqlite3_bind_int64(insert, 2, backing->numbers[product]);
    sqlite3_bind_int64(insert, 3, backing->items[verdict->item].number);
    sqlite3_bind_int64(insert, 4, verdict->state);
    sqlite3_bind_double(insert, 5, verdict->score); /* NAN becomes NULL */
    bind_text(insert, 6, verdict->native ? verdict->native : "");
    sqlite3_bind_int64(insert, 7, verdict->handed_over_ms);
    sqlite3_bind_int64(insert, 8, verdict->answered_ms);
    sqlite3_bind_int64(insert, 9, verdict->tries);
    return database_step(database, insert, error);
}

static bool keep_start(struct bench_backing *backing, size_t product, size_t item, unsigned tries,
                       int64_t handed_over_ms, struct error *error) {
    struct database *database = &backing->store->database;
    sqlite3_stmt *insert = database_prepare(
        database,
        "INSERT OR REPLACE INTO bench_verdict(run, product, item, handed_over, tries) VALUES(?, ?, ?, ?, ?)",
        error);
    if (!insert)
        return false;
    sqlite3_bind_int64(insert, 1, backing->run);
    sqlite3_bind_int64(insert, 2, backing->numbers[product]);
    sqlite3_bind_int64(insert, 3, backing->items[item].number);
    sqlite3_bind_int64(insert, 4, handed_over_ms);
    sqlite3_bind_int64(insert, 5, tries);
    return database_step(database, insert, error);
}

static bool run_prepared(struct database *database, const char *sql, struct error *error) {
    return database_step(database, database_prepare(database, sql, error), error);
}

static bool record(void *context, size_t product, const struct run_verdict *verdict, size_t next,
                   unsigned tries, int64_t handed_over_ms, struct error *error) {
    static const char begin[] = "BEGIN IMMEDIATE", commit[] = "COMMIT";
    struct bench_backing *backing = context;
    struct database *database = &backing->store->database;
    struct known *known = backing->known + product * backing->item_count;
    if (!run_prepared(database, begin, error))
        return false;
    bool good = (!verdict || keep_verdict(backing, product, verdict, error)) &&
                (next == SIZE_MAX || keep_start(backing, product, next, tries, handed_over_ms, error)) &&
                run_prepared(database, commit, error);
    if (!good) {
        database_run(database, "ROLLBACK", NULL);
        return false;
    }
    if (verdict)
        known[verdict->item] = (struct known){1, verdict->tries & INT32_MAX};
    if (next != SIZE_MAX)
        known[next].tries = tries & INT32_MAX;
    return true;
}

static bool keep_state(void *context, size_t product, enum product_state state, const char *why,
                       struct error *error) {
    struct bench_backing *backing = context;
    struct database *database = &backing->store->database;
    sqlite3_stmt *update = database_prepare(
        database, "UPDATE bench_product SET state = ?, why = ? WHERE run = ? AND number = ?", error);
    if (!update)
        return false;
    sqlite3_bind_int64(update, 1, state);
    sqlite3_bind_text(update, 2, why ? why : "", -1, SQLITE_STATIC);
    sqlite3_bind_int64(update, 3, backing->run);
    sqlite3_bind_int64(update, 4, backing->numbers[product]);
    return database_step(database, update, error);
}

/* --- from beginning to end --- */

static bool open_backing(struct bench_backing *backing, const struct product_list *products,
                         struct error *error) {
    bool good =
        read_run(backing, error) && match_products(backing, products, error) && read_items(backing, error);
    if (!good)
        return false;
    backing->known =
        arena_alloc(backing->arena, (backing->product_count * backing->item_count) * sizeof *backing->known);
    for (size_t i = 0; good && i < backing->product_count; i++)
        good = read_verdicts(backing, i, error);
    return good && database_run(&backing->store->database, "PRAGMA synchronous = NORMAL", error);
}

struct bench_backing *store_bench_backing(struct store *store, int64_t run,
                                          const struct product_list *products, struct run_backing *backing,
                                          struct error *error) {
    struct bench_backing *own = allocate_zeroed(1, sizeof *own);
    *own = (struct bench_backing){.store = store, .arena = arena_new(), .run = run};
    if (!open_backing(own, products, error)) {
        arena_free(own->arena);
        free(own);
        return NULL;
    }
    *backing = (struct run_backing){.context = own,
                                    .item_count = own->item_count,
                                    .load = load,
                                    .is_done = is_done,
                                    .record = record,
                                    .state = keep_state};
    return own;
}

static bool keep_end(struct bench_backing *backing, struct error *error) {
    struct database *database = &backing->store->database;
    sqlite3_stmt *update = database_prepare(database, "UPDATE bench_run SET ended = ? WHERE id = ?", error);
    if (!update)
        return false;
    sqlite3_bind_int64(update, 1, time(NULL));
    sqlite3_bind_int64(update, 2, backing->run);
    return database_step(database, update, error);
}

bool store_bench_backing_close(struct bench_backing *backing, bool finished, struct error *error) {
    struct database *database = &backing->store->database;
    bool good =
        database_run(database, "PRAGMA synchronous = FULL", error) && (!finished || keep_end(backing, error));
    arena_free(backing->arena);
    free(backing);
    return good;
}
