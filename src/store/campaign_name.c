/* An id is made of the founder's bytes, so that it is the same wherever the same mail is the first; longer
 * where two campaigns would have the same. */
#include "store/campaign_name.h"

#include "store/public_id.h"
#include "store/store.h"

bool campaign_name(struct database *database, int64_t founder, struct error *error) {
    sqlite3_stmt *select = database_prepare(
        database,
        "SELECT short FROM mail WHERE id = ?1 AND NOT EXISTS(SELECT 1 FROM campaign WHERE founder = ?1)",
        error);
    if (!select)
        return false;
    sqlite3_bind_int64(select, 1, founder);
    bool missing;
    if (!database_row(database, select, &missing, error))
        return false;
    uint64_t hash = (uint64_t)sqlite3_column_int64(select, 0);
    sqlite3_reset(select);
    for (unsigned digits = PUBLIC_ID_DIGITS; missing && digits <= PUBLIC_ID_MOST_DIGITS; digits++) {
        char id[STORE_ID_BYTES];
        sqlite3_stmt *insert =
            database_prepare(database, "INSERT OR IGNORE INTO campaign VALUES(?, ?)", error);
        if (!insert)
            return false;
        sqlite3_bind_int64(insert, 1, founder);
        sqlite3_bind_text(insert, 2, public_id('c', hash, digits, id), -1, SQLITE_STATIC);
        if (!database_step(database, insert, error))
            return false;
        missing = !sqlite3_changes(database->handle);
    }
    return true;
}

bool campaign_founder(struct database *database, const char *id, int64_t *founder, struct error *error) {
    sqlite3_stmt *select = database_prepare(database, "SELECT founder FROM campaign WHERE id = ?", error);
    bool found;
    if (!select)
        return false;
    sqlite3_bind_text(select, 1, id, -1, SQLITE_STATIC);
    if (!database_row(database, select, &found, error))
        return false;
    *founder = found ? sqlite3_column_int64(select, 0) : 0;
    sqlite3_reset(select);
    return true;
}
