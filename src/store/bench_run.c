/* Runs: begun, and what is known of them. A run belongs to one frozen corpus and to the products that it
 * began with; what they said of themselves then is kept, since a filter's rules change by the day. */
#include <string.h>
#include <time.h>

#include "base/time.h"
#include "store/base.h"
#include "store/bench.h"
#include "store/bench_manifest.h"
#include "store/bench_verdict.h"

static bool insert_run(struct database *database, int64_t corpus, int64_t *run, struct error *error) {
    sqlite3_stmt *insert =
        database_prepare(database, "INSERT INTO bench_run(corpus, started) VALUES(?, ?)", error);
    if (!insert)
        return false;
    sqlite3_bind_int64(insert, 1, corpus);
    sqlite3_bind_int64(insert, 2, time(NULL));
    bool good = database_step(database, insert, error);
    *run = sqlite3_last_insert_rowid(database->handle);
    return good;
}

/* What the configuration says goes before what the product tells. */
static bool insert_product(struct database *database, int64_t run, size_t number,
                           const struct product *product, const struct product_facts *facts,
                           struct error *error) {
    sqlite3_stmt *insert =
        database_prepare(database, "INSERT INTO bench_product VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, '')", error);
    if (!insert)
        return false;
    sqlite3_bind_int64(insert, 1, run);
    sqlite3_bind_int64(insert, 2, (int64_t)number);
    sqlite3_bind_text(insert, 3, product->name, -1, SQLITE_STATIC);
    sqlite3_bind_text(insert, 4, product->protocol->name, -1, SQLITE_STATIC);
    sqlite3_bind_int64(insert, 5, product->product_class);
    sqlite3_bind_text(insert, 6, *product->version ? product->version : facts->version, -1, SQLITE_STATIC);
    sqlite3_bind_text(insert, 7, *product->rules ? product->rules : facts->rules, -1, SQLITE_STATIC);
    sqlite3_bind_int64(insert, 8, product->network);
    sqlite3_bind_int64(insert, 9, PRODUCT_UNTRIED);
    return database_step(database, insert, error);
}

static bool insert_all(struct database *database, int64_t corpus, const struct product_list *products,
                       const struct product_facts *facts, int64_t *run, struct error *error) {
    bool good = insert_run(database, corpus, run, error);
    for (size_t i = 0; good && i < products->count; i++)
        good = insert_product(database, *run, i, &products->items[i], &facts[i], error);
    return good && database_run(database, "COMMIT", error);
}

bool store_bench_begin(struct store *store, const struct bench_corpus *corpus,
                       const struct product_list *products, const struct product_facts *facts, int64_t *run,
                       struct error *error) {
    if (!corpus->tested)
        return error_set(error, "corpus '%s' has no mail that can be tested", corpus->name);
    if (!products->count)
        return error_set(error, "the configuration has no products: products { NAME { protocol = ... } }");
    if (!database_run(&store->database, "BEGIN IMMEDIATE", error))
        return false;
    if (insert_all(&store->database, corpus->id, products, facts, run, error))
        return true;
    database_run(&store->database, "ROLLBACK", NULL);
    return false;
}

/* --- as they are read --- */

static bool find_run(struct database *database, struct arena *arena, int64_t id, const char *corpus,
                     struct bench_run *run, struct error *error) {
    sqlite3_stmt *select = database_prepare(
        database,
        "SELECT r.id, c.name, c.id, r.started, r.ended FROM bench_run r JOIN bench_corpus c ON c.id = "
        "r.corpus"
        " WHERE (?1 = 0 OR r.id = ?1) AND (?2 IS NULL OR c.name = ?2) ORDER BY r.id DESC LIMIT 1",
        error);
    bool found;
    if (!select)
        return false;
    sqlite3_bind_int64(select, 1, id);
    bind_text(select, 2, corpus ? corpus : "");
    if (!database_row(database, select, &found, error))
        return false;
    if (found)
        *run = (struct bench_run){.id = sqlite3_column_int64(select, 0),
                                  .corpus = arena_string(arena, column_text(select, 1)),
                                  .corpus_id = sqlite3_column_int64(select, 2),
                                  .started = column_time(select, 3),
                                  .ended = column_time(select, 4)};
    sqlite3_reset(select);
    return true;
}

static struct bench_run_product read_product(sqlite3_stmt *row, struct arena *arena) {
    int64_t network = sqlite3_column_int64(row, 5), state = sqlite3_column_int64(row, 6);
    bool network_known = network >= PRODUCT_NETWORK_UNSAID && network <= PRODUCT_NETWORK_ON;
    bool state_known = state >= PRODUCT_UNTRIED && state <= PRODUCT_DONE;
    return (struct bench_run_product){
        .name = arena_string(arena, column_text(row, 0)),
        .protocol = arena_string(arena, column_text(row, 1)),
        .product_class = sqlite3_column_int64(row, 2) == PRODUCT_FULL ? PRODUCT_FULL : PRODUCT_COMPLEMENTARY,
        .version = arena_string(arena, column_text(row, 3)),
        .rules = arena_string(arena, column_text(row, 4)),
        .network = network_known ? (enum product_network)network : PRODUCT_NETWORK_UNSAID,
        .state = state_known ? (enum product_state)state : PRODUCT_UNTRIED,
        .why = arena_string(arena, column_text(row, 7)),
    };
}

static bool read_products(struct database *database, struct arena *arena, struct bench_run *run,
                          struct error *error) {
    sqlite3_stmt *select = database_prepare(
        database,
        "SELECT name, protocol, class, version, rules, network, state, why FROM bench_product WHERE run = ?"
        " ORDER BY number",
        error);
    size_t capacity = 0;
    int code;
    if (!select)
        return false;
    sqlite3_bind_int64(select, 1, run->id);
    while ((code = sqlite3_step(select)) == SQLITE_ROW) {
        if (run->product_count == capacity)
            run->products =
                arena_grow(arena, run->products, run->product_count, &capacity, sizeof *run->products);
        run->products[run->product_count++] = read_product(select, arena);
    }
    sqlite3_reset(select);
    return code == SQLITE_DONE || database_failed(database, error);
}

/* Of each product how many verdicts there are; live: all of them were asked in time. */
static bool count_verdicts(struct database *database, struct bench_run *run, struct error *error) {
    sqlite3_stmt *select = database_prepare(
        database,
        "SELECT v.product, count(*), count(i.received), min(v.handed_over - 1000 * i.received),"
        " max(v.handed_over - 1000 * i.received) FROM bench_verdict v"
        " LEFT JOIN bench_item i ON i.corpus = ?2 AND i.number = v.item"
        " WHERE v.run = ?1 AND v.state IS NOT NULL GROUP BY v.product",
        error);
    int code;
    if (!select)
        return false;
    sqlite3_bind_int64(select, 1, run->id);
    sqlite3_bind_int64(select, 2, run->corpus_id);
    bool live = true, any = false;
    while ((code = sqlite3_step(select)) == SQLITE_ROW) {
        uint64_t product = (uint64_t)sqlite3_column_int64(select, 0);
        int64_t asked = sqlite3_column_int64(select, 1);
        if (product < run->product_count)
            run->products[product].asked = (uint64_t)asked;
        any = true;
        live = live && asked == sqlite3_column_int64(select, 2) &&
               bench_is_live(sqlite3_column_int64(select, 3)) &&
               bench_is_live(sqlite3_column_int64(select, 4));
    }
    sqlite3_reset(select);
    run->live = any && live;
    return code == SQLITE_DONE || database_failed(database, error);
}

bool store_bench_run(struct store *store, struct arena *arena, int64_t id, const char *corpus,
                     struct bench_run *run, struct error *error) {
    bool there;
    *run = (struct bench_run){.corpus = "", .started = TIME_NONE, .ended = TIME_NONE};
    if (!bench_tables_there(&store->database, &there, error))
        return false;
    if (!there)
        return true;
    return find_run(&store->database, arena, id, corpus, run, error) &&
           (!run->id || (read_products(&store->database, arena, run, error) &&
                         count_verdicts(&store->database, run, error)));
}
