/* Reads each group at least once, those that most mail is of first, and big groups again in pictures from
 * elsewhere in them: what noise hides in one picture it leaves in another. In rounds, so that a run that is
 * stopped has read everything once before it reads anything twice. A picture that cannot be read is not
 * tried again; its group may have another. */
#include <stdlib.h>

#include "mail/charset.h"
#include "store/ocr_run.h"

/* Readings of a group of so many different pictures or more. */
#define TWICE_PICTURES  4
#define THRICE_PICTURES 12
#define READINGS_MOST   3
/* Pictures of a group that fail before it is given up. */
#define FAILURES_MOST 2

struct group {
    int64_t id, file; /* file: of the picture under way */
    uint64_t files, good, failed;
};

struct plan {
    struct ocr_run *run;
    struct group *groups;
    size_t count, capacity;
    uint64_t due, done;
};

static uint64_t wanted(uint64_t files) {
    return files < TWICE_PICTURES ? 1 : files < THRICE_PICTURES ? 2 : READINGS_MOST;
}

static bool is_due(const struct group *group) {
    return group->good < wanted(group->files) && group->failed < FAILURES_MOST &&
           group->good + group->failed < group->files;
}

static bool load_groups(struct plan *plan) {
    struct database *database = &plan->run->store->database;
    sqlite3_stmt *select = database_prepare(
        database,
        "SELECT f.alike, count(DISTINCT f.id), (SELECT count(*) FROM reading r WHERE r.alike = f.alike"
        " AND r.failed IS NULL), (SELECT count(*) FROM reading r WHERE r.alike = f.alike"
        " AND r.failed IS NOT NULL) FROM picture_file f JOIN picture p ON p.file = f.id"
        " WHERE f.alike IS NOT NULL GROUP BY f.alike ORDER BY count(*) DESC, f.alike",
        plan->run->error);
    int code;
    if (!select)
        return false;
    while ((code = sqlite3_step(select)) == SQLITE_ROW) {
        struct group group = {.id = sqlite3_column_int64(select, 0),
                              .files = (uint64_t)sqlite3_column_int64(select, 1),
                              .good = (uint64_t)sqlite3_column_int64(select, 2),
                              .failed = (uint64_t)sqlite3_column_int64(select, 3)};
        if (!is_due(&group))
            continue;
        if (plan->count == plan->capacity) {
            plan->capacity = plan->capacity ? 2 * plan->capacity : 256;
            plan->groups = reallocate(plan->groups, plan->capacity * sizeof *plan->groups);
        }
        plan->groups[plan->count++] = group;
        plan->due += wanted(group.files) - group.good;
    }
    sqlite3_reset(select);
    return code == SQLITE_DONE || database_failed(database, plan->run->error);
}

/* Of those not read the n-th in so many, in the order in which they came; and a mail that has it. */
static bool choose(struct plan *plan, struct group *group, int64_t *mail, size_t *number) {
    struct database *database = &plan->run->store->database;
    sqlite3_stmt *select =
        database_prepare(database,
                         "SELECT f.id, p.mail, p.number FROM picture_file f JOIN picture p ON p.file = f.id"
                         " WHERE f.id = (SELECT id FROM picture_file WHERE alike = ?1 AND id NOT IN"
                         " (SELECT file FROM reading WHERE alike = ?1) ORDER BY id LIMIT 1 OFFSET ?2)"
                         " ORDER BY p.mail, p.number LIMIT 1",
                         plan->run->error);
    bool found;
    if (!select)
        return false;
    uint64_t unread = group->files - group->good - group->failed;
    sqlite3_bind_int64(select, 1, group->id);
    sqlite3_bind_int64(select, 2, (int64_t)(unread * group->good / READINGS_MOST));
    if (!database_row(database, select, &found, plan->run->error))
        return false;
    group->file = found ? sqlite3_column_int64(select, 0) : 0;
    *mail = sqlite3_column_int64(select, 1);
    *number = (size_t)sqlite3_column_int64(select, 2);
    sqlite3_reset(select);
    return true;
}

/* Workers are not believed to give sound UTF-8. */
static struct slice clean_text(struct arena *arena, struct slice text) {
    uint32_t anomalies = 0;
    struct slice clean = charset_to_utf8(arena, text, "utf-8", &anomalies);
    char *copy = arena_copy(arena, clean.data, clean.size);
    for (size_t i = 0; i < clean.size; i++)
        if ((unsigned char)copy[i] < ' ' && copy[i] != '\n')
            copy[i] = ' ';
    return slice_of(copy, clean.size);
}

static bool write_reading(struct plan *plan, const struct picture_result *result) {
    struct ocr_run *run = plan->run;
    struct group *group = &plan->groups[result->id];
    bool good = result->outcome == WORKER_DONE;
    if (result->outcome == WORKER_UNABLE)
        return error_set(run->error, "%s", result->why.message);
    struct arena *arena = arena_new();
    bool written = picture_table_add_reading(&run->store->database, group->file, group->id,
                                             good ? clean_text(arena, result->text) : slice_of("", 0), result,
                                             run->error);
    arena_free(arena);
    group->good += good;
    group->failed += !good;
    plan->done += good;
    run->counts->read += good;
    run->counts->failed += !good;
    ocr_report(run, OCR_READING, plan->done, plan->due);
    return written && ocr_keep(run);
}

static bool take_result(struct plan *plan, bool *taken) {
    struct picture_result result;
    *taken = picture_pool_take(plan->run->pool, &result);
    return !*taken || write_reading(plan, &result);
}

/* A picture that its mail no longer gives counts as one that cannot be read. */
static bool begin(struct plan *plan, size_t at) {
    struct ocr_run *run = plan->run;
    struct mail_picture pictures[MAIL_PICTURES];
    struct picture_result lost = {.id = at, .outcome = WORKER_FAILED, .why = {"is lost"}};
    int64_t mail;
    size_t number, count;
    bool taken;
    if (!choose(plan, &plan->groups[at], &mail, &number))
        return false;
    if (!plan->groups[at].file)
        return true;
    arena_reset(run->arena);
    if (!ocr_pictures(run, mail, pictures, &count) || number >= count)
        return write_reading(plan, &lost);
    if (!picture_pool_ready(run->pool) && !take_result(plan, &taken))
        return false;
    return picture_pool_send(run->pool, at, WORKER_READ, &pictures[number], run->error);
}

static bool read_round(struct plan *plan, uint64_t *begun) {
    uint64_t limit = plan->run->settings->limit;
    bool taken = true;
    for (size_t at = 0; at < plan->count; at++)
        if (is_due(&plan->groups[at]) && (!limit || *begun < limit)) {
            ++*begun;
            if (!begin(plan, at))
                return false;
        }
    while (taken)
        if (!take_result(plan, &taken))
            return false;
    return true;
}

bool ocr_read(struct ocr_run *run) {
    struct plan plan = {.run = run};
    uint64_t begun = 0;
    bool good = load_groups(&plan);
    if (run->settings->limit && run->settings->limit < plan.due)
        plan.due = run->settings->limit;
    for (unsigned round = 0; good && round < READINGS_MOST + FAILURES_MOST; round++)
        good = read_round(&plan, &begun);
    free(plan.groups);
    return good;
}
