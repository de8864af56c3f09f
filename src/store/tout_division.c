/* All members are of one cell where all is of one thing; otherwise each message goes by what it says itself,
 * and those that say nothing of what the part promotes are of the main cell or of one of their own, the last.
 *
 * A message may name nearly two things: then the main one counts before the others, and those by name, so
 * that the cell depends on nothing but what things there are. While these stay the same, so do the cells of
 * the members, and only newcomers need be looked at. */
#include "store/tout_division.h"

#include <stdlib.h>
#include <string.h>

#include "store/tout_pool.h"
#include "tout/record.h"

/* What a division's text begins with. */
#define ONE   '1'
#define WHOLE '+'
#define APART '-'

static int compare_primaries(const void *a, const void *b, void *context) {
    const struct tout_verdict *verdict = context;
    return strcmp(verdict->instruments[*(const size_t *)a].primary,
                  verdict->instruments[*(const size_t *)b].primary);
}

struct tout_division tout_division_of(const struct tout_verdict *verdict, size_t order[TOUT_INSTRUMENTS]) {
    struct tout_division division = {
        .one = verdict->count == 0 || verdict->single, .whole = verdict->whole, .count = verdict->count};
    for (size_t i = 0; i < verdict->count; i++)
        order[i] = i;
    if (verdict->count > 2)
        qsort_r(order + 1, verdict->count - 1, sizeof *order, compare_primaries, (void *)verdict);
    for (size_t i = 0; i < verdict->count; i++)
        division.primaries[i] = verdict->instruments[order[i]].primary;
    return division;
}

const char *tout_division_write(struct arena *arena, const struct tout_division *division) {
    const char *text = arena_printf(arena, "%c", division->one ? ONE : division->whole ? WHOLE : APART);
    for (size_t i = 0; i < division->count && !division->one; i++)
        text = arena_printf(arena, "%s%s\n", text, division->primaries[i]);
    return text;
}

struct tout_division tout_division_read(struct arena *arena, const char *text) {
    struct tout_division division = {.one = *text == ONE, .whole = *text == WHOLE};
    for (const char *at = text + (*text != '\0'); *at && division.count < TOUT_INSTRUMENTS;) {
        size_t bytes = strcspn(at, "\n");
        division.primaries[division.count++] = arena_copy(arena, at, bytes);
        at += bytes + (at[bytes] == '\n');
    }
    return division;
}

size_t tout_division_cell(const struct tout_division *division, const char *primary) {
    size_t at = 0;
    if (division->one)
        return 0;
    while (at < division->count && (!primary || strcmp(division->primaries[at], primary) != 0))
        at++;
    return at;
}

/* The cell of a message that says this. */
static size_t cell_of(const struct tout_division *division, struct arena *arena, struct slice record) {
    struct tout_reading reading;
    bool names_other = false;
    size_t cell = TOUT_NO_INSTRUMENT;
    if (division->one)
        return 0;
    arena_reset(arena);
    if (record.size && tout_record_read(arena, record, &reading)) {
        cell = tout_choose(division->primaries, division->count, &reading);
        names_other = reading.count && reading.candidates[0].how & HOW_EXPLICIT;
    }
    if (cell == TOUT_NO_INSTRUMENT)
        cell = division->whole && !names_other ? 0 : division->count;
    return cell;
}

struct visit {
    const struct tout_division *division;
    struct database *database;
    struct arena *arena; /* of one message */
    bool (*each)(void *context, const struct tout_member *member, struct error *error);
    void *context;
    struct error *error;
};

static bool visit_rows(const struct visit *visit, sqlite3_stmt *select) {
    bool good = true;
    int code = SQLITE_DONE;
    while (good && (code = sqlite3_step(select)) == SQLITE_ROW) {
        const struct tout_member member = {
            .mail = sqlite3_column_int64(select, 0),
            .campaign = sqlite3_column_int64(select, 1),
            .received = column_time(select, 2),
            .cell = cell_of(visit->division, visit->arena, column_blob(select, 3))};
        good = visit->each(visit->context, &member, visit->error);
    }
    sqlite3_reset(select);
    return good && (code == SQLITE_DONE || database_failed(visit->database, visit->error));
}

/* Members may be given other campaigns on the way: who they are is found first. */
#define SAYINGS                                                                                              \
    "SELECT a.mail, a.campaign,"                                                                             \
    " CASE WHEN s.mail IS NULL THEN (SELECT received FROM mail WHERE id = a.mail) ELSE s.received END,"      \
    " s.record FROM assignment a LEFT JOIN sighting s ON s.mail = a.mail WHERE a.mail"

static bool visit_all(const struct visit *visit, int64_t part) {
    sqlite3_stmt *select = database_prepare(visit->database, SAYINGS " IN " TOUT_MEMBERS, visit->error);
    if (!select)
        return false;
    sqlite3_bind_int64(select, 1, part);
    return visit_rows(visit, select);
}

static bool visit_newcomers(const struct visit *visit, const struct tout_newcomers *newcomers) {
    for (size_t i = 0; i < newcomers->count; i++) {
        sqlite3_stmt *select = database_prepare(visit->database, SAYINGS " = ?", visit->error);
        if (!select)
            return false;
        sqlite3_bind_int64(select, 1, newcomers->mails[i]);
        if (!visit_rows(visit, select))
            return false;
    }
    return true;
}

bool tout_division_visit(const struct tout_division *division, struct database *database, int64_t part,
                         const struct tout_newcomers *newcomers,
                         bool (*each)(void *context, const struct tout_member *member, struct error *error),
                         void *context, struct error *error) {
    const struct visit visit = {division, database, arena_new(), each, context, error};
    bool good = newcomers ? visit_newcomers(&visit, newcomers) : visit_all(&visit, part);
    arena_free(visit.arena);
    return good;
}
