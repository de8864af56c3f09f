/* Makes anew what is listed of mail, and all that depends on other mail than itself: SQLite's indexes,
 * assignments, the finder's state and the search index. Ids of campaigns stay, since they go by the founders'
 * bytes. Mail whose bytes are lost stays in the list, without campaign; a delivery whose mail is lost is
 * named and left out, so that it can be taken in again; mail whose delivery is lost gets one of the feed
 * "lost". All in one transaction: killed on the way, it leaves the store as it was. */
#include <stdio.h>

#include "store/check.h"
#include "store/mail_writer.h"
#include "store/replay.h"

#define WHAT_BYTES 300

struct repair {
    struct mail_writer *writer;
    void (*done)(void *context, const char *what);
    void (*progress)(void *context, uint64_t done, uint64_t all);
    void *context;
    uint64_t indexed;
    int64_t settled; /* mails below this are */
    struct error *error;
};

static bool mend_row(struct repair *repair, int64_t mail, const struct digest *digest) {
    static const char sql[] =
        "UPDATE mail SET sender = ?1, subject = ?2, class = ?3, flags = ?4, unreadable = ?5, dialect = ?7,"
        " trace = ?8, recipient = ?9, occasion = ?10, received = ?11, src_ip = ?12 WHERE id = ?6 AND"
        " (sender IS NOT ?1 OR subject IS NOT ?2 OR class <> ?3 OR flags <> ?4 OR unreadable IS NOT ?5"
        " OR dialect IS NOT ?7 OR trace <> ?8 OR recipient IS NOT ?9 OR occasion IS NOT ?10"
        " OR received IS NOT ?11 OR src_ip IS NOT ?12)";
    struct database *database = &repair->writer->store->database;
    sqlite3_stmt *update = database_prepare(database, sql, repair->error);
    if (!update || !dialect_table_add(database, &repair->writer->dialects, &digest->dialect, repair->error))
        return false;
    bind_text(update, 1, digest->sender);
    bind_text(update, 2, digest->subject);
    sqlite3_bind_int64(update, 3, digest->mail_class);
    sqlite3_bind_int64(update, 4, digest->flags);
    bind_text(update, 5, digest->unreadable);
    sqlite3_bind_int64(update, 6, mail);
    if (digest->dialect.id)
        sqlite3_bind_int64(update, 7, digest->dialect.id);
    sqlite3_bind_int64(update, 8, digest->trace);
    if (digest->recipient)
        sqlite3_bind_int64(update, 9, digest->recipient);
    if (digest->occasion)
        sqlite3_bind_int64(update, 10, digest->occasion);
    if (digest->received != TIME_NONE)
        sqlite3_bind_int64(update, 11, digest->received);
    if (digest_has_host(digest))
        bind_blob(update, 12, slice_of((const char *)digest->address, sizeof digest->address));
    return database_step(database, update, repair->error);
}

static bool index_mail(void *context, int64_t mail, const struct digest *digest) {
    struct repair *repair = context;
    if (mail - repair->settled >= FINDER_TABLE_UNSETTLED) {
        if (!mail_writer_settle(repair->writer, repair->error))
            return false;
        repair->settled = mail;
    }
    repair->indexed++;
    return mail_writer_index(repair->writer, mail, digest, repair->error) && mend_row(repair, mail, digest);
}

static void report_lost(void *context, int64_t mail, const char *why) {
    struct repair *repair = context;
    char what[WHAT_BYTES];
    snprintf(what, sizeof what, "message %lld is left without campaign: %s", (long long)mail, why);
    repair->done(repair->context, what);
}

static void report_progress(void *context, uint64_t done, uint64_t all) {
    struct repair *repair = context;
    if (repair->progress)
        repair->progress(repair->context, done, all);
}

/* Rows without their counterparts: `name` gives a line for each, then `mend` makes them fit. */
static const struct {
    const char *name, *mend;
} mendings[] = {
    {"SELECT 'message ' || seq || ' is lost: take in ' || source || ' again' FROM delivery"
     " WHERE mail NOT IN (SELECT id FROM mail)",
     "DELETE FROM delivery WHERE mail NOT IN (SELECT id FROM mail)"},
    {"SELECT DISTINCT 'the name of a feed is lost: it is called lost-' || feed || ' now' FROM delivery"
     " WHERE feed NOT IN (SELECT id FROM feed)",
     "INSERT INTO feed(id, name, role) SELECT DISTINCT feed, 'lost-' || feed, 'mixed' FROM delivery"
     " WHERE feed NOT IN (SELECT id FROM feed)"},
    {"SELECT 'where message ' || id || ' came from is lost: it is of the feed lost now' FROM mail"
     " WHERE id NOT IN (SELECT seq FROM delivery)",
     "INSERT OR IGNORE INTO feed(name, role) VALUES('lost', 'mixed');"
     "INSERT INTO delivery SELECT id, (SELECT id FROM feed WHERE name = 'lost'), id, 'message ' || id, 0"
     " FROM mail WHERE id NOT IN (SELECT seq FROM delivery)"},
    {"SELECT 'campaign ' || id || ' is lost with its first message' FROM campaign"
     " WHERE founder NOT IN (SELECT id FROM mail)",
     "DELETE FROM campaign WHERE founder NOT IN (SELECT id FROM mail)"},
    {"SELECT 'the name ' || name || ' is lost with the campaign of the operator that had it'"
     " FROM operator_name WHERE founder NOT IN (SELECT id FROM mail)",
     "DELETE FROM operator_name WHERE founder NOT IN (SELECT id FROM mail)"},
};

static bool mend_rows(struct store *store, struct repair *repair) {
    struct database *database = &store->database;
    for (size_t i = 0; i < sizeof mendings / sizeof *mendings; i++) {
        sqlite3_stmt *select = database_prepare(database, mendings[i].name, repair->error);
        uint64_t rows = 0;
        int code;
        if (!select)
            return false;
        for (; (code = sqlite3_step(select)) == SQLITE_ROW; rows++)
            repair->done(repair->context, column_text(select, 0));
        sqlite3_reset(select);
        if (code != SQLITE_DONE)
            return database_failed(database, repair->error);
        if (rows && !database_run(database, mendings[i].mend, repair->error))
            return false;
    }
    return true;
}

/* The database's own indexes first: the rest relies on them. */
static bool clear_ground(struct store *store, struct repair *repair) {
    struct database *database = &store->database;
    return database_run(
               database,
               "REINDEX; BEGIN IMMEDIATE; DELETE FROM posting; DELETE FROM segment;"
               " DELETE FROM assignment; DELETE FROM finder_record; DELETE FROM finder_index;"
               " DELETE FROM finder_log; DELETE FROM sighting; DELETE FROM cell; DELETE FROM mention;"
               " DELETE FROM part; DELETE FROM verdict; DELETE FROM hot;"
               " UPDATE mail SET dialect = NULL WHERE dialect IS NOT NULL; DELETE FROM dialect;"
               " DELETE FROM making;",
               repair->error) &&
           mend_rows(store, repair);
}

static bool rebuild(struct store *store, struct repair *repair) {
    const struct replay_settings settings = {.context = repair,
                                             .mail = index_mail,
                                             .lost = report_lost,
                                             .progress = report_progress,
                                             .anew = true};
    repair->writer = mail_writer_open(store, repair->error);
    bool good = repair->writer && replay_mails(store, &settings, repair->error) &&
                mail_writer_settle(repair->writer, repair->error) &&
                mail_writer_reread(repair->writer, repair->error) &&
                mail_writer_commit(repair->writer, repair->error);
    mail_writer_close(repair->writer);
    return good;
}

bool store_repair(struct store *store, void (*done)(void *context, const char *what),
                  void (*progress)(void *context, uint64_t done, uint64_t all), void *context,
                  struct error *error) {
    struct repair repair = {.done = done, .progress = progress, .context = context, .error = error};
    char what[WHAT_BYTES];
    if (!clear_ground(store, &repair) || !rebuild(store, &repair))
        return false;
    snprintf(what, sizeof what, "made campaigns and search index anew from %llu messages",
             (unsigned long long)repair.indexed);
    done(context, what);
    return true;
}
