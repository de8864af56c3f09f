/* What a mail is, real or simulated, its mark says (mail/mail.h); what a feed is, its role, which its first
 * mail decides where nobody has said it. So a mark that somebody writes into real mail can do no harm in a
 * feed whose role is given or that holds mail: the message is left out. Cost: nothing but for the first. */
#include "store/admission.h"

#include <string.h>

#include "store/simulated.h"

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
    sqlite3_bind_int64(select, 1, admission->feed.id);
    bool good = database_row(database, select, has, error);
    sqlite3_reset(select);
    return good;
}

/* The role that was asked for: a feed that was made before its first mail takes it. */
static bool take_role(struct admission *admission, bool has, struct error *error) {
    const char *asked = admission->settings->role;
    struct store_feed *feed = &admission->feed;
    if (!feed->id || !asked || !strcmp(asked, feed->role))
        return true;
    if (!has && !strcmp(feed->role, ROLE_MIXED))
        return feed_call(admission->store, feed, asked, error);
    return error_set(error,
                     "feed %s has the role %s, not %s; leave --role out, name another feed, or change it with"
                     " `weir feeds set`",
                     feed->name, feed->role, asked);
}

bool admission_open(struct admission *admission, struct store *store, struct arena *arena,
                    const struct ingest_settings *settings, struct ingest_counts *counts,
                    struct error *error) {
    *admission = (struct admission){.store = store, .arena = arena, .settings = settings, .counts = counts};
    bool *of_store = admission->store_has, has = false;
    if (!feed_find(store, arena, feed_name(admission), &admission->feed, error) ||
        !simulated_sorts(store, &of_store[true], &of_store[false], error) ||
        (admission->feed.id && !has_mail(admission, &has, error)) || !take_role(admission, has, error))
        return false;
    const char *role = admission->feed.id ? admission->feed.role
                       : settings->role   ? settings->role
                                          : ROLE_MIXED;
    admission->simulated = !strcmp(role, ROLE_SIMULATED);
    admission->decided = settings->role || strcmp(role, ROLE_MIXED) != 0 || has;
    return true;
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
    const char *asked = admission->settings->role;
    return feed_make(admission->store, admission->arena, feed_name(admission),
                     asked       ? asked
                     : simulated ? ROLE_SIMULATED
                                 : ROLE_MIXED,
                     &admission->feed, error);
}

/* The first mail of the feed that says what it is. */
static bool decide(struct admission *admission, bool simulated, struct error *error) {
    admission->decided = true;
    admission->simulated = simulated;
    admission->store_has[simulated] = true;
    if (!admission->feed.id)
        return enter_feed(admission, simulated, error);
    return !simulated || feed_call(admission->store, &admission->feed, ROLE_SIMULATED, error);
}

bool admission_ask(struct admission *admission, enum mail_sort sort, bool *admitted, struct error *error) {
    bool simulated = sort == MAIL_SIMULATED;
    struct ingest_left_out *left_out = &admission->counts->left_out[simulated];
    *admitted = true;
    if (sort == MAIL_UNREAD)
        return admission->feed.id || enter_feed(admission, false, error);
    bool feed_has_other = admission->decided && admission->simulated != simulated;
    bool store_has_other = admission->store_has[!simulated] && !admission->store_has[simulated];
    left_out->by_feed += feed_has_other;
    left_out->by_store += !feed_has_other && store_has_other && !admission->settings->mix;
    *admitted = !feed_has_other && (!store_has_other || admission->settings->mix);
    return !*admitted || (admission->decided && admission->feed.id) || decide(admission, simulated, error);
}
