/* Two halves. What is in the tables and the raw file is verified: SQLite's own checks, every mail's bytes
 * against their hash. What was derived is made again from the raw mail (shadow.c) and compared: the search
 * index and what the finder keeps by sums, templates and campaigns one by one. So a sound store is one that a
 * fresh ingest of the same mail would give. Cost: about that of the ingest. */
#include "store/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "store/base.h"
#include "store/bench.h"
#include "store/bench_manifest.h"
#include "store/dialect_table.h"
#include "store/replay.h"
#include "store/schema.h"
#include "store/segment.h"
#include "store/shadow.h"

#define WHAT_BYTES        300
#define ASSIGNMENTS_NAMED 10

struct check {
    struct store *store;
    struct check_counts *counts;
    void (*found)(void *context, const char *what);
    void (*progress)(void *context, uint64_t done, uint64_t all);
    void *context;
    struct shadow shadow;
    uint64_t posting_sum, postings;
    struct error *error;
};

__attribute__((format(printf, 2, 3))) static void report(struct check *check, const char *format, ...) {
    char what[WHAT_BYTES];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    check->counts->wrong++;
    check->found(check->context, what);
}

/* Every row that the statement gives is a finding, in words. */
static bool report_rows(struct check *check, const char *sql, const char *prefix) {
    struct database *database = &check->store->database;
    sqlite3_stmt *select = database_prepare(database, sql, check->error);
    int code;
    if (!select)
        return false;
    while ((code = sqlite3_step(select)) == SQLITE_ROW)
        if (strcmp(column_text(select, 0), "ok") != 0)
            report(check, "%s%s", prefix, column_text(select, 0));
    sqlite3_reset(select);
    return code == SQLITE_DONE || database_failed(database, check->error);
}

/* Mail with a readable one in it (FLAG_INDIRECT, FLAG_REPORTED) in reports (MAIL_FEEDBACK_REPORT). */
#define REPORTS_MISREAD                                                                                      \
    "SELECT count(*) || iif(count(*) = 1, ' report', ' reports') || ' of feed ' || f.name FROM mail m JOIN " \
    "delivery d ON d.seq = m.id"                                                                             \
    " JOIN feed f ON f.id = d.feed WHERE m.class = 5 AND m.flags & 260"                                      \
    " AND (m.flags & 256 <> 0) <> coalesce(f.reports, 0) GROUP BY f.id"
_Static_assert(MAIL_FEEDBACK_REPORT == 5 && (FLAG_INDIRECT | FLAG_REPORTED) == 260,
               "REPORTS_MISREAD has them");

static bool check_tables(struct check *check) {
    return report_rows(check, "PRAGMA integrity_check(20)", "database: ") &&
           report_rows(check,
                       "SELECT \"table\" || coalesce(' row ' || rowid, '') FROM pragma_foreign_key_check",
                       "no counterpart for ") &&
           report_rows(check,
                       "SELECT 'message ' || seq FROM delivery d WHERE seq <> mail AND"
                       " NOT EXISTS(SELECT 1 FROM delivery f WHERE f.seq = d.mail)",
                       "no first delivery for ") &&
           report_rows(check,
                       "SELECT id FROM mail m WHERE NOT EXISTS(SELECT 1 FROM delivery WHERE seq = m.id)",
                       "no delivery for message ") &&
           report_rows(check,
                       "SELECT DISTINCT campaign FROM assignment a WHERE"
                       " NOT EXISTS(SELECT 1 FROM campaign WHERE founder = a.campaign)",
                       "no id for the campaign of message ") &&
           report_rows(check,
                       "SELECT 'secret for tokens' WHERE EXISTS(SELECT 1 FROM mail) AND NOT EXISTS(SELECT 1 "
                       "FROM secret)",
                       "no ") &&
           report_rows(check, REPORTS_MISREAD, "read otherwise than `feeds set` says now: ") &&
           report_rows(check,
                       "SELECT id FROM mail m WHERE dialect IS NOT NULL AND"
                       " NOT EXISTS(SELECT 1 FROM dialect WHERE id = m.dialect)",
                       "how it is made is lost of message ") &&
           report_rows(check,
                       "SELECT id FROM dialect d WHERE (SELECT count(*) FROM making WHERE id IN"
                       " (d.program, d.delivery, d.layout, d.engine, d.charset)) <> (d.program IS NOT NULL) +"
                       " (d.delivery IS NOT NULL) + (d.layout IS NOT NULL) + (d.engine IS NOT NULL) +"
                       " (d.charset IS NOT NULL)",
                       "lines are lost of dialect ");
}

/* What the row says of the mail, against what its bytes say. */
static bool compare_row(struct check *check, int64_t mail, const struct digest *digest) {
    struct database *database = &check->store->database;
    sqlite3_stmt *select = database_prepare(
        database,
        "SELECT sender, subject, class, flags, unreadable, dialect, trace, recipient, occasion FROM mail"
        " WHERE id = ?",
        check->error);
    bool found;
    if (!select)
        return false;
    sqlite3_bind_int64(select, 1, mail);
    if (!database_row(database, select, &found, check->error))
        return false;
    if (strcmp(column_text(select, 0), digest->sender) != 0 ||
        strcmp(column_text(select, 1), digest->subject) != 0 ||
        sqlite3_column_int64(select, 2) != (int64_t)digest->mail_class ||
        sqlite3_column_int64(select, 3) != (int64_t)digest->flags ||
        strcmp(column_text(select, 4), digest->unreadable) != 0 ||
        sqlite3_column_int64(select, 6) != digest->trace ||
        sqlite3_column_int64(select, 7) != digest->recipient ||
        sqlite3_column_int64(select, 8) != digest->occasion)
        report(check, "what is listed of message %lld does not match its bytes", (long long)mail);
    else if (!*digest->unreadable && sqlite3_column_int64(select, 5) != digest->dialect.id)
        report(check, "how message %lld is made does not match its bytes", (long long)mail);
    sqlite3_reset(select);
    return true;
}

static bool compare_mail(void *context, int64_t mail, const struct digest *digest) {
    struct check *check = context;
    uint64_t host = term_of_host(digest->address);
    if (!compare_row(check, mail, digest))
        return false;
    if (*digest->unreadable)
        return true;
    if (!shadow_add(&check->shadow, mail, digest, check->error))
        return false;
    for (size_t i = 0; i < digest->term_count; i++)
        check->posting_sum += posting_hash(digest->terms[i], mail);
    check->posting_sum += host ? posting_hash(host, mail) : 0;
    check->postings += digest->term_count + (host != 0);
    return true;
}

static void report_lost(void *context, int64_t mail, const char *why) {
    report(context, "message %lld: %s", (long long)mail, why);
}

static void report_progress(void *context, uint64_t done, uint64_t all) {
    struct check *check = context;
    if (check->progress)
        check->progress(check->context, done, all);
}

/* One database's rows of assignment, in order of mail. */
struct assignments {
    const struct database *database;
    sqlite3_stmt *select;
    int64_t mail, template, campaign; /* mail: INT64_MAX after the last row */
};

static bool next_assignment(struct assignments *assignments, struct error *error) {
    int code = sqlite3_step(assignments->select);
    bool row = code == SQLITE_ROW;
    assignments->mail = row ? sqlite3_column_int64(assignments->select, 0) : INT64_MAX;
    assignments->template = row ? sqlite3_column_int64(assignments->select, 1) : 0;
    assignments->campaign = row ? sqlite3_column_int64(assignments->select, 2) : 0;
    return row || code == SQLITE_DONE || database_failed(assignments->database, error);
}

static bool open_assignments(struct assignments *assignments, struct database *database,
                             struct error *error) {
    *assignments = (struct assignments){.database = database};
    assignments->select =
        database_prepare(database, "SELECT mail, template, campaign FROM assignment ORDER BY mail", error);
    return assignments->select && next_assignment(assignments, error);
}

/* What is wrong with the two rows, NULL if nothing is. */
static const char *difference(const struct assignments *is, const struct assignments *should) {
    if (is->mail > should->mail)
        return "has no campaign";
    if (is->mail < should->mail)
        return "has a campaign, should have none";
    if (is->template != should->template)
        return "is of another template";
    return is->campaign != should->campaign ? "is of another campaign" : NULL;
}

/* Where much is wrong, it is enough to name some of it. */
static bool compare_assignments(struct check *check) {
    struct assignments is, should;
    uint64_t different = 0;
    if (!open_assignments(&is, &check->store->database, check->error) ||
        !open_assignments(&should, &check->shadow.database, check->error))
        return false;
    bool good = true;
    while (good && (is.mail != INT64_MAX || should.mail != INT64_MAX)) {
        int64_t is_at = is.mail, should_at = should.mail;
        const char *what = difference(&is, &should);
        if (what && ++different <= ASSIGNMENTS_NAMED)
            report(check, "message %lld %s", (long long)(is_at < should_at ? is_at : should_at), what);
        good = (is_at > should_at || next_assignment(&is, check->error)) &&
               (is_at < should_at || next_assignment(&should, check->error));
    }
    if (different > ASSIGNMENTS_NAMED)
        report(check, "%llu more messages have not the campaign that they should",
               (unsigned long long)(different - ASSIGNMENTS_NAMED));
    sqlite3_reset(is.select);
    return good;
}

static bool compare_index(struct check *check) {
    uint64_t sum, count;
    if (!segment_checksum(&check->store->database, &sum, &count, check->error))
        return false;
    if (sum != check->posting_sum || count != check->postings)
        report(check, "the search index does not match the mail (%llu entries, should be %llu)",
               (unsigned long long)count, (unsigned long long)check->postings);
    return true;
}

static bool compare_finder(struct check *check) {
    struct finder_sum is, should;
    if (!finder_table_sum(&check->store->database, &is, check->error) ||
        !finder_table_sum(&check->shadow.database, &should, check->error))
        return false;
    if (is.rows != should.rows || is.sum != should.sum)
        report(check, "what campaigns are found by does not match the mail (%llu entries, should be %llu)",
               (unsigned long long)is.rows, (unsigned long long)should.rows);
    return true;
}

static bool compare_people(struct check *check) {
    uint64_t missing;
    if (!person_table_missing(&check->store->database, &check->shadow.database, &missing, check->error))
        return false;
    if (missing)
        report(check, "%llu entries of who must not be seen in what is published are missing",
               (unsigned long long)missing);
    return true;
}

static bool check_dialects(struct check *check) {
    uint64_t wrong;
    if (!dialect_table_verify(&check->store->database, &wrong, check->error))
        return false;
    if (wrong)
        report(check, "%llu of the lines that say how mail is made are not what they were",
               (unsigned long long)wrong);
    return true;
}

/* Whether each manifest is what it was when it was frozen. */
static bool check_manifests(struct check *check) {
    struct bench_corpus *corpora;
    struct arena *arena = arena_new();
    size_t count;
    bool good = store_bench_corpora(check->store, arena, &corpora, &count, check->error);
    for (size_t i = 0; good && i < count; i++) {
        char digest[BENCH_DIGEST_BYTES];
        good = bench_digest_of(&check->store->database, corpora[i].id, digest, check->error);
        if (good && strcmp(digest, corpora[i].digest) != 0)
            report(check, "the manifest of corpus %s is not what was frozen", corpora[i].name);
    }
    arena_free(arena);
    return good;
}

/* What the comparative test keeps. A manifest whose mail is lost is still one; see repair.c. */
static bool check_bench(struct check *check) {
    struct database *database = &check->store->database;
    bool there;
    if (!bench_tables_there(database, &there, check->error))
        return false;
    return !there ||
           (report_rows(check,
                        "SELECT count(*) || ' verdicts of run ' || r.id FROM bench_verdict v"
                        " JOIN bench_run r ON r.id = v.run WHERE NOT EXISTS(SELECT 1 FROM bench_item i"
                        " WHERE i.corpus = r.corpus AND i.number = v.item AND i.excluded IS NULL)"
                        " GROUP BY r.id",
                        "no mail for ") &&
            report_rows(check,
                        "SELECT count(*) || ' mails of corpus ' || c.name FROM bench_item i"
                        " JOIN bench_corpus c ON c.id = i.corpus JOIN delivery d ON d.seq = i.delivery"
                        " JOIN mail m ON m.id = d.mail WHERE m.hash <> i.hash GROUP BY c.id",
                        "other bytes than were frozen: ") &&
            check_manifests(check));
}

static bool check_derived(struct check *check) {
    const struct replay_settings settings = {
        .context = check, .mail = compare_mail, .lost = report_lost, .progress = report_progress};
    if (!shadow_open(&check->shadow, check->store, check->error))
        return false;
    bool good = replay_mails(check->store, &settings, check->error) &&
                shadow_settle(&check->shadow, check->error) &&
                shadow_reread(&check->shadow, check->store, check->error) && compare_assignments(check) &&
                compare_index(check) && compare_finder(check) && compare_people(check);
    shadow_close(&check->shadow);
    return good;
}

static bool count(struct check *check) {
    static const char *const statements[] = {
        "SELECT count(*) FROM mail",
        "SELECT count(*) FROM delivery",
        "SELECT count(DISTINCT campaign) FROM assignment",
        "SELECT count(DISTINCT template) FROM assignment",
        "SELECT coalesce(sum(bytes), 0) FROM mail",
        "SELECT count(*) FROM mail WHERE unreadable IS NOT NULL",
    };
    struct check_counts *counts = check->counts;
    uint64_t *const figures[] = {&counts->messages,  &counts->deliveries, &counts->campaigns,
                                 &counts->templates, &counts->raw_bytes,  &counts->unreadable};
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) {
        int64_t number;
        if (!database_number(&check->store->database, statements[i], 0, &number, check->error))
            return false;
        *figures[i] = (uint64_t)number;
    }
    const char *const paths[] = {check->store->database_path, check->store->raw_path};
    struct stat status;
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        counts->stored_bytes += stat(paths[i], &status) ? 0 : (uint64_t)status.st_size;
    return true;
}

bool store_check(struct store *store, void (*found)(void *context, const char *what),
                 void (*progress)(void *context, uint64_t done, uint64_t all), void *context,
                 struct check_counts *counts, struct error *error) {
    struct check check = {.store = store,
                          .counts = counts,
                          .found = found,
                          .progress = progress,
                          .context = context,
                          .error = error};
    *counts = (struct check_counts){0};
    if (!store_begin_read(store, error))
        return false;
    bool good = count(&check) && check_tables(&check) && check_dialects(&check) && check_bench(&check) &&
                check_derived(&check);
    store_end_read(store);
    return good;
}

bool store_unreadable(struct store *store,
                      void (*each)(void *context, uint64_t seq, const char *source, const char *reason),
                      void *context, struct error *error) {
    sqlite3_stmt *select = database_prepare(&store->database,
                                            "SELECT d.seq, d.source, m.unreadable FROM mail m JOIN delivery d"
                                            " ON d.mail = m.id WHERE m.unreadable IS NOT NULL ORDER BY d.seq",
                                            error);
    int code;
    if (!select)
        return false;
    while ((code = sqlite3_step(select)) == SQLITE_ROW)
        each(context, (uint64_t)sqlite3_column_int64(select, 0), column_text(select, 1),
             column_text(select, 2));
    sqlite3_reset(select);
    return code == SQLITE_DONE || database_failed(&store->database, error);
}
