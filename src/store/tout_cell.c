/* A cell is written when its part is judged. Its members are the part's, all of them where all is of one
 * thing; otherwise each message goes by what it says itself, and those that say nothing of it are a cell of
 * their own. What campaign a cell is of is found out when cells are joined; its members are placed then.
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
/* Those of the verdict and the rest. */
#define CELLS (TOUT_INSTRUMENTS + 1)

/* How a part falls into cells. */
struct division {
    struct database *database;
    struct arena *arena;
    struct error *error;
    int64_t part;
    const char *primaries[TOUT_INSTRUMENTS]; /* of the cells, but for the rest */
    size_t count;
    bool one;   /* all members are of the first cell */
    bool whole; /* those that say nothing are */
    struct stretch *cells;
    int64_t campaigns[CELLS];
};

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

/* The cell of a message that says this. */
static size_t cell_of(const struct division *division, struct slice record) {
    struct tout_reading reading;
    bool names_other = false;
    size_t cell = TOUT_NO_INSTRUMENT;
    if (division->one)
        return 0;
    if (tout_record_read(division->arena, record, &reading)) {
        cell = tout_choose(division->primaries, division->count, &reading);
        names_other = reading.count && reading.candidates[0].how & HOW_EXPLICIT;
    }
    if (cell == TOUT_NO_INSTRUMENT)
        cell = division->whole && !names_other ? 0 : division->count;
    return cell;
}

/* Calls each for every member with its cell. */
static bool visit_members(struct division *division, bool (*each)(struct division *division, int64_t mail,
                                                                  int64_t received, size_t cell)) {
    sqlite3_stmt *select =
        database_prepare(division->database,
                         "SELECT m.id, m.received, s.record FROM mail m LEFT JOIN sighting s"
                         " ON s.mail = m.id WHERE m.id IN " MEMBERS " ORDER BY m.id",
                         division->error);
    bool good = select != NULL;
    int code = SQLITE_DONE;
    if (!select)
        return false;
    sqlite3_bind_int64(select, 1, division->part);
    while (good && (code = sqlite3_step(select)) == SQLITE_ROW)
        good = each(division, sqlite3_column_int64(select, 0), column_time(select, 1),
                    cell_of(division, column_blob(select, 2)));
    sqlite3_reset(select);
    return good && (code == SQLITE_DONE || database_failed(division->database, division->error));
}

static bool widen_cell(struct division *division, int64_t mail, int64_t received, size_t cell) {
    widen(&division->cells[cell], mail, received);
    return true;
}

static bool place_member(struct division *division, int64_t mail, int64_t received, size_t cell) {
    sqlite3_stmt *update = database_prepare(
        division->database, "UPDATE assignment SET campaign = ?1 WHERE mail = ?2 AND campaign <> ?1",
        division->error);
    if (!update)
        return false;
    sqlite3_bind_int64(update, 1, division->campaigns[cell]);
    sqlite3_bind_int64(update, 2, mail);
    return database_step(division->database, update, division->error);
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

/* Where all members are of one cell, nothing need be read of them but when they came. */
static bool measure_part(struct division *division) {
    sqlite3_stmt *select = database_prepare(division->database,
                                            "SELECT min(id), min(received), max(received), count(*) FROM mail"
                                            " WHERE id IN " MEMBERS,
                                            division->error);
    bool found;
    if (!select)
        return false;
    sqlite3_bind_int64(select, 1, division->part);
    if (!database_row(division->database, select, &found, division->error))
        return false;
    division->cells[0] = (struct stretch){.founder = sqlite3_column_int64(select, 0),
                                          .first = column_time(select, 1),
                                          .last = column_time(select, 2),
                                          .messages = sqlite3_column_int64(select, 3)};
    sqlite3_reset(select);
    return true;
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
                                             "DELETE FROM verdict WHERE campaign = ? AND NOT joined"};
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
                        struct error *error) {
    if (verdict->score < 0.005)
        return true;
    sqlite3_stmt *insert = database_prepare(
        database, "INSERT OR REPLACE INTO verdict VALUES(?, 0, ?, '', 0, '', '', 0, '', 0)", error);
    if (!insert)
        return false;
    sqlite3_bind_int64(insert, 1, part);
    sqlite3_bind_double(insert, 2, verdict->score);
    return database_step(database, insert, error);
}

static const char *add_line(struct arena *arena, const char *lines, const char *line) {
    return arena_printf(arena, "%s%s%s", lines, *lines ? "\n" : "", line);
}

static const char *list_aliases(struct arena *arena, const struct tout_instrument *instrument) {
    const char *lines = instrument->called ? instrument->called : "";
    for (size_t i = 0; i < instrument->alias_count; i++)
        if (strcmp(instrument->aliases[i]->name, instrument->name->name) != 0)
            lines = add_line(arena, lines, instrument->aliases[i]->name);
    return lines;
}

/* Companies may share a name, or what was taken for one. */
static const char *list_links(struct arena *arena, const struct tout_instrument *instrument) {
    const char *lines = instrument->called ? instrument->called : "";
    for (size_t i = 0; i < instrument->alias_count; i++) {
        enum tout_kind kind = instrument->aliases[i]->kind;
        if (kind == TOUT_WKN || kind == TOUT_ISIN || kind == TOUT_CONTRACT)
            lines = add_line(arena, lines, instrument->aliases[i]->name);
    }
    return instrument->hot ? add_line(arena, lines, instrument->hot) : lines;
}

static void bind_time(sqlite3_stmt *statement, int n, int64_t time) {
    if (time != TIME_NONE)
        sqlite3_bind_int64(statement, n, time);
}

/* What a cell is called: the at-th of the verdict, an unnamed tout, or the rest. */
static struct tout_instrument describe_cell(const struct tout_verdict *verdict, size_t at) {
    static const struct tout_mention unnamed = {
        .name = "?", .kind = (enum tout_kind)TOUT_CELL_UNNAMED, .market = ""};
    static const struct tout_mention rest = {
        .name = "", .kind = (enum tout_kind)TOUT_CELL_REST, .market = ""};
    if (at < verdict->count)
        return verdict->instruments[at];
    return verdict->unnamed ? (struct tout_instrument){.name = &unnamed, .score = verdict->score}
                            : (struct tout_instrument){.name = &rest, .score = verdict->rest_score};
}

static bool write_cell(struct division *division, size_t at, const struct tout_verdict *verdict,
                       const char *reasons) {
    const struct stretch *stretch = &division->cells[at];
    struct tout_instrument instrument = describe_cell(verdict, at);
    bool rest = instrument.name->kind == (enum tout_kind)TOUT_CELL_REST;
    sqlite3_stmt *insert = database_prepare(
        division->database,
        "INSERT INTO cell VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", division->error);
    if (!insert)
        return false;
    sqlite3_bind_int64(insert, 1, division->part);
    sqlite3_bind_int64(insert, 2, stretch->founder);
    sqlite3_bind_int64(insert, 3, division->campaigns[at]);
    sqlite3_bind_int64(insert, 4, at == 0);
    bind_time(insert, 5, stretch->first);
    bind_time(insert, 6, stretch->last);
    sqlite3_bind_int64(insert, 7, stretch->messages);
    sqlite3_bind_double(insert, 8, instrument.score);
    sqlite3_bind_text(insert, 9, instrument.name->name, -1, SQLITE_STATIC);
    sqlite3_bind_int64(insert, 10, instrument.name->kind);
    sqlite3_bind_text(insert, 11, list_aliases(division->arena, &instrument), -1, SQLITE_STATIC);
    sqlite3_bind_text(insert, 12, instrument.name->market, -1, SQLITE_STATIC);
    sqlite3_bind_double(insert, 13, instrument.confidence);
    sqlite3_bind_text(insert, 14, rest ? "" : reasons, -1, SQLITE_STATIC);
    sqlite3_bind_int64(insert, 15, division->one);
    sqlite3_bind_text(insert, 16, list_links(division->arena, &instrument), -1, SQLITE_STATIC);
    sqlite3_bind_int64(insert, 17, instrument.own);
    sqlite3_bind_int64(insert, 18, division->whole);
    sqlite3_bind_text(insert, 19, instrument.primary ? instrument.primary : instrument.name->name, -1,
                      SQLITE_STATIC);
    return database_step(division->database, insert, division->error);
}

/* former: the campaign of a part that was one cell already, 0 otherwise. */
static bool write_cells(struct division *division, int64_t former, const struct tout_verdict *verdict,
                        const char *reasons) {
    struct stretch cells[CELLS] = {0};
    division->cells = cells;
    division->count = verdict->count;
    division->whole = verdict->whole;
    division->one = verdict->count == 0 || verdict->single;
    for (size_t i = 0; i < verdict->count; i++)
        division->primaries[i] = verdict->instruments[i].primary;
    if (!(division->one ? measure_part(division) : visit_members(division, widen_cell)) ||
        (division->one && !former && !bring_home(division->database, division->part, division->error)))
        return false;
    for (size_t i = 0; i <= verdict->count; i++) {
        division->campaigns[i] = !division->one ? cells[i].founder : former ? former : division->part;
        if (cells[i].messages && !write_cell(division, i, verdict, reasons))
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
    struct division division = {.database = database, .arena = arena, .error = error, .part = part};
    if (tout)
        return write_cells(&division, former_cells == 1 ? former : 0, verdict, reasons);
    return (!former_cells || bring_home(database, part, error)) &&
           write_other(database, part, verdict, error);
}

bool tout_cells_place(struct database *database, struct arena *arena, int64_t part,
                      const struct tout_cell *cells, size_t count, struct error *error) {
    struct division division = {.database = database, .arena = arena, .error = error, .part = part};
    int64_t rest = 0;
    for (size_t i = 0; i < count; i++) {
        division.whole |= cells[i].whole;
        if (cells[i].kind == TOUT_CELL_REST) {
            rest = cells[i].campaign;
            continue;
        }
        /* the main cell first: it takes what says nothing */
        size_t at = cells[i].main ? 0 : division.count;
        division.primaries[division.count] = division.primaries[at];
        division.campaigns[division.count++] = division.campaigns[at];
        division.primaries[at] = cells[i].primary;
        division.campaigns[at] = cells[i].campaign;
    }
    division.campaigns[division.count] = rest;
    return visit_members(&division, place_member);
}
