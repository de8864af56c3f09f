/* See secret.h. */
#include "store/secret.h"

#include <string.h>
#include <sys/random.h>

#include "store/base.h"

bool secret_make(struct database *database, struct error *error) {
    uint8_t bytes[SECRET_BYTES];
    if (getrandom(bytes, sizeof bytes, 0) != sizeof bytes)
        return error_set(error, "the system gives no random bytes");
    sqlite3_stmt *insert = database_prepare(
        database, "INSERT INTO secret SELECT ? WHERE NOT EXISTS(SELECT 1 FROM secret)", error);
    if (!insert)
        return false;
    bind_blob(insert, 1, slice_of((const char *)bytes, sizeof bytes));
    bool good = database_step(database, insert, error);
    explicit_bzero(bytes, sizeof bytes);
    return good;
}

bool store_secret(struct store *store, uint8_t secret[SECRET_BYTES], struct error *error) {
    sqlite3_stmt *select = database_prepare(&store->database, "SELECT bytes FROM secret", error);
    bool found;
    if (!select || !database_row(&store->database, select, &found, error))
        return false;
    struct slice bytes = column_blob(select, 0);
    found = found && bytes.size == SECRET_BYTES;
    if (found)
        memcpy(secret, bytes.data, SECRET_BYTES);
    sqlite3_reset(select);
    return found || error_set(error, "%s has no secret for tokens; `weir check --repair` makes one",
                              store->database_path);
}
