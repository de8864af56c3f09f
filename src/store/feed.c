/* What is said of feeds is kept as it is said and used when it is asked for, but for two things that reading
 * mail depends on: the forwarder, behind whom the hand-over is found, and whether mail is unwrapped. They
 * hold for mail that comes after; `check --repair` reads reports anew, while a hand-over once found stays. */
#include "store/feed.h"

#include <string.h>

#include "base/harmless.h"
#include "base/time.h"
#include "store/base.h"
#include "store/simulated.h"

#define COLUMNS "SELECT id, name, role, traps, sampled, since, forwarder, reports FROM feed f"
enum { ID, NAME, ROLE, TRAPS, SAMPLED, SINCE, FORWARDER, REPORTS };

bool store_feed_name_fits(const char *name) {
    struct slice text = slice_from_string(name);
    return text.size && text.size <= STORE_FEED_NAME_BYTES && harmless_already(text) &&
           !strpbrk(name, "\t\n");
}

static struct store_feed read_row(sqlite3_stmt *row, struct arena *arena) {
    bool decided = sqlite3_column_type(row, REPORTS) != SQLITE_NULL;
    return (struct store_feed){
        .id = sqlite3_column_int64(row, ID),
        .name = arena_string(arena, column_text(row, NAME)),
        .role = arena_string(arena, column_text(row, ROLE)),
        .traps = (uint64_t)sqlite3_column_int64(row, TRAPS),
        .sampled = sqlite3_column_double(row, SAMPLED),
        .since = column_time(row, SINCE),
        .forwarder = arena_string(arena, column_text(row, FORWARDER)),
        .reports = !decided                           ? FEED_REPORTS_UNDECIDED
                   : sqlite3_column_int(row, REPORTS) ? FEED_REPORTS_YES
                                                      : FEED_REPORTS_NO,
    };
}

bool feed_find(struct store *store, struct arena *arena, const char *name, struct store_feed *feed,
               struct error *error) {
    struct database *database = &store->database;
    sqlite3_stmt *select = database_prepare(database, COLUMNS " WHERE name = ?", error);
    bool found;
    if (!select)
        return false;
    sqlite3_bind_text(select, 1, name, -1, SQLITE_STATIC);
    if (!database_row(database, select, &found, error))
        return false;
    *feed = found ? read_row(select, arena)
                  : (struct store_feed){.name = name,
                                        .role = "",
                                        .forwarder = "",
                                        .since = TIME_NONE,
                                        .reports = FEED_REPORTS_UNDECIDED};
    sqlite3_reset(select);
    return true;
}

bool feed_read(struct store *store, struct arena *arena, int64_t id, struct store_feed *feed,
               struct error *error) {
    sqlite3_stmt *select = database_prepare(&store->database, COLUMNS " WHERE id = ?", error);
    bool found;
    if (!select)
        return false;
    sqlite3_bind_int64(select, 1, id);
    if (!database_row(&store->database, select, &found, error))
        return false;
    *feed = found ? read_row(select, arena)
                  : (struct store_feed){.name = "", .role = "", .forwarder = "", .since = TIME_NONE};
    sqlite3_reset(select);
    return true;
}

bool feed_make(struct store *store, struct arena *arena, const char *name, const char *role,
               struct store_feed *feed, struct error *error) {
    struct database *database = &store->database;
    sqlite3_stmt *insert = database_prepare(database, "INSERT INTO feed(name, role) VALUES(?, ?)", error);
    if (!insert)
        return false;
    sqlite3_bind_text(insert, 1, name, -1, SQLITE_STATIC);
    sqlite3_bind_text(insert, 2, role, -1, SQLITE_STATIC);
    return database_step(database, insert, error) && feed_find(store, arena, name, feed, error);
}

bool feed_call(struct store *store, struct store_feed *feed, const char *role, struct error *error) {
    sqlite3_stmt *update = database_prepare(&store->database, "UPDATE feed SET role = ? WHERE id = ?", error);
    if (!update)
        return false;
    sqlite3_bind_text(update, 1, role, -1, SQLITE_STATIC);
    sqlite3_bind_int64(update, 2, feed->id);
    feed->role = role;
    return database_step(&store->database, update, error);
}

bool feed_decide_reports(struct store *store, struct store_feed *feed, bool reports, struct error *error) {
    struct database *database = &store->database;
    sqlite3_stmt *update = database_prepare(database, "UPDATE feed SET reports = ? WHERE id = ?", error);
    if (!update)
        return false;
    sqlite3_bind_int(update, 1, reports);
    sqlite3_bind_int64(update, 2, feed->id);
    feed->reports = reports ? FEED_REPORTS_YES : FEED_REPORTS_NO;
    return database_step(database, update, error);
}

static bool may_change_role(const struct store_feed *feed, const char *name, const char *role,
                            struct error *error) {
    if (!role || (feed->id && !strcmp(feed->role, role)))
        return true;
    if (!strcmp(role, ROLE_SIMULATED))
        return error_set(
            error, "the role simulated is of mail that says so itself; feed %s cannot be given it", name);
    return !feed->id || strcmp(feed->role, ROLE_SIMULATED) != 0 ||
           error_set(error, "the mail of feed %s is simulated, and it stays so", name);
}

/* 0 stands for what is not known any more. */
static bool write_change(struct database *database, int64_t id, const struct store_feed_change *change,
                         struct error *error) {
    static const char sql[] =
        "UPDATE feed SET role = coalesce(?2, role), traps = iif(?3 < 0, traps, nullif(?3, 0)),"
        " sampled = iif(?4 < 0, sampled, nullif(?4, 0)), since = iif(?5, ?6, since),"
        " forwarder = nullif(coalesce(?7, forwarder), ''), reports = iif(?8 < 0, reports, ?8) WHERE id = ?1";
    sqlite3_stmt *update = database_prepare(database, sql, error);
    if (!update)
        return false;
    sqlite3_bind_int64(update, 1, id);
    sqlite3_bind_text(update, 2, change->role, -1, SQLITE_STATIC);
    sqlite3_bind_int64(update, 3, change->traps);
    sqlite3_bind_double(update, 4, change->sampled);
    sqlite3_bind_int(update, 5, change->since_said);
    if (change->since != TIME_NONE)
        sqlite3_bind_int64(update, 6, change->since);
    sqlite3_bind_text(update, 7, change->forwarder, -1, SQLITE_STATIC);
    sqlite3_bind_int(update, 8, change->reports);
    return database_step(database, update, error);
}

/* Reports with a readable mail in them that were read otherwise; flags and class as in check.c. */
static bool count_misread(struct database *database, int64_t id, uint64_t *misread, struct error *error) {
    static const char sql[] =
        "SELECT count(*) FROM delivery d JOIN mail m ON m.id = d.seq JOIN feed f ON f.id = d.feed"
        " WHERE d.feed = ? AND m.class = 5 AND m.flags & 260"
        " AND (m.flags & 256 <> 0) <> coalesce(f.reports, 0)";
    sqlite3_stmt *select = database_prepare(database, sql, error);
    bool found;
    if (!select)
        return false;
    sqlite3_bind_int64(select, 1, id);
    if (!database_row(database, select, &found, error))
        return false;
    *misread = (uint64_t)sqlite3_column_int64(select, 0);
    sqlite3_reset(select);
    return true;
}

bool store_feed_set(struct store *store, const char *name, const struct store_feed_change *change,
                    bool *created, uint64_t *misread, struct error *error) {
    struct database *database = &store->database;
    struct arena *arena = arena_new();
    struct store_feed feed;
    *created = false;
    bool good = database_run(database, "BEGIN IMMEDIATE", error);
    if (good) {
        good =
            feed_find(store, arena, name, &feed, error) && may_change_role(&feed, name, change->role, error);
        *created = good && !feed.id;
        if (*created)
            good = feed_make(store, arena, name, change->role ? change->role : ROLE_MIXED, &feed, error);
        good = good && write_change(database, feed.id, change, error) &&
               (change->reports < 0 || count_misread(database, feed.id, misread, error)) &&
               database_run(database, "COMMIT", error);
        if (!good)
            database_run(database, "ROLLBACK", NULL);
    }
    arena_free(arena);
    return good;
}
