/* A cell is written when its part is judged. What campaign it is of is found out when cells are joined; its
 * members are placed then.
 *
 * Cost: while a part falls into the same cells as before, a row a newcomer; otherwise one a member. */
#include "store/tout_cell.h"

#include <stdlib.h>
#include <string.h>

#include "base/time.h"
#include "store/tout_division.h"

struct stretch {
    int64_t founder, first, last; /* TIME_NONE: no message has a time */
    int64_t messages;             /* 0: there are none, and the rest means nothing */
};

struct cell {
    struct stretch stretch;
    int64_t campaign; /* 0: not known yet */
    bool placed;
};

struct writing {
    struct database *database;
    struct arena *arena;
    int64_t part;
    const struct tout_verdict *verdict;
    const char *reasons;
    struct tout_division division;
    size_t order[TOUT_INSTRUMENTS]; /* of the cells' instruments in the verdict */
    struct cell cells[TOUT_CELLS];
};

/* What the cells of a part were, one of them. */
struct former_cell {
    const char *primary; /* NULL: the rest */
    struct cell cell;
};

struct former {
    const char *division;
    struct former_cell *cells;
    size_t count;
};

static void widen(struct stretch *stretch, const struct stretch *by) {
    if (!stretch->messages) {
        *stretch = *by;
        return;
    }
    stretch->messages += by->messages;
    if (by->founder < stretch->founder)
        stretch->founder = by->founder;
    if (by->first == TIME_NONE)
        return;
    if (stretch->first == TIME_NONE || by->first < stretch->first)
        stretch->first = by->first;
    if (by->last > stretch->last)
        stretch->last = by->last;
}

static bool widen_cell(void *context, const struct tout_member *member, struct error *error) {
    struct writing *writing = context;
    widen(&writing->cells[member->cell].stretch,
          &(struct stretch){member->mail, member->received, member->received, 1});
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

static bool read_division(struct database *database, struct arena *arena, int64_t part, const char **text,
                          struct error *error) {
    sqlite3_stmt *select = database_prepare(database, "SELECT division FROM part WHERE founder = ?", error);
    bool found;
    if (!select)
        return false;
    sqlite3_bind_int64(select, 1, part);
    if (!database_row(database, select, &found, error))
        return false;
    *text = found ? arena_string(arena, column_text(select, 0)) : "";
    sqlite3_reset(select);
    return true;
}

static bool write_division(struct database *database, int64_t part, const char *text, struct error *error) {
    sqlite3_stmt *update =
        database_prepare(database, "UPDATE part SET division = ?2 WHERE founder = ?1", error);
    if (!update)
        return false;
    sqlite3_bind_int64(update, 1, part);
    sqlite3_bind_text(update, 2, text, -1, SQLITE_STATIC);
    return database_step(database, update, error);
}

static bool read_former(struct database *database, struct arena *arena, int64_t part, struct former *former,
                        struct error *error) {
    static const char sql[] = "SELECT founder, first, last, messages, campaign, placed, kind, primary_name"
                              " FROM cell WHERE part = ?";
    sqlite3_stmt *select = database_prepare(database, sql, error);
    size_t capacity = 0;
    int code;
    *former = (struct former){0};
    if (!select)
        return false;
    sqlite3_bind_int64(select, 1, part);
    while ((code = sqlite3_step(select)) == SQLITE_ROW) {
        bool rest = sqlite3_column_int(select, 6) == TOUT_CELL_REST;
        former->cells = arena_grow(arena, former->cells, former->count, &capacity, sizeof *former->cells);
        former->cells[former->count++] =
            (struct former_cell){.primary = rest ? NULL : arena_string(arena, column_text(select, 7)),
                                 .cell = {.stretch = {.founder = sqlite3_column_int64(select, 0),
                                                      .first = column_time(select, 1),
                                                      .last = column_time(select, 2),
                                                      .messages = sqlite3_column_int64(select, 3)},
                                          .campaign = sqlite3_column_int64(select, 4),
                                          .placed = sqlite3_column_int(select, 5)}};
    }
    sqlite3_reset(select);
    return (code == SQLITE_DONE || database_failed(database, error)) &&
           read_division(database, arena, part, &former->division, error);
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

/* What a cell is called: an instrument of the verdict, an unnamed tout, or the rest. */
static struct tout_instrument describe_cell(const struct writing *writing, size_t at) {
    const struct tout_verdict *verdict = writing->verdict;
    static const struct tout_mention unnamed = {
        .name = "?", .kind = (enum tout_kind)TOUT_CELL_UNNAMED, .market = ""};
    static const struct tout_mention rest = {
        .name = "", .kind = (enum tout_kind)TOUT_CELL_REST, .market = ""};
    if (at < verdict->count)
        return verdict->instruments[writing->order[at]];
    return verdict->unnamed ? (struct tout_instrument){.name = &unnamed, .score = verdict->score}
                            : (struct tout_instrument){.name = &rest, .score = verdict->rest_score};
}

static bool write_cell(struct writing *writing, size_t at, struct error *error) {
    const struct cell *cell = &writing->cells[at];
    const struct stretch *stretch = &cell->stretch;
    struct tout_instrument instrument = describe_cell(writing, at);
    bool rest = instrument.name->kind == (enum tout_kind)TOUT_CELL_REST;
    sqlite3_stmt *insert = database_prepare(
        writing->database, "INSERT INTO cell VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        error);
    if (!insert)
        return false;
    sqlite3_bind_int64(insert, 1, writing->part);
    sqlite3_bind_int64(insert, 2, stretch->founder);
    sqlite3_bind_int64(insert, 3, cell->campaign);
    sqlite3_bind_int64(insert, 4, at == 0);
    bind_time(insert, 5, stretch->first);
    bind_time(insert, 6, stretch->last);
    sqlite3_bind_int64(insert, 7, stretch->messages);
    sqlite3_bind_double(insert, 8, instrument.score);
    sqlite3_bind_text(insert, 9, instrument.name->name, -1, SQLITE_STATIC);
    sqlite3_bind_int64(insert, 10, instrument.name->kind);
    sqlite3_bind_text(insert, 11, list_aliases(writing->arena, &instrument), -1, SQLITE_STATIC);
    sqlite3_bind_text(insert, 12, instrument.name->market, -1, SQLITE_STATIC);
    sqlite3_bind_double(insert, 13, instrument.confidence);
    sqlite3_bind_text(insert, 14, rest ? "" : writing->reasons, -1, SQLITE_STATIC);
    sqlite3_bind_int64(insert, 15, cell->placed);
    sqlite3_bind_text(insert, 16, list_links(writing->arena, &instrument), -1, SQLITE_STATIC);
    sqlite3_bind_int64(insert, 17, instrument.own);
    sqlite3_bind_text(insert, 18, instrument.primary ? instrument.primary : instrument.name->name, -1,
                      SQLITE_STATIC);
    return database_step(writing->database, insert, error);
}

static void take_over(struct writing *writing, const struct former *former) {
    for (size_t i = 0; i < former->count; i++) {
        const struct cell *from = &former->cells[i].cell;
        struct cell *cell = &writing->cells[tout_division_cell(&writing->division, former->cells[i].primary)];
        widen(&cell->stretch, &from->stretch);
        cell->campaign = from->campaign;
        cell->placed = from->placed;
    }
}

/* Where all members are of one cell, it does not matter how they were divided. */
static bool measure(struct writing *writing, const struct former *former, const char *division,
                    const struct tout_newcomers *newcomers, struct error *error) {
    bool same =
        former->count && !newcomers->others && (writing->division.one || !strcmp(division, former->division));
    for (size_t i = 0; i < TOUT_CELLS; i++)
        writing->cells[i] = (struct cell){.placed = same};
    if (same)
        take_over(writing, former);
    return tout_division_visit(&writing->division, writing->database, writing->part, same ? newcomers : NULL,
                               widen_cell, writing, error);
}

static bool name_one(struct writing *writing, const struct former *former, struct error *error) {
    bool stays = former->count == 1 && former->cells->cell.placed;
    writing->cells->placed = true;
    writing->cells->campaign = stays ? former->cells->cell.campaign : writing->part;
    return stays || bring_home(writing->database, writing->part, error);
}

static bool write_cells(struct writing *writing, const struct former *former,
                        const struct tout_newcomers *newcomers, struct error *error) {
    writing->division = tout_division_of(writing->verdict, writing->order);
    const char *division = tout_division_write(writing->arena, &writing->division);
    if (!measure(writing, former, division, newcomers, error) ||
        (writing->division.one && !name_one(writing, former, error)) ||
        (strcmp(division, former->division) != 0 &&
         !write_division(writing->database, writing->part, division, error)))
        return false;
    for (size_t i = 0; i <= writing->division.count; i++) {
        struct cell *cell = &writing->cells[i];
        cell->campaign = cell->campaign ? cell->campaign : cell->stretch.founder;
        if (cell->stretch.messages && !write_cell(writing, i, error))
            return false;
    }
    return true;
}

bool tout_cells_write(struct database *database, struct arena *arena, int64_t part,
                      const struct tout_verdict *verdict, const char *reasons,
                      const struct tout_newcomers *newcomers, bool *changed, struct error *error) {
    struct former former;
    bool tout = verdict->score >= TOUT_SCORE;
    if (!read_former(database, arena, part, &former, error) || !clear_part(database, part, error))
        return false;
    *changed = tout || former.count;
    if (tout) {
        struct writing writing = {
            .database = database, .arena = arena, .part = part, .verdict = verdict, .reasons = reasons};
        return write_cells(&writing, &former, newcomers, error);
    }
    return (!former.count ||
            (bring_home(database, part, error) && write_division(database, part, "", error))) &&
           write_other(database, part, verdict, error);
}

struct placing {
    struct database *database;
    int64_t campaigns[TOUT_CELLS];
};

static bool place_member(void *context, const struct tout_member *member, struct error *error) {
    const struct placing *placing = context;
    int64_t campaign = placing->campaigns[member->cell];
    if (campaign == member->campaign)
        return true;
    sqlite3_stmt *update =
        database_prepare(placing->database, "UPDATE assignment SET campaign = ?1 WHERE mail = ?2", error);
    if (!update)
        return false;
    sqlite3_bind_int64(update, 1, campaign);
    sqlite3_bind_int64(update, 2, member->mail);
    return database_step(placing->database, update, error);
}

bool tout_cells_place(struct database *database, struct arena *arena, int64_t part,
                      const struct tout_cell *cells, size_t count, const struct tout_newcomers *newcomers,
                      struct error *error) {
    struct placing placing = {.database = database};
    const char *text;
    if (!read_division(database, arena, part, &text, error))
        return false;
    struct tout_division division = tout_division_read(arena, text);
    for (size_t i = 0; i < count; i++)
        placing.campaigns[tout_division_cell(&division, cells[i].primary)] = cells[i].campaign;
    return tout_division_visit(&division, database, part, newcomers, place_member, &placing, error);
}
