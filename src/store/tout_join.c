/* Cells that share an identifier (a symbol whatever its suffix, a WKN, an ISIN, an address, a name) without
 * more than FINDER_SILENCE_DAYS between them are one campaign; so are touts that stand in linked pictures, of
 * which no more is known. The campaign is named by the first of their founders.
 *
 * Cost: sorts the identifiers of all cells of the store. */
#include "store/tout_join.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/time.h"
#include "campaign/finder.h"
#include "tout/verdict.h"

#include "store/tout_cell.h"

#define SILENCE_SECONDS ((int64_t)FINDER_SILENCE_DAYS * 86400)

/* A name that fewer of a campaign's messages have does not name it. */
#define NAME_SHARE 0.05

struct cell {
    int64_t part, founder, campaign;
    int64_t first, last; /* TIME_NONE: no message has a time */
    int64_t messages;
    double score, confidence;
    const char *name, *primary, *aliases, *links, *market, *reasons;
    int kind;
    bool placed;
    size_t parent;  /* in the union of cells; itself: a root */
    int64_t joined; /* the campaign that it is of by that */
    int64_t total;  /* messages of all its campaign's cells of this name, whatever the suffix */
    bool weak;      /* which are too few to name the campaign */
};

struct link {
    const char *identifier;
    size_t bytes;
    size_t cell;
    int64_t first;
};

struct join {
    struct database *database;
    const struct tout_events *events;
    struct arena *arena;
    struct cell *cells;
    struct link *links;
    size_t count, capacity, link_count, link_capacity;
    struct error *error;
};

static bool read_cells(struct join *join) {
    sqlite3_stmt *select =
        database_prepare(join->database,
                         "SELECT part, founder, campaign, first, last, messages, score, "
                         "name, kind, aliases, market, confidence,"
                         " reasons, placed, links, primary_name FROM cell ORDER BY part, founder",
                         join->error);
    int code;
    if (!select)
        return false;
    while ((code = sqlite3_step(select)) == SQLITE_ROW) {
        join->cells = arena_grow(join->arena, join->cells, join->count, &join->capacity, sizeof *join->cells);
        join->cells[join->count] =
            (struct cell){.part = sqlite3_column_int64(select, 0),
                          .founder = sqlite3_column_int64(select, 1),
                          .campaign = sqlite3_column_int64(select, 2),
                          .first = column_time(select, 3),
                          .last = column_time(select, 4),
                          .messages = sqlite3_column_int64(select, 5),
                          .score = sqlite3_column_double(select, 6),
                          .name = arena_string(join->arena, column_text(select, 7)),
                          .kind = sqlite3_column_int(select, 8),
                          .aliases = arena_string(join->arena, column_text(select, 9)),
                          .market = arena_string(join->arena, column_text(select, 10)),
                          .confidence = sqlite3_column_double(select, 11),
                          .reasons = arena_string(join->arena, column_text(select, 12)),
                          .placed = sqlite3_column_int(select, 13),
                          .links = arena_string(join->arena, column_text(select, 14)),
                          .primary = arena_string(join->arena, column_text(select, 15)),
                          .parent = join->count};
        join->count++;
    }
    sqlite3_reset(select);
    return code == SQLITE_DONE || database_failed(join->database, join->error);
}

static void add_link(struct join *join, size_t cell, const char *identifier, size_t bytes) {
    join->links =
        arena_grow(join->arena, join->links, join->link_count, &join->link_capacity, sizeof *join->links);
    join->links[join->link_count++] = (struct link){identifier, bytes, cell, join->cells[cell].first};
}

/* A symbol's suffix says where it is traded, not what it is. */
static void add_links(struct join *join, size_t cell) {
    const struct cell *of = &join->cells[cell];
    if (of->kind == TOUT_CELL_REST)
        return;
    add_link(join, cell, of->name, tout_base_bytes(of->name, (enum tout_kind)of->kind));
    for (const char *link = of->links; *link;) {
        size_t bytes = strcspn(link, "\n");
        add_link(join, cell, link, bytes);
        link += bytes + (link[bytes] == '\n');
    }
}

static int compare_identifiers(const struct link *a, const struct link *b) {
    size_t bytes = a->bytes < b->bytes ? a->bytes : b->bytes;
    int order = memcmp(a->identifier, b->identifier, bytes);
    return order ? order : (a->bytes > b->bytes) - (a->bytes < b->bytes);
}

static int compare_links(const void *a, const void *b) {
    const struct link *x = a, *y = b;
    int order = compare_identifiers(x, y);
    if (order)
        return order;
    if (x->first != y->first)
        return x->first < y->first ? -1 : 1;
    return (x->cell > y->cell) - (x->cell < y->cell);
}

static size_t root_of(struct join *join, size_t cell) {
    while (join->cells[cell].parent != cell)
        cell = join->cells[cell].parent = join->cells[join->cells[cell].parent].parent;
    return cell;
}

/* In order of time: a cell goes on with those before it unless there was silence. */
static void unite(struct join *join) {
    int64_t last = TIME_NONE;
    for (size_t i = 0; i < join->link_count; i++) {
        const struct cell *cell = &join->cells[join->links[i].cell];
        bool same = i && !compare_identifiers(&join->links[i - 1], &join->links[i]);
        bool silent =
            same && last != TIME_NONE && cell->first != TIME_NONE && cell->first - last > SILENCE_SECONDS;
        if (same && !silent) {
            size_t a = root_of(join, join->links[i - 1].cell), b = root_of(join, join->links[i].cell);
            join->cells[a > b ? a : b].parent = a > b ? b : a;
        }
        last = same && !silent && last > cell->last ? last : cell->last;
    }
}

/* One campaign: all cells under a root. */
struct whole {
    const struct cell *best; /* whose identifier is worth most, then the largest */
    const struct cell *largest;
    int64_t founder;
    double score; /* the highest */
    const char *aliases;
};

static bool is_better(const struct cell *a, const struct cell *b) {
    if (a->weak != b->weak)
        return b->weak;
    if (a->kind != b->kind)
        return a->kind < b->kind;
    if (a->total != b->total)
        return a->total > b->total;
    bool a_suffix = strchr(a->name, '.') != NULL, b_suffix = strchr(b->name, '.') != NULL;
    return a_suffix != b_suffix ? a_suffix : a->messages > b->messages;
}

/* Appends what is not there yet. */
static const char *add_alias(struct arena *arena, const char *aliases, const char *name, size_t bytes) {
    for (const char *at = aliases; *at;) {
        size_t length = strcspn(at, "\n");
        if (length == bytes && !memcmp(at, name, bytes))
            return aliases;
        at += length + (at[length] == '\n');
    }
    return arena_printf(arena, "%s%s%.*s", aliases, *aliases ? "\n" : "", (int)bytes, name);
}

static size_t name_bytes(const struct cell *cell) {
    return tout_base_bytes(cell->name, (enum tout_kind)cell->kind);
}

static int compare_names(const void *a, const void *b, void *context) {
    const struct join *join = context;
    const struct cell *x = &join->cells[*(const size_t *)a], *y = &join->cells[*(const size_t *)b];
    size_t x_bytes = name_bytes(x), y_bytes = name_bytes(y);
    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    int order = memcmp(x->name, y->name, x_bytes < y_bytes ? x_bytes : y_bytes);
    return order ? order : (x_bytes > y_bytes) - (x_bytes < y_bytes);
}

/* What most messages say counts: a name that was misread is rare. */
static void count_names(struct join *join, const size_t *members, size_t count) {
    size_t *order = arena_alloc_raw(join->arena, count * sizeof *order);
    int64_t all = 0;
    memcpy(order, members, count * sizeof *order);
    qsort_r(order, count, sizeof *order, compare_names, join);
    for (size_t i = 0; i < count; i++)
        all += join->cells[order[i]].messages;
    for (size_t from = 0, to; from < count; from = to) {
        int64_t total = 0;
        for (to = from; to < count && !compare_names(&order[from], &order[to], join); to++)
            total += join->cells[order[to]].messages;
        for (size_t i = from; i < to; i++) {
            join->cells[order[i]].total = total;
            join->cells[order[i]].weak = (double)total < NAME_SHARE * (double)all;
        }
    }
}

/* members: the numbers of its cells. */
static struct whole sum_up(struct join *join, const size_t *members, size_t count) {
    struct whole whole = {.aliases = ""};
    count_names(join, members, count);
    for (size_t i = 0; i < count; i++) {
        const struct cell *cell = &join->cells[members[i]];
        if (!whole.best || is_better(cell, whole.best))
            whole.best = cell;
        if (!whole.largest || cell->messages > whole.largest->messages)
            whole.largest = cell;
        if (!whole.founder || cell->founder < whole.founder)
            whole.founder = cell->founder;
        whole.score = cell->score > whole.score ? cell->score : whole.score;
    }
    for (size_t i = 0; i < count; i++) {
        const struct cell *cell = &join->cells[members[i]];
        if (strcmp(cell->name, whole.best->name) != 0)
            whole.aliases = add_alias(join->arena, whole.aliases, cell->name, strlen(cell->name));
        for (const char *alias = cell->aliases; *alias;) {
            size_t bytes = strcspn(alias, "\n");
            if (strncmp(alias, whole.best->name, bytes) != 0 || whole.best->name[bytes])
                whole.aliases = add_alias(join->arena, whole.aliases, alias, bytes);
            alias += bytes + (alias[bytes] == '\n');
        }
    }
    return whole;
}

static bool write_verdict(struct join *join, const struct whole *whole) {
    sqlite3_stmt *insert = database_prepare(
        join->database, "INSERT OR REPLACE INTO verdict VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, 1)", join->error);
    if (!insert)
        return false;
    sqlite3_bind_int64(insert, 1, whole->founder);
    sqlite3_bind_int64(insert, 2, whole->best->kind != TOUT_CELL_REST);
    sqlite3_bind_double(insert, 3, whole->score);
    sqlite3_bind_text(insert, 4, whole->best->name, -1, SQLITE_STATIC);
    sqlite3_bind_int64(insert, 5, whole->best->kind);
    sqlite3_bind_text(insert, 6, whole->aliases, -1, SQLITE_STATIC);
    sqlite3_bind_text(insert, 7, whole->best->market, -1, SQLITE_STATIC);
    sqlite3_bind_double(insert, 8, whole->best->confidence);
    sqlite3_bind_text(insert, 9, whole->largest->reasons, -1, SQLITE_STATIC);
    return database_step(join->database, insert, join->error);
}

static int compare_numbers(const void *a, const void *b) {
    size_t x = *(const size_t *)a, y = *(const size_t *)b;
    return (x > y) - (x < y);
}

static int compare_roots(const void *a, const void *b, void *context) {
    const struct join *join = context;
    size_t x = *(const size_t *)a, y = *(const size_t *)b;
    int order = compare_numbers(&join->cells[x].parent, &join->cells[y].parent);
    return order ? order : compare_numbers(&x, &y);
}

/* Names the campaigns and says what they are. */
static bool name_campaigns(struct join *join, bool (*named)(void *context, int64_t founder), void *context) {
    size_t *order = arena_alloc_raw(join->arena, (join->count + 1) * sizeof *order);
    bool good = true;
    for (size_t i = 0; i < join->count; i++) {
        order[i] = i;
        join->cells[i].parent = root_of(join, i);
    }
    if (join->count)
        qsort_r(order, join->count, sizeof *order, compare_roots, join);
    for (size_t from = 0, to; from < join->count && good; from = to) {
        for (to = from + 1;
             to < join->count && join->cells[order[to]].parent == join->cells[order[from]].parent;)
            to++;
        struct whole whole = sum_up(join, order + from, to - from);
        for (size_t i = from; i < to; i++)
            join->cells[order[i]].joined = whole.founder;
        good = named(context, whole.founder) && write_verdict(join, &whole);
    }
    return good;
}

static bool write_campaign(struct join *join, const struct cell *cell) {
    sqlite3_stmt *update = database_prepare(
        join->database, "UPDATE cell SET campaign = ?, placed = 1 WHERE part = ? AND founder = ?",
        join->error);
    if (!update)
        return false;
    sqlite3_bind_int64(update, 1, cell->joined);
    sqlite3_bind_int64(update, 2, cell->part);
    sqlite3_bind_int64(update, 3, cell->founder);
    return database_step(join->database, update, join->error);
}

static bool is_at_home(const struct cell *cells, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (!cells[i].placed || cells[i].campaign != cells[i].joined)
            return false;
    return true;
}

/* One part's cells: its members go where they belong now. Where no cell goes elsewhere these are the
 * newcomers, who stand with the main cell so far. */
static bool place(struct join *join, struct arena *arena, const struct cell *cells, size_t count) {
    struct tout_cell *placed = arena_alloc(arena, count * sizeof *placed);
    const struct tout_newcomers *newcomers = tout_events_newcomers(join->events, cells->part);
    bool at_home = is_at_home(cells, count);
    if (at_home && (count == 1 || !newcomers->count))
        return true;
    for (size_t i = 0; i < count; i++) {
        placed[i] =
            (struct tout_cell){cells[i].kind == TOUT_CELL_REST ? NULL : cells[i].primary, cells[i].joined};
        if (!at_home && !write_campaign(join, &cells[i]))
            return false;
    }
    if (count == 1 && cells->placed)
        return tout_cells_rename(join->database, cells->part, cells->campaign, cells->joined, join->error);
    return tout_cells_place(join->database, arena, cells->part, placed, count, at_home ? newcomers : NULL,
                            join->error);
}

static bool place_all(struct join *join) {
    struct arena *arena = arena_new();
    bool good = true;
    for (size_t from = 0, to; from < join->count && good; from = to) {
        for (to = from + 1; to < join->count && join->cells[to].part == join->cells[from].part;)
            to++;
        arena_reset(arena);
        good = place(join, arena, &join->cells[from], to - from);
    }
    arena_free(arena);
    return good;
}

bool tout_join(struct database *database, const struct tout_events *events,
               bool (*named)(void *context, int64_t founder), void *context, struct error *error) {
    struct join join = {.database = database, .events = events, .arena = arena_new(), .error = error};
    bool good = database_run(database, "DELETE FROM verdict WHERE joined", error) && read_cells(&join);
    for (size_t i = 0; i < join.count; i++)
        add_links(&join, i);
    if (join.link_count)
        qsort(join.links, join.link_count, sizeof *join.links, compare_links);
    unite(&join);
    good = good && name_campaigns(&join, named, context) && place_all(&join);
    arena_free(join.arena);
    return good;
}
