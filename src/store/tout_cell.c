/* A cell is written when its part is judged. Its members are the part's, all of them where there is one cell;
 * where there are several, each message goes by what it says itself. Joining then only renames what a cell's
 * members are called.
 *
 * Members of a part are found by two indexes: on campaign, for those that are of the campaign named like the
 * part, and one of only those that are not. */
#include "store/tout_cell.h"

#include <stdlib.h>
#include <string.h>

#include "base/time.h"
#include "tout/record.h"

#define MEMBERS                                                                                              \
    "(SELECT mail FROM assignment WHERE campaign = ?1 AND part = ?1"                                         \
    " UNION ALL SELECT mail FROM assignment WHERE part = ?1 AND campaign <> part)"

struct stretch {
    int64_t founder, first, last;
    int64_t messages;
};

static void widen(struct stretch *stretch, int64_t mail, int64_t received) {
    if (!stretch->messages++)
        *stretch = (struct stretch){mail, received, received, 1};
    if (mail < stretch->founder)
        stretch->founder = mail;
    if (received == TIME_NONE)
        return;
    if (stretch->first == TIME_NONE || received < stretch->first)
        stretch->first = received;
    if (received > stretch->last)
        stretch->last = received;
}

/* Calls each for every member with the instrument that it promotes. */
static bool visit_members(struct database *database, struct arena *arena, int64_t part,
                          const struct tout_verdict *verdict,
                          bool (*each)(void *context, int64_t mail, int64_t received, size_t cell),
                          void *context, struct error *error) {
    sqlite3_stmt *select =
        database_prepare(database,
                         "SELECT m.id, m.received, s.record FROM mail m LEFT JOIN sighting s"
                         " ON s.mail = m.id WHERE m.id IN " MEMBERS " ORDER BY m.id",
                         error);
    bool good = select != NULL;
    int code = SQLITE_DONE;
    if (!select)
        return false;
    sqlite3_bind_int64(select, 1, part);
    while (good && (code = sqlite3_step(select)) == SQLITE_ROW) {
        struct tout_reading reading;
        size_t cell = 0;
        if (verdict->count > 1 && tout_record_read(arena, column_blob(select, 2), &reading))
            cell = tout_choose(verdict, &reading);
        good = each(context, sqlite3_column_int64(select, 0), column_time(select, 1), cell);
    }
    sqlite3_reset(select);
    return good && (code == SQLITE_DONE || database_failed(database, error));
}

static bool widen_cell(void *context, int64_t mail, int64_t received, size_t cell) {
    widen((struct stretch *)context + cell, mail, received);
    return true;
}

/* All members are of the campaign named like the part. */
static bool bring_home(struct database *database, int64_t part, struct error *error) {
    sqlite3_stmt *update = database_prepare(
        database, "UPDATE assignment SET campaign = part WHERE part = ? AND campaign <> part", error);
    if (!update)
        return false;
    sqlite3_bind_int64(update, 1, part);
    return database_step(database, update, error);
}

/* Members of one part that are of one campaign are now of another. */
bool tout_cells_rename(struct database *database, int64_t part, int64_t from, int64_t to,
                       struct error *error) {
    sqlite3_stmt *update =
        from == part
            ? database_prepare(database,
                               "UPDATE assignment SET campaign = ?3 WHERE campaign = ?2 AND part = ?1", error)
            : database_prepare(database,
                               "UPDATE assignment SET campaign = ?3 WHERE part = ?1 AND campaign <> part"
                               " AND campaign = ?2",
                               error);
    if (!update)
        return false;
    sqlite3_bind_int64(update, 1, part);
    sqlite3_bind_int64(update, 2, from);
    sqlite3_bind_int64(update, 3, to);
    return database_step(database, update, error);
}

struct placing {
    struct database *database;
    const struct stretch *cells;
    struct error *error;
};

static bool place_member(void *context, int64_t mail, int64_t received, size_t cell) {
    const struct placing *placing = context;
    sqlite3_stmt *update = database_prepare(
        placing->database, "UPDATE assignment SET campaign = ? WHERE mail = ?", placing->error);
    if (!update)
        return false;
    sqlite3_bind_int64(update, 1, placing->cells[cell].founder);
    sqlite3_bind_int64(update, 2, mail);
    return database_step(placing->database, update, placing->error);
}

/* What the cells of a part were: how many, and of which campaign the first is. */
static bool read_former(struct database *database, int64_t part, int64_t *cells, int64_t *campaign,
                        struct error *error) {
    sqlite3_stmt *select =
        database_prepare(database, "SELECT count(*), min(campaign) FROM cell WHERE part = ?", error);
    bool found;
    if (!select)
        return false;
    sqlite3_bind_int64(select, 1, part);
    if (!database_row(database, select, &found, error))
        return false;
    *cells = sqlite3_column_int64(select, 0);
    *campaign = sqlite3_column_int64(select, 1);
    sqlite3_reset(select);
    return true;
}

static bool clear_part(struct database *database, int64_t part, struct error *error) {
    static const char *const statements[] = {"DELETE FROM cell WHERE part = ?",
                                             "DELETE FROM verdict WHERE campaign = ? AND NOT tout"};
    for (size_t i = 0; i < 2; i++) {
        sqlite3_stmt *clear = database_prepare(database, statements[i], error);
        if (!clear)
            return false;
        sqlite3_bind_int64(clear, 1, part);
        if (!database_step(database, clear, error))
            return false;
    }
    return true;
}

/* Two digits are shown; less than half of the last is nothing. */
static bool write_other(struct database *database, int64_t part, const struct tout_verdict *verdict,
                        const char *reasons, struct error *error) {
    if (verdict->score < 0.005)
        return true;
    sqlite3_stmt *insert = database_prepare(
        database, "INSERT OR REPLACE INTO verdict(campaign, tout, score, reasons) VALUES(?, 0, ?, ?)", error);
    if (!insert)
        return false;
    sqlite3_bind_int64(insert, 1, part);
    sqlite3_bind_double(insert, 2, verdict->score);
    sqlite3_bind_text(insert, 3, reasons, -1, SQLITE_STATIC);
    return database_step(database, insert, error);
}

static const char *join_aliases(struct arena *arena, const struct tout_instrument *instrument) {
    const char *joined = "";
    for (size_t i = 0; i < instrument->alias_count; i++)
        joined = arena_printf(arena, "%s%s%s", joined, *joined ? "\n" : "", instrument->aliases[i]->name);
    return joined;
}

static void bind_time(sqlite3_stmt *statement, int n, int64_t time) {
    if (time != TIME_NONE)
        sqlite3_bind_int64(statement, n, time);
}

static bool write_cell(struct database *database, struct arena *arena, int64_t part,
                       const struct stretch *stretch, int64_t campaign, const struct tout_verdict *verdict,
                       size_t at, const char *reasons, struct error *error) {
    static const struct tout_mention none = {.name = "?", .kind = TOUT_KIND_COUNT, .market = ""};
    const struct tout_instrument unnamed = {.mention = &none};
    const struct tout_instrument *instrument = verdict->count ? &verdict->instruments[at] : &unnamed;
    sqlite3_stmt *insert = database_prepare(
        database, "INSERT INTO cell VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", error);
    if (!insert)
        return false;
    sqlite3_bind_int64(insert, 1, part);
    sqlite3_bind_int64(insert, 2, stretch->founder);
    sqlite3_bind_int64(insert, 3, campaign);
    sqlite3_bind_int64(insert, 4, at == 0);
    bind_time(insert, 5, stretch->first);
    bind_time(insert, 6, stretch->last);
    sqlite3_bind_int64(insert, 7, stretch->messages);
    sqlite3_bind_double(insert, 8, verdict->score);
    sqlite3_bind_text(insert, 9, instrument->mention->name, -1, SQLITE_STATIC);
    sqlite3_bind_int64(insert, 10, instrument->mention->kind);
    sqlite3_bind_text(insert, 11, join_aliases(arena, instrument), -1, SQLITE_STATIC);
    sqlite3_bind_text(insert, 12, instrument->mention->market, -1, SQLITE_STATIC);
    sqlite3_bind_double(insert, 13, instrument->confidence);
    sqlite3_bind_text(insert, 14, reasons, -1, SQLITE_STATIC);
    return database_step(database, insert, error);
}

/* Where there are several cells their members' campaigns are their founders, until cells are joined. */
static bool write_cells(struct database *database, struct arena *arena, int64_t part, int64_t former_cells,
                        int64_t former, const struct tout_verdict *verdict, const char *reasons,
                        struct error *error) {
    struct stretch stretches[TOUT_INSTRUMENTS] = {0};
    struct placing placing = {database, stretches, error};
    size_t count = verdict->count ? verdict->count : 1;
    if (!visit_members(database, arena, part, verdict, widen_cell, stretches, error))
        return false;
    if (count > 1) {
        if (!visit_members(database, arena, part, verdict, place_member, &placing, error))
            return false;
    } else if (former_cells != 1) {
        if (!bring_home(database, part, error))
            return false;
    }
    for (size_t i = 0; i < count; i++) {
        int64_t campaign = count > 1 ? stretches[i].founder : former_cells == 1 ? former : part;
        if (stretches[i].messages &&
            !write_cell(database, arena, part, &stretches[i], campaign, verdict, i, reasons, error))
            return false;
    }
    return true;
}

bool tout_cells_write(struct database *database, struct arena *arena, int64_t part,
                      const struct tout_verdict *verdict, const char *reasons, bool *changed,
                      struct error *error) {
    int64_t former_cells, former;
    bool tout = verdict->score >= TOUT_SCORE;
    if (!read_former(database, part, &former_cells, &former, error) || !clear_part(database, part, error))
        return false;
    *changed = tout || former_cells;
    if (tout)
        return write_cells(database, arena, part, former_cells, former, verdict, reasons, error);
    return (!former_cells || bring_home(database, part, error)) &&
           write_other(database, part, verdict, reasons, error);
}
