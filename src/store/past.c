/* One pass over the corpora of runs for the newest run, one over its verdicts of the campaign's mail. */
#include "store/past.h"

#include "bench/runner.h"
#include "store/base.h"
#include "store/bench_manifest.h"
#include "store/campaign_name.h"

/* A wanted mail that is like a campaign and passes is no miss. */
#define TO_BLOCK "i.role NOT IN ('ham', 'newsletter')"

/* What the verdicts of one mail add up to. */
struct mail_verdicts {
    int64_t item;
    size_t asked, missed;
};

static bool find_run(struct database *database, int64_t founder, struct arena *arena, struct store_past *past,
                     struct error *error) {
    sqlite3_stmt *select = database_prepare(
        database,
        "SELECT r.id, c.name FROM bench_run r CROSS JOIN bench_corpus c ON c.id = r.corpus"
        " WHERE EXISTS(SELECT 1 FROM bench_item i CROSS JOIN delivery d ON d.seq = i.delivery"
        "  CROSS JOIN assignment a ON a.mail = d.mail"
        "  WHERE i.corpus = r.corpus AND i.excluded IS NULL AND " TO_BLOCK " AND a.campaign = ?)"
        " ORDER BY r.id DESC LIMIT 1",
        error);
    bool found;
    if (!select)
        return false;
    sqlite3_bind_int64(select, 1, founder);
    if (!database_row(database, select, &found, error))
        return false;
    if (found) {
        past->run = sqlite3_column_int64(select, 0);
        past->corpus = arena_string(arena, column_text(select, 1));
    }
    sqlite3_reset(select);
    return true;
}

/* Products have numbers in the run, which need not follow each other where one is miswired. */
static bool read_products(struct database *database, struct arena *arena, struct store_past *past,
                          int64_t **numbers, struct error *error) {
    sqlite3_stmt *select = database_prepare(
        database,
        "SELECT number, name, class FROM bench_product WHERE run = ? AND state <> ? ORDER BY number", error);
    size_t capacity = 0, number_capacity = 0;
    int code;
    if (!select)
        return false;
    sqlite3_bind_int64(select, 1, past->run);
    sqlite3_bind_int(select, 2, PRODUCT_MISWIRED);
    while ((code = sqlite3_step(select)) == SQLITE_ROW) {
        *numbers = arena_grow(arena, *numbers, past->count, &number_capacity, sizeof **numbers);
        past->products = arena_grow(arena, past->products, past->count, &capacity, sizeof *past->products);
        (*numbers)[past->count] = sqlite3_column_int64(select, 0);
        past->products[past->count++] =
            (struct store_past_product){.name = arena_string(arena, column_text(select, 1)),
                                        .full = sqlite3_column_int(select, 2) == PRODUCT_FULL};
        past->full_count += past->products[past->count - 1].full;
    }
    sqlite3_reset(select);
    return code == SQLITE_DONE || database_failed(database, error);
}

/* Every full product was asked of the mail: it counts for all together. */
static void finish_mail(struct store_past *past, const struct mail_verdicts *mail) {
    if (!past->full_count || mail->asked != past->full_count)
        return;
    past->all.asked++;
    past->all.missed += mail->missed == past->full_count;
}

static void add_verdict(struct store_past *past, const int64_t *numbers, sqlite3_stmt *row,
                        struct mail_verdicts *mail) {
    size_t product = 0;
    bool missed = sqlite3_column_int(row, 2) != ANSWER_BLOCK;
    while (product < past->count && numbers[product] != sqlite3_column_int64(row, 1))
        product++;
    if (product == past->count)
        return;
    if (mail->item != sqlite3_column_int64(row, 0)) {
        finish_mail(past, mail);
        *mail = (struct mail_verdicts){.item = sqlite3_column_int64(row, 0)};
    }
    past->products[product].asked++;
    past->products[product].missed += missed;
    mail->asked += past->products[product].full;
    mail->missed += past->products[product].full && missed;
}

static bool read_verdicts(struct database *database, int64_t founder, const int64_t *numbers,
                          struct store_past *past, struct error *error) {
    sqlite3_stmt *select = database_prepare(
        database,
        "SELECT i.number, v.product, v.state FROM bench_run r CROSS JOIN bench_item i ON i.corpus = r.corpus"
        " CROSS JOIN delivery d ON d.seq = i.delivery CROSS JOIN assignment a ON a.mail = d.mail"
        " CROSS JOIN bench_product p ON p.run = r.id"
        " CROSS JOIN bench_verdict v ON v.run = r.id AND v.product = p.number AND v.item = i.number"
        " WHERE r.id = ? AND a.campaign = ? AND v.state IS NOT NULL AND " TO_BLOCK " ORDER BY i.number",
        error);
    struct mail_verdicts mail = {0};
    int code;
    if (!select)
        return false;
    sqlite3_bind_int64(select, 1, past->run);
    sqlite3_bind_int64(select, 2, founder);
    while ((code = sqlite3_step(select)) == SQLITE_ROW)
        add_verdict(past, numbers, select, &mail);
    finish_mail(past, &mail);
    sqlite3_reset(select);
    return code == SQLITE_DONE || database_failed(database, error);
}

bool store_past(struct store *store, struct arena *arena, const char *campaign, struct store_past *past,
                struct error *error) {
    struct database *database = &store->database;
    int64_t founder, *numbers = NULL;
    bool there;
    *past = (struct store_past){.all = {.name = "all full solutions"}};
    if (!bench_tables_there(database, &there, error))
        return false;
    return !there || (campaign_founder(database, campaign, &founder, error) &&
                      find_run(database, founder, arena, past, error) &&
                      (!past->run || (read_products(database, arena, past, &numbers, error) &&
                                      read_verdicts(database, founder, numbers, past, error))));
}
