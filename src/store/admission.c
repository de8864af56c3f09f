/* What a mail is, real or simulated, its mark says (mail/mail.h); what a feed is, its role, which its first
 * mail decides where nobody has said it. So a mark that somebody writes into real mail can do no harm in a
 * feed whose role is given or that holds mail: the message is left out. Cost: nothing but for the first. */
#include "store/admission.h"

#include <string.h>

#include "store/simulated.h"

enum { ROLE_BYTES = 32 };

/* 0 in *id: there is none of that name. */
static bool find_feed(struct database *database, const char *name, int64_t *id, char role[ROLE_BYTES],
                      struct error *error) {
    sqlite3_stmt *select = database_prepare(database, "SELECT id, role FROM feed WHERE name = ?", error);
    if (!select)
        return false;
    sqlite3_bind_text(select, 1, name, -1, SQLITE_STATIC);
    int code = sqlite3_step(select);
    *id = code == SQLITE_ROW ? sqlite3_column_int64(select, 0) : 0;
    sqlite3_snprintf(ROLE_BYTES, role, "%s", code == SQLITE_ROW ? column_text(select, 1) : "");
    sqlite3_reset(select);
    return code == SQLITE_ROW || code == SQLITE_DONE || database_failed(database, error);
}

static const char *feed_name(const struct admission *admission) {
    return admission->settings->feed ? admission->settings->feed : "default";
}

/* Whether the feed has mail that could be read. */
static bool has_mail(struct admission *admission, bool *has, struct error *error) {
    struct database *database = &admission->store->database;
    sqlite3_stmt *select = database_prepare(database,
                                            "SELECT 1 FROM delivery d JOIN mail m ON m.id = d.mail"
                                            " WHERE d.feed = ? AND m.unreadable IS NULL LIMIT 1",
                                            error);
    if (!select)
        return false;
    sqlite3_bind_int64(select, 1, admission->feed);
    bool good = database_row(database, select, has, error);
    sqlite3_reset(select);
    return good;
}

bool admission_open(struct admission *admission, struct store *store, const struct ingest_settings *settings,
                    struct ingest_counts *counts, struct error *error) {
    const char *asked = settings->role;
    char has[ROLE_BYTES];
    *admission = (struct admission){.store = store, .settings = settings, .counts = counts};
    bool *of_store = admission->store_has;
    if (!find_feed(&store->database, feed_name(admission), &admission->feed, has, error) ||
        !simulated_sorts(store, &of_store[true], &of_store[false], error))
        return false;
    if (admission->feed && asked && strcmp(asked, has) != 0)
        return error_set(error, "feed %s has the role %s, not %s; leave --role out or name another feed",
                         feed_name(admission), has, asked);
    const char *role = admission->feed ? has : asked ? asked : "mixed";
    admission->simulated = !strcmp(role, ROLE_SIMULATED);
    admission->decided = asked || strcmp(role, "mixed") != 0;
    return admission->decided || !admission->feed || has_mail(admission, &admission->decided, error);
}

bool admission_sort(struct admission *admission, int64_t mail, enum mail_sort *sort, struct error *error) {
    struct database *database = &admission->store->database;
    sqlite3_stmt *select = database_prepare(
        database,
        "SELECT m.unreadable IS NOT NULL, EXISTS(SELECT 1 FROM delivery d JOIN feed f"
        " ON f.id = d.feed WHERE d.mail = m.id AND f.role = '" ROLE_SIMULATED "') FROM mail m WHERE m.id = ?",
        error);
    bool found;
    if (!select)
        return false;
    sqlite3_bind_int64(select, 1, mail);
    if (!database_row(database, select, &found, error))
        return false;
    *sort = sqlite3_column_int(select, 0)   ? MAIL_UNREAD
            : sqlite3_column_int(select, 1) ? MAIL_SIMULATED
                                            : MAIL_REAL;
    sqlite3_reset(select);
    return true;
}

static bool enter_feed(struct admission *admission, bool simulated, struct error *error) {
    struct database *database = &admission->store->database;
    const char *asked = admission->settings->role;
    sqlite3_stmt *insert = database_prepare(database, "INSERT INTO feed(name, role) VALUES(?, ?)", error);
    if (!insert)
        return false;
    sqlite3_bind_text(insert, 1, feed_name(admission), -1, SQLITE_STATIC);
    sqlite3_bind_text(insert, 2, asked ? asked : simulated ? ROLE_SIMULATED : "mixed", -1, SQLITE_STATIC);
    if (!database_step(database, insert, error))
        return false;
    admission->feed = sqlite3_last_insert_rowid(database->handle);
    return true;
}

/* A feed that was there before its first mail. */
static bool call_simulated(struct admission *admission, struct error *error) {
    struct database *database = &admission->store->database;
    sqlite3_stmt *update =
        database_prepare(database, "UPDATE feed SET role = '" ROLE_SIMULATED "' WHERE id = ?", error);
    if (!update)
        return false;
    sqlite3_bind_int64(update, 1, admission->feed);
    return database_step(database, update, error);
}

/* The first mail of the feed that says what it is. */
static bool decide(struct admission *admission, bool simulated, struct error *error) {
    admission->decided = true;
    admission->simulated = simulated;
    admission->store_has[simulated] = true;
    if (!admission->feed)
        return enter_feed(admission, simulated, error);
    return !simulated || call_simulated(admission, error);
}

bool admission_ask(struct admission *admission, enum mail_sort sort, bool *admitted, struct error *error) {
    bool simulated = sort == MAIL_SIMULATED;
    struct ingest_left_out *left_out = &admission->counts->left_out[simulated];
    *admitted = true;
    if (sort == MAIL_UNREAD)
        return admission->feed || enter_feed(admission, false, error);
    bool feed_has_other = admission->decided && admission->simulated != simulated;
    bool store_has_other = admission->store_has[!simulated] && !admission->store_has[simulated];
    left_out->by_feed += feed_has_other;
    left_out->by_store += !feed_has_other && store_has_other && !admission->settings->mix;
    *admitted = !feed_has_other && (!store_has_other || admission->settings->mix);
    return !*admitted || (admission->decided && admission->feed) || decide(admission, simulated, error);
}
