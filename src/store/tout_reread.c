/* What stands in a picture counts as text of its mail. Pictures are read long after the mail was taken in, so
 * what the mail says of instruments is made anew then, and the sums that it is in with it. */
#include "store/tout_reread.h"

#include <stdlib.h>
#include <string.h>

#include "store/base.h"
#include "store/ocr.h"
#include "tout/record.h"

struct rereading {
    struct store *store;
    struct tout_table *table;
    struct arena *arena; /* of one mail */
    struct buffer record;
    struct error *error;
};

static bool list_mails(struct database *database, enum tout_reread_which which, struct buffer *mails,
                       struct error *error) {
    sqlite3_stmt *select = database_prepare(
        database,
        "SELECT p.mail FROM picture p JOIN picture_file f ON f.id = p.file JOIN reading r ON r.alike = "
        "f.alike"
        " WHERE r.text <> '' GROUP BY p.mail HAVING ?1 = 2 OR max(p.untold) = ?1 ORDER BY p.mail",
        error);
    int code;
    if (!select)
        return false;
    sqlite3_bind_int64(select, 1, which);
    while ((code = sqlite3_step(select)) == SQLITE_ROW) {
        int64_t mail = sqlite3_column_int64(select, 0);
        buffer_append(mails, &mail, sizeof mail);
    }
    sqlite3_reset(select);
    return code == SQLITE_DONE || database_failed(database, error);
}

static bool reread(struct rereading *rereading, int64_t number) {
    struct slice bytes;
    struct tout_reading reading;
    arena_reset(rereading->arena);
    buffer_clear(&rereading->record);
    if (!store_mail_bytes(rereading->store, number, &bytes, rereading->error))
        return true; /* lost, which others report */
    const struct mail *mail = mail_parse(rereading->arena, bytes, NULL, NULL);
    const char *text = store_picture_text(rereading->store, number, rereading->arena, rereading->error);
    if (!text)
        return false;
    if (tout_read(mail, slice_from_string(text), &reading))
        tout_record_write(&reading, &rereading->record);
    return tout_table_replace(rereading->table, number, buffer_slice(&rereading->record), rereading->error);
}

bool tout_reread(struct store *store, enum tout_reread_which which, struct tout_table *table,
                 bool (*named)(void *context, int64_t founder), void *context, uint64_t *count,
                 struct error *error) {
    struct rereading rereading = {.store = store, .table = table, .arena = arena_new(), .error = error};
    struct buffer mails = {0};
    bool good = list_mails(&store->database, which, &mails, error);
    *count = mails.size / sizeof(int64_t);
    for (size_t i = 0; i < *count && good; i++) {
        int64_t mail;
        memcpy(&mail, mails.data + i * sizeof mail, sizeof mail);
        good = reread(&rereading, mail);
    }
    buffer_free(&mails);
    buffer_free(&rereading.record);
    arena_free(rereading.arena);
    return good && tout_table_settle(table, named, context, error);
}
