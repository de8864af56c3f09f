/* `like`: the print of a mail that is not in the store, put to the finder. Costs what one message costs, and
 * reading the clusters that it is near. */
#include <string.h>

#include "campaign/finder.h"
#include "mail/mail.h"
#include "store/base.h"
#include "store/finder_table.h"
#include "store/public_id.h"
#include "store/search.h"

static bool name_match(struct store *store, const struct finder_match *match, struct search_likeness *found,
                       struct error *error) {
    sqlite3_stmt *select = database_prepare(
        &store->database, "SELECT c.id, t.short FROM campaign c JOIN mail t ON t.id = ? WHERE c.founder = ?",
        error);
    if (!select)
        return false;
    sqlite3_bind_int64(select, 1, (int64_t)match->template_founder);
    sqlite3_bind_int64(select, 2, (int64_t)match->campaign_founder);
    bool row;
    if (!database_row(&store->database, select, &row, error))
        return false;
    if (row) {
        sqlite3_snprintf(STORE_ID_BYTES, found->campaign, "%s", column_text(select, 0));
        public_id('t', (uint64_t)sqlite3_column_int64(select, 1), PUBLIC_ID_DIGITS, found->template_id);
        found->similarity = match->similarity;
    }
    sqlite3_reset(select);
    return row || error_set(error, "%s: a campaign is missing; `weir check --repair` mends it",
                            store->database_path);
}

/* The mail's print, or false when it cannot be read. */
static bool make_print(struct slice raw, struct print *print, struct error *error) {
    struct arena *arena = arena_new();
    mail_initialize();
    const struct mail *mail = mail_parse(arena, raw, NULL, NULL);
    bool good =
        !mail->unreadable || error_set(error, "this is no mail that can be read: %s", mail->unreadable);
    if (good)
        print_make(mail, print);
    arena_free(arena);
    return good;
}

bool search_like(struct store *store, struct slice raw, struct search_likeness *found, size_t most,
                 size_t *count, struct error *error) {
    enum { MOST = 20 };
    struct print print;
    struct finder_table table;
    struct finder_backing backing;
    struct finder_match matches[MOST];
    *count = 0;
    if (!make_print(raw, &print, error) || !finder_table_open(&table, &store->database, &backing, error))
        return false;
    struct finder *finder = finder_new(&(struct finder_settings){0}, &backing);
    size_t near = finder_nearest(finder, &print, matches, most < MOST ? most : MOST);
    finder_free(finder);
    finder_table_close(&table);
    if (table.failed) {
        *error = table.error;
        return false;
    }
    for (; *count < near; ++*count)
        if (!name_match(store, &matches[*count], &found[*count], error))
            return false;
    return true;
}
