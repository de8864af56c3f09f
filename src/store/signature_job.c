/* Which campaigns are to be learnt, and from what. Cost: one pass over the deliveries, and a few hundred mail
 * numbers a campaign that has changed. */
#include <string.h>

#include "store/base.h"
#include "store/promotion.h"
#include "store/schema.h"
#include "store/signature_table.h"

struct reader {
    struct store *store;
    struct arena *arena;
    struct error *error;
    struct signature_jobs *jobs;
    size_t capacity;
};

/* ?1: how many messages show a template. A silent change of what it promotes shows in `names`, later. */
static const char spam_sql[] =
    "SELECT a.campaign, count(DISTINCT a.mail) FROM assignment a JOIN delivery d ON d.mail = a.mail"
    " JOIN feed f ON f.id = d.feed GROUP BY a.campaign HAVING count(DISTINCT a.mail) >= ?1"
    " AND NOT max(f.role IN ('ham', 'newsletter'))"
    " AND (max(f.role IN ('spam', 'phish', 'malware', 'unwanted', 'simulated'))"
    " OR EXISTS(SELECT 1 FROM verdict v WHERE v.campaign = a.campaign AND v.tout)) ORDER BY a.campaign";
static const char asked_sql[] =
    "SELECT a.campaign, count(*) FROM campaign c JOIN assignment f ON f.mail = c.founder"
    " JOIN assignment a ON a.campaign = f.campaign WHERE c.id = ?1 GROUP BY a.campaign";

static struct signature_job *add_job(struct reader *reader, int64_t founder, uint64_t messages) {
    struct signature_jobs *jobs = reader->jobs;
    for (size_t i = 0; i < jobs->count; i++)
        if (jobs->items[i].founder == founder)
            return NULL;
    jobs->items = arena_grow(reader->arena, jobs->items, jobs->count, &reader->capacity, sizeof *jobs->items);
    jobs->items[jobs->count] = (struct signature_job){.founder = founder, .messages = messages};
    return &jobs->items[jobs->count++];
}

static bool read_founders(struct reader *reader, sqlite3_stmt *select) {
    int code;
    while ((code = sqlite3_step(select)) == SQLITE_ROW)
        add_job(reader, sqlite3_column_int64(select, 0), (uint64_t)sqlite3_column_int64(select, 1));
    sqlite3_reset(select);
    return code == SQLITE_DONE || database_failed(&reader->store->database, reader->error);
}

/* One column of text, as an array. */
static bool read_texts(struct reader *reader, sqlite3_stmt *select, const char ***texts, size_t *count) {
    size_t capacity = 0;
    int code;
    *texts = NULL;
    *count = 0;
    while ((code = sqlite3_step(select)) == SQLITE_ROW) {
        *texts = arena_grow(reader->arena, *texts, *count, &capacity, sizeof **texts);
        (*texts)[(*count)++] = arena_string(reader->arena, column_text(select, 0));
    }
    sqlite3_reset(select);
    return code == SQLITE_DONE || database_failed(&reader->store->database, reader->error);
}

static bool read_names(struct reader *reader, struct signature_job *job) {
    struct store_promotion promotion;
    if (!promotion_read(&reader->store->database, reader->arena, job->founder, &promotion, reader->error))
        return false;
    if (!promotion.tout || !strcmp(promotion.instrument, PROMOTION_UNNAMED))
        return true;
    const char **names = arena_alloc(reader->arena, (promotion.alias_count + 2) * sizeof *names);
    /* The surest first; a symbol without its suffix is found with it, too. */
    size_t base = promotion_base_bytes(&promotion);
    if (base < strlen(promotion.instrument))
        names[job->name_count++] = arena_copy(reader->arena, promotion.instrument, base);
    names[job->name_count++] = promotion.instrument;
    for (size_t i = 0; i < promotion.alias_count; i++)
        names[job->name_count++] = promotion.aliases[i];
    job->names = names;
    return true;
}

static bool add_refused(struct reader *reader, struct signature_job *job, const char *json) {
    struct signature signature;
    if (!signature_read(reader->arena, json, &signature, reader->error))
        return false;
    const char **phrases = arena_alloc(
        reader->arena, (job->refused_count + SIGNATURE_ANCHORS * SIGNATURE_PHRASES) * sizeof *phrases);
    if (job->refused_count)
        memcpy(phrases, job->refused, job->refused_count * sizeof *phrases);
    for (size_t i = 0; i < signature.anchor_count; i++)
        for (size_t j = 0; j < signature.anchors[i].phrase_count; j++)
            phrases[job->refused_count++] = signature.anchors[i].phrases[j].words;
    job->refused = phrases;
    return true;
}

/* Names are found by what they are, so refusing their phrases does not hide them. */
static bool read_refused(struct reader *reader, struct signature_job *job) {
    const char **texts;
    size_t count;
    sqlite3_stmt *select = database_prepare(
        &reader->store->database,
        "SELECT anchors FROM signature WHERE campaign = ? AND state <> 0 ORDER BY number", reader->error);
    if (!select)
        return false;
    sqlite3_bind_int64(select, 1, job->founder);
    if (!read_texts(reader, select, &texts, &count))
        return false;
    for (size_t i = 0; i < count; i++)
        if (!add_refused(reader, job, texts[i]))
            return false;
    return true;
}

static bool read_mails(struct reader *reader, struct signature_job *job) {
    static const char sql[] =
        "SELECT m.id FROM assignment a JOIN mail m ON m.id = a.mail WHERE a.campaign = ?1"
        " AND NOT m.flags & ?2 AND m.unreadable IS NULL ORDER BY m.id";
    sqlite3_stmt *select = database_prepare(&reader->store->database, sql, reader->error);
    int64_t *mails = NULL;
    size_t count = 0, capacity = 0;
    int code;
    if (!select)
        return false;
    sqlite3_bind_int64(select, 1, job->founder);
    sqlite3_bind_int(select, 2, FLAG_INDIRECT);
    while ((code = sqlite3_step(select)) == SQLITE_ROW) {
        mails = arena_grow(reader->arena, mails, count, &capacity, sizeof *mails);
        mails[count++] = sqlite3_column_int64(select, 0);
    }
    sqlite3_reset(select);
    job->mail_count = count < SAMPLES_MOST ? count : SAMPLES_MOST;
    for (size_t i = 0; i < job->mail_count; i++)
        mails[i] = mails[i * count / job->mail_count];
    job->mails = mails;
    return code == SQLITE_DONE || database_failed(&reader->store->database, reader->error);
}

/* *same: nothing has happened to the campaign since it was learnt. */
static bool is_same(struct reader *reader, const struct signature_job *job, bool *same) {
    sqlite3_stmt *select = database_prepare(
        &reader->store->database, "SELECT messages, names FROM learnt WHERE campaign = ?", reader->error);
    if (!select)
        return false;
    sqlite3_bind_int64(select, 1, job->founder);
    if (!database_row(&reader->store->database, select, same, reader->error))
        return false;
    if (*same)
        *same = (uint64_t)sqlite3_column_int64(select, 0) == job->messages &&
                !strcmp(column_text(select, 1), signature_job_names(reader->arena, job));
    sqlite3_reset(select);
    return true;
}

const char *signature_job_names(struct arena *arena, const struct signature_job *job) {
    const char *names = "";
    for (size_t i = 0; i < job->name_count; i++)
        names = arena_printf(arena, "%s%s\n", names, job->names[i]);
    return names;
}

static bool read_founders_of(struct reader *reader, const char *const *asked, size_t asked_count) {
    struct database *database = &reader->store->database;
    sqlite3_stmt *select = database_prepare(database, spam_sql, reader->error);
    if (!select)
        return false;
    sqlite3_bind_int(select, 1, INFER_SAMPLES_LEAST);
    if (!read_founders(reader, select))
        return false;
    for (size_t i = 0; i < asked_count; i++) {
        select = database_prepare(database, asked_sql, reader->error);
        if (!select)
            return false;
        sqlite3_bind_text(select, 1, asked[i], -1, SQLITE_STATIC);
        if (!read_founders(reader, select))
            return false;
    }
    return true;
}

bool signature_jobs_read(struct store *store, struct arena *arena, const char *const *asked,
                         size_t asked_count, struct signature_jobs *jobs, struct error *error) {
    struct reader reader = {.store = store, .arena = arena, .error = error, .jobs = jobs};
    size_t kept = 0;
    *jobs = (struct signature_jobs){0};
    if (!read_founders_of(&reader, asked, asked_count))
        return false;
    for (size_t i = 0; i < jobs->count; i++) {
        struct signature_job job = jobs->items[i];
        bool same;
        if (!read_names(&reader, &job) || !is_same(&reader, &job, &same))
            return false;
        if (same)
            continue;
        if (!read_refused(&reader, &job) || !read_mails(&reader, &job))
            return false;
        jobs->items[kept++] = job;
    }
    jobs->count = kept;
    return true;
}
