/* Three stages: look at mail that came since the last run and group its pictures (ocr_look.c), read some of
 * each group (ocr_read.c), tell of the mails whose text has changed. Each leaves rows that the next run goes
 * on from, and all that is under way between two commits is one transaction. */
#include "store/ocr.h"

#include <time.h>

#include "mail/mail.h"
#include "store/campaign_name.h"
#include "store/ocr_run.h"
#include "store/tout_reread.h"

/* A killed run loses what came after the last commit, which is some ten readings. */
#ifndef OCR_COMMIT_SECONDS /* tests of kills are built with none */
#define OCR_COMMIT_SECONDS 3
#endif
#define PROGRESS_SECONDS 0.1

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

bool ocr_keep(struct ocr_run *run) {
    if (now() - run->last_commit < OCR_COMMIT_SECONDS)
        return true;
    run->last_commit = now();
    return database_run(&run->store->database, "COMMIT", run->error) &&
           database_run(&run->store->database, "BEGIN IMMEDIATE", run->error);
}

void ocr_report(struct ocr_run *run, enum ocr_stage stage, uint64_t done, uint64_t all) {
    double time = now();
    if (!run->settings->progress || time - run->last_progress < PROGRESS_SECONDS)
        return;
    run->last_progress = time;
    run->settings->progress(run->settings->context, stage, done, all);
}

bool ocr_pictures(struct ocr_run *run, int64_t mail, struct mail_picture pictures[MAIL_PICTURES],
                  size_t *count) {
    struct slice raw;
    if (!store_mail_bytes(run->store, mail, &raw, run->error))
        return false;
    /* The next mail's block replaces the bytes. */
    *count =
        mail_pictures(run->arena, slice_of(arena_copy(run->arena, raw.data, raw.size), raw.size), pictures);
    return true;
}

static bool name_campaign(void *context, int64_t founder) {
    const struct ocr_run *run = context;
    return campaign_name(&run->store->database, founder, run->error);
}

/* The campaigns get to know. */
static bool tell(struct ocr_run *run) {
    struct database *database = &run->store->database;
    struct tout_table *touts = tout_table_open(database, run->error);
    bool good =
        touts &&
        tout_reread(run->store, REREAD_UNTOLD, touts, name_campaign, run, &run->counts->told, run->error) &&
        database_run(database, "UPDATE picture SET untold = FALSE WHERE untold", run->error);
    tout_table_close(touts);
    return good;
}

static bool count(struct ocr_run *run) {
    static const char *const statements[] = {
        "SELECT count(*) FROM picture_file",
        "SELECT count(*) FROM picture_group",
        "SELECT count(*) FROM reading WHERE failed IS NULL",
    };
    struct ocr_counts *counts = run->counts;
    uint64_t *const figures[] = {&counts->pictures, &counts->groups, &counts->read_ever};
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) {
        int64_t number;
        if (!database_number(&run->store->database, statements[i], 0, &number, run->error))
            return false;
        *figures[i] = (uint64_t)number;
    }
    return true;
}

bool store_ocr(struct store *store, const struct ocr_settings *settings, struct ocr_counts *counts,
               struct error *error) {
    struct ocr_run run = {
        .store = store, .settings = settings, .counts = counts, .last_commit = now(), .error = error};
    *counts = (struct ocr_counts){0};
    mail_initialize();
    if (!database_run(&store->database, "BEGIN IMMEDIATE", error))
        return false;
    run.arena = arena_new();
    run.pool = picture_pool_open(settings->threads);
    bool good = ocr_look(&run) && ocr_read(&run) && tell(&run) && count(&run) &&
                database_run(&store->database, "COMMIT", error);
    if (!good)
        database_run(&store->database, "ROLLBACK", NULL);
    picture_pool_close(run.pool);
    arena_free(run.arena);
    return good;
}

const char *store_picture_text(struct store *store, int64_t mail, struct arena *arena, struct error *error) {
    sqlite3_stmt *select =
        database_prepare(&store->database,
                         "SELECT r.text FROM (SELECT f.alike AS alike, min(p.number) AS number FROM picture p"
                         " JOIN picture_file f ON f.id = p.file WHERE p.mail = ? GROUP BY f.alike) g"
                         " JOIN reading r ON r.alike = g.alike WHERE r.text <> '' ORDER BY g.number, r.file",
                         error);
    struct buffer joined = {0};
    int code;
    if (!select)
        return NULL;
    sqlite3_bind_int64(select, 1, mail);
    while ((code = sqlite3_step(select)) == SQLITE_ROW)
        buffer_append_string(&joined, column_text(select, 0));
    sqlite3_reset(select);
    const char *text = joined.size ? arena_copy(arena, joined.data, joined.size) : "";
    buffer_free(&joined);
    if (code == SQLITE_DONE)
        return text;
    database_failed(&store->database, error);
    return NULL;
}
