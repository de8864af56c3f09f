/* The role of the feeds decides, since ingest lets no other mail into a feed of it. Cost: where no feed has
 * the role, a look at the table of feeds; else each feed's deliveries up to the first. */
#include "store/simulated.h"

#include "base/buffer.h"
#include "store/base.h"

#define HAS_MAIL                                                                                             \
    " EXISTS(SELECT 1 FROM delivery d JOIN mail m ON m.id = d.mail"                                          \
    " WHERE d.feed = feed.id AND m.unreadable IS NULL)"

bool simulated_sorts(struct store *store, bool *simulated, bool *real, struct error *error) {
    int64_t has_simulated, has_real;
    if (!database_number(&store->database,
                         "SELECT EXISTS(SELECT 1 FROM feed WHERE role = '" ROLE_SIMULATED "' AND" HAS_MAIL
                         ")",
                         0, &has_simulated, error) ||
        !database_number(&store->database,
                         "SELECT EXISTS(SELECT 1 FROM feed WHERE role <> '" ROLE_SIMULATED "' AND" HAS_MAIL
                         ")",
                         0, &has_real, error))
        return false;
    *simulated = has_simulated;
    *real = has_real;
    return true;
}

bool simulated_campaign(struct store *store, int64_t founder, bool *simulated, struct error *error) {
    sqlite3_stmt *select = database_prepare(
        &store->database,
        "SELECT 1 WHERE EXISTS(SELECT 1 FROM feed WHERE role = '" ROLE_SIMULATED
        "') AND EXISTS(SELECT 1 FROM assignment a JOIN delivery d ON d.mail = a.mail"
        " JOIN feed f ON f.id = d.feed WHERE a.campaign = ? AND f.role = '" ROLE_SIMULATED "')",
        error);
    if (!select)
        return false;
    sqlite3_bind_int64(select, 1, founder);
    bool good = database_row(&store->database, select, simulated, error);
    sqlite3_reset(select);
    return good;
}

static bool list_feeds(struct store *store, struct arena *arena, const char **feeds, struct error *error) {
    sqlite3_stmt *select = database_prepare(
        &store->database,
        "SELECT name FROM feed WHERE role = '" ROLE_SIMULATED "' AND" HAS_MAIL " ORDER BY name", error);
    struct buffer names = {0};
    int code;
    if (!select)
        return false;
    while ((code = sqlite3_step(select)) == SQLITE_ROW)
        buffer_printf(&names, "%s%s", names.size ? ", " : "", column_text(select, 0));
    sqlite3_reset(select);
    *feeds = arena_copy(arena, names.data, names.size);
    buffer_free(&names);
    return code == SQLITE_DONE || database_failed(&store->database, error);
}

bool store_simulated(struct store *store, struct arena *arena, enum simulated_share *share,
                     const char **feeds, struct error *error) {
    bool simulated, real;
    *feeds = "";
    if (!simulated_sorts(store, &simulated, &real, error))
        return false;
    *share = !simulated ? SIMULATED_NONE : real ? SIMULATED_SOME : SIMULATED_ALL;
    return !simulated || list_feeds(store, arena, feeds, error);
}
