/* A signature is known by its anchors and its campaign: learnt again, it is the same row. What it matches is
 * kept mail by mail, so that counts follow when campaigns merge or a feed gets another role. */
#include "store/signature_table.h"

#include <math.h>
#include <string.h>
#include <xxhash.h>

#include "base/time.h"
#include "store/base.h"
#include "store/campaign_list.h"
#include "store/public_id.h"
#include "store/simulated.h"

/* That the true share is above the limit. */
#define LIMIT_RISK 0.05

/* A mail that somebody wants, by the role of a feed that brought it. ?: a column of mail numbers. */
#define WANTED(mail)                                                                                         \
    "EXISTS(SELECT 1 FROM delivery d JOIN feed f ON f.id = d.feed WHERE d.mail = " mail                      \
    " AND f.role IN ('ham', 'newsletter'))"

#define COLUMNS                                                                                              \
    "SELECT s.number, s.id, c.founder, c.id, s.anchors, s.named, s.samples, s.looked, s.learnt, s.state,"    \
    " s.because FROM signature s JOIN assignment a ON a.mail = s.campaign"                                   \
    " JOIN campaign c ON c.founder = a.campaign "

static bool read_row(struct store *store, struct arena *arena, sqlite3_stmt *select,
                     struct store_signature *row, struct error *error) {
    *row = (struct store_signature){.number = sqlite3_column_int64(select, 0),
                                    .id = arena_string(arena, column_text(select, 1)),
                                    .founder = sqlite3_column_int64(select, 2),
                                    .campaign = arena_string(arena, column_text(select, 3)),
                                    .named = sqlite3_column_int(select, 5),
                                    .samples = (uint64_t)sqlite3_column_int64(select, 6),
                                    .looked = (uint64_t)sqlite3_column_int64(select, 7),
                                    .learnt = column_time(select, 8),
                                    .state = (enum store_signature_state)sqlite3_column_int(select, 9),
                                    .because = arena_string(arena, column_text(select, 10))};
    return signature_read(arena, column_text(select, 4), &row->signature, error);
}

static bool read_rows(struct store *store, struct arena *arena, sqlite3_stmt *select,
                      struct store_signatures *signatures, struct error *error) {
    size_t capacity = signatures->capacity;
    int code;
    bool good = true;
    while (good && (code = sqlite3_step(select)) == SQLITE_ROW) {
        signatures->items =
            arena_grow(arena, signatures->items, signatures->count, &capacity, sizeof *signatures->items);
        good = read_row(store, arena, select, &signatures->items[signatures->count++], error);
    }
    signatures->capacity = capacity;
    sqlite3_reset(select);
    return good && (code == SQLITE_DONE || database_failed(&store->database, error));
}

static bool count_hits(struct store *store, struct store_signature *row, struct error *error) {
    static const char sql[] = "SELECT count(*) FILTER (WHERE campaign = ?2), count(*) FILTER (WHERE wanted),"
                              " count(*) FILTER (WHERE campaign <> ?2 AND NOT wanted),"
                              " count(DISTINCT iif(campaign <> ?2 AND NOT wanted, campaign, NULL))"
                              " FROM (SELECT coalesce(a.campaign, -1) AS campaign, " WANTED(
                                  "h.mail") " AS wanted"
                                            " FROM signature_hit h LEFT JOIN assignment a ON a.mail = h.mail "
                                            "WHERE h.signature = ?1)";
    sqlite3_stmt *select = database_prepare(&store->database, sql, error);
    bool found;
    if (!select)
        return false;
    sqlite3_bind_int64(select, 1, row->number);
    sqlite3_bind_int64(select, 2, row->founder);
    if (!database_row(&store->database, select, &found, error))
        return false;
    row->own = (uint64_t)sqlite3_column_int64(select, 0);
    row->wanted = (uint64_t)sqlite3_column_int64(select, 1);
    row->other = (uint64_t)sqlite3_column_int64(select, 2);
    row->other_campaigns = (uint64_t)sqlite3_column_int64(select, 3);
    sqlite3_reset(select);
    return true;
}

static bool count_campaign(struct store *store, struct store_signature *row, struct error *error) {
    sqlite3_stmt *select =
        database_prepare(&store->database, "SELECT count(*) FROM assignment WHERE campaign = ?", error);
    bool found;
    if (!select)
        return false;
    sqlite3_bind_int64(select, 1, row->founder);
    if (!database_row(&store->database, select, &found, error))
        return false;
    row->own_messages = (uint64_t)sqlite3_column_int64(select, 0);
    sqlite3_reset(select);
    return true;
}

static bool count_mails(struct store *store, struct store_signatures *signatures, struct error *error) {
    int64_t wanted, all;
    if (!database_number(&store->database,
                         "SELECT count(DISTINCT d.mail) FROM delivery d JOIN feed f ON f.id = d.feed"
                         " WHERE f.role IN ('ham', 'newsletter')",
                         0, &wanted, error) ||
        !database_number(&store->database, "SELECT count(*) FROM mail", 0, &all, error))
        return false;
    signatures->wanted_messages = (uint64_t)wanted;
    signatures->wanted_limit = wanted ? 1 - pow(LIMIT_RISK, 1 / (double)wanted) : 1;
    signatures->messages = (uint64_t)all;
    return true;
}

/* campaign: NULL: all. */
static bool read_signatures(struct store *store, struct arena *arena, const char *campaign,
                            struct store_signatures *signatures, struct error *error) {
    static const char sql[] =
        COLUMNS "WHERE ?1 IS NULL OR c.id = ?1 ORDER BY c.founder, s.state, s.samples DESC,"
                " s.number";
    char id[STORE_ID_BYTES];
    bool moved;
    if (campaign && !store_campaign_resolve(store, campaign, id, &moved, error))
        return false;
    sqlite3_stmt *select = database_prepare(&store->database, sql, error);
    if (!select)
        return false;
    if (campaign)
        sqlite3_bind_text(select, 1, id, -1, SQLITE_STATIC);
    return read_rows(store, arena, select, signatures, error);
}

bool store_signatures_of(struct store *store, struct arena *arena, const char *const *campaigns, size_t count,
                         struct store_signatures *signatures, struct error *error) {
    *signatures = (struct store_signatures){0};
    bool good = count || read_signatures(store, arena, NULL, signatures, error);
    for (size_t i = 0; i < count && good; i++)
        good = read_signatures(store, arena, campaigns[i], signatures, error);
    good = good && count_mails(store, signatures, error);
    for (size_t i = 0; i < signatures->count && good; i++)
        good =
            count_hits(store, &signatures->items[i], error) &&
            count_campaign(store, &signatures->items[i], error) &&
            simulated_campaign(store, signatures->items[i].founder, &signatures->items[i].simulated, error);
    return good;
}

static bool set_state(struct store *store, const char *id, enum store_signature_state state,
                      const char *because, struct error *error) {
    sqlite3_stmt *update = database_prepare(
        &store->database, "UPDATE signature SET state = ?1, because = ?2 WHERE id = ?3", error);
    if (!update)
        return false;
    sqlite3_bind_int(update, 1, state);
    sqlite3_bind_text(update, 2, because, -1, SQLITE_STATIC);
    sqlite3_bind_text(update, 3, id, -1, SQLITE_STATIC);
    return database_step(&store->database, update, error);
}

/* Its campaign is then one that has changed: another signature may be found. */
static bool forget_learnt(struct store *store, const char *id, struct error *error) {
    sqlite3_stmt *remove = database_prepare(
        &store->database, "DELETE FROM learnt WHERE campaign = (SELECT campaign FROM signature WHERE id = ?)",
        error);
    if (!remove)
        return false;
    sqlite3_bind_text(remove, 1, id, -1, SQLITE_STATIC);
    return database_step(&store->database, remove, error);
}

bool store_signature_withdraw(struct store *store, const char *id, const char *because, struct error *error) {
    sqlite3_stmt *select =
        database_prepare(&store->database, "SELECT state, because FROM signature WHERE id = ?", error);
    bool found;
    if (!select)
        return false;
    sqlite3_bind_text(select, 1, id, -1, SQLITE_STATIC);
    if (!database_row(&store->database, select, &found, error))
        return false;
    bool withdrawn = found && sqlite3_column_int(select, 0) == SIGNATURE_WITHDRAWN;
    if (!found)
        error_set(error, "no signature %s in the store; `weir signatures` lists them", id);
    else if (withdrawn)
        error_set(error, "signature %s was withdrawn already: %s", id, column_text(select, 1));
    sqlite3_reset(select);
    if (!found || withdrawn)
        return false;
    return signature_begin(store, error) && set_state(store, id, SIGNATURE_WITHDRAWN, because, error) &&
           forget_learnt(store, id, error) && signature_commit(store, error);
}

bool signature_begin(struct store *store, struct error *error) {
    return database_run(&store->database, "BEGIN IMMEDIATE", error);
}

bool signature_commit(struct store *store, struct error *error) {
    return database_run(&store->database, "COMMIT", error);
}

static bool insert_learnt(struct store *store, const struct signature_job *job, struct error *error) {
    struct arena *arena = arena_new();
    sqlite3_stmt *insert = database_prepare(
        &store->database, "INSERT OR REPLACE INTO learnt(campaign, messages, names) VALUES(?, ?, ?)", error);
    bool good = insert != NULL;
    if (good) {
        sqlite3_bind_int64(insert, 1, job->founder);
        sqlite3_bind_int64(insert, 2, (int64_t)job->messages);
        sqlite3_bind_text(insert, 3, signature_job_names(arena, job), -1, SQLITE_STATIC);
        good = database_step(&store->database, insert, error);
    }
    arena_free(arena);
    return good;
}

/* Of the anchors and the campaign; twelve digits are never alike by chance. */
static const char *name_signature(int64_t founder, const char *anchors, char id[STORE_ID_BYTES]) {
    uint64_t hash = XXH3_64bits_withSeed(anchors, strlen(anchors), (uint64_t)founder);
    return public_id('s', hash, PUBLIC_ID_MOST_DIGITS, id);
}

static bool insert_signature(struct store *store, const struct signature_job *job,
                             const struct inferred *inferred, int64_t newest, struct error *error) {
    static const char sql[] = "INSERT INTO signature(id, campaign, anchors, named, samples, looked, learnt, "
                              "checked, state, because,"
                              " current) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, 0, 0, '', 1) ON CONFLICT(id) DO "
                              "UPDATE SET samples = ?5,"
                              " looked = ?6, learnt = ?7, current = 1";
    struct arena *arena = arena_new();
    char id[STORE_ID_BYTES];
    const char *anchors = signature_write(arena, &inferred->signature);
    sqlite3_stmt *insert = database_prepare(&store->database, sql, error);
    bool good = insert != NULL;
    if (good) {
        sqlite3_bind_text(insert, 1, name_signature(job->founder, anchors, id), -1, SQLITE_STATIC);
        sqlite3_bind_int64(insert, 2, job->founder);
        sqlite3_bind_text(insert, 3, anchors, -1, SQLITE_STATIC);
        sqlite3_bind_int(insert, 4, inferred->named);
        sqlite3_bind_int64(insert, 5, (int64_t)sample_set_count(&inferred->samples));
        sqlite3_bind_int64(insert, 6, (int64_t)job->mail_count);
        if (newest != TIME_NONE)
            sqlite3_bind_int64(insert, 7, newest);
        good = database_step(&store->database, insert, error);
    }
    arena_free(arena);
    return good;
}

/* Runs one statement with a number. */
static bool run_with(struct store *store, const char *sql, int64_t number, struct error *error) {
    sqlite3_stmt *statement = database_prepare(&store->database, sql, error);
    if (!statement)
        return false;
    sqlite3_bind_int64(statement, 1, number);
    return database_step(&store->database, statement, error);
}

bool signature_learnt(struct store *store, const struct signature_job *job, const struct inference *inference,
                      int64_t newest, struct error *error) {
    if (!run_with(store, "UPDATE signature SET current = 0 WHERE campaign = ?", job->founder, error))
        return false;
    for (size_t i = 0; i < inference->count; i++)
        if (!insert_signature(store, job, &inference->items[i], newest, error))
            return false;
    /* Those refused or withdrawn stay known, so that they are not learnt again. */
    return run_with(store,
                    "DELETE FROM signature_hit WHERE signature IN"
                    " (SELECT number FROM signature WHERE campaign = ? AND NOT current AND state = 0)",
                    job->founder, error) &&
           run_with(store, "DELETE FROM signature WHERE campaign = ? AND NOT current AND state = 0",
                    job->founder, error) &&
           insert_learnt(store, job, error);
}

/* What was learnt of campaigns that are no more goes with them. */
static bool drop_merged(struct store *store, struct error *error) {
    return database_run(
        &store->database,
        "DELETE FROM learnt WHERE campaign NOT IN (SELECT campaign FROM assignment"
        " WHERE mail = learnt.campaign);"
        "DELETE FROM signature_hit WHERE signature IN (SELECT number FROM signature"
        " WHERE state = 0 AND campaign NOT IN (SELECT campaign FROM learnt));"
        "DELETE FROM signature WHERE state = 0 AND campaign NOT IN (SELECT campaign FROM learnt);",
        error);
}

bool signature_behind(struct store *store, struct arena *arena, struct store_signatures *behind,
                      int64_t *after, struct error *error) {
    static const char sql[] =
        COLUMNS "WHERE s.state = 0 AND s.checked < (SELECT coalesce(max(id), 0) FROM mail) ORDER BY s.number";
    *behind = (struct store_signatures){0};
    if (!drop_merged(store, error) ||
        !database_number(&store->database, "SELECT min(checked) FROM signature WHERE state = 0", 0, after,
                         error))
        return false;
    sqlite3_stmt *select = database_prepare(&store->database, sql, error);
    return select && read_rows(store, arena, select, behind, error);
}

bool signature_hit(struct store *store, int64_t number, int64_t mail, struct error *error) {
    sqlite3_stmt *insert =
        database_prepare(&store->database, "INSERT OR IGNORE INTO signature_hit VALUES(?, ?)", error);
    if (!insert)
        return false;
    sqlite3_bind_int64(insert, 1, number);
    sqlite3_bind_int64(insert, 2, mail);
    return database_step(&store->database, insert, error);
}
