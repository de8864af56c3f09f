/* Makes anew all that depends on other mail than itself: SQLite's indexes, assignments, the finder's state
 * and the search index. Ids of campaigns stay, since they go by the founders' bytes. Mail whose bytes are
 * lost stays in the list, without campaign. Killed on the way, it is run again. */
#include <stdio.h>

#include "store/check.h"
#include "store/mail_writer.h"
#include "store/replay.h"

/* Mails indexed between commits; bounds memory as ingest's commits do. */
#define COMMIT_MAILS 50000
#define WHAT_BYTES   300

struct repair {
    struct mail_writer *writer;
    void (*done)(void *context, const char *what);
    void (*progress)(void *context, uint64_t done, uint64_t all);
    void *context;
    uint64_t indexed;
    struct error *error;
};

static bool index_mail(void *context, int64_t mail, const struct digest *digest) {
    struct repair *repair = context;
    mail_writer_index(repair->writer, mail, digest);
    return ++repair->indexed % COMMIT_MAILS || mail_writer_commit(repair->writer, repair->error);
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

static bool empty_derived(struct store *store, struct error *error) {
    return database_run(&store->database,
                        "BEGIN IMMEDIATE; DELETE FROM posting; DELETE FROM segment; DELETE FROM assignment;"
                        " DELETE FROM finder_record; DELETE FROM finder_index; COMMIT; REINDEX;",
                        error);
}

static bool rebuild(struct store *store, struct repair *repair) {
    const struct replay_settings settings = {
        .context = repair, .mail = index_mail, .lost = report_lost, .progress = report_progress};
    repair->writer = mail_writer_open(store, repair->error);
    bool good = repair->writer && replay_mails(store, &settings, repair->error) &&
                mail_writer_commit(repair->writer, repair->error);
    mail_writer_close(repair->writer);
    return good;
}

bool store_repair(struct store *store, void (*done)(void *context, const char *what),
                  void (*progress)(void *context, uint64_t done, uint64_t all), void *context,
                  struct error *error) {
    struct repair repair = {.done = done, .progress = progress, .context = context, .error = error};
    char what[WHAT_BYTES];
    if (!empty_derived(store, error) || !rebuild(store, &repair))
        return false;
    snprintf(what, sizeof what, "made campaigns and search index anew from %llu messages",
             (unsigned long long)repair.indexed);
    done(context, what);
    return true;
}
