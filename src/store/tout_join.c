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

struct cell {
    int64_t part, founder, campaign;
    int64_t first, last; /* TIME_NONE: no message has a time */
    int64_t messages;
    double score, confidence;
    const char *name, *aliases, *market, *reasons;
    int kind;
    size_t parent; /* in the union of cells; itself: a root */
};

struct link {
    const char *identifier;
    size_t bytes;
    size_t cell;
    int64_t first;
};

struct join {
    struct database *database;
    struct arena *arena;
    struct cell *cells;
    struct link *links;
    size_t count, capacity, link_count, link_capacity;
    struct error *error;
};

static bool read_cells(struct join *join) {
    sqlite3_stmt *select = database_prepare(join->database,
                                            "SELECT part, founder, campaign, first, last, messages, score, "
                                            "name, kind, aliases, market, confidence,"
                                            " reasons FROM cell ORDER BY part, founder",
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
    add_link(join, cell, of->name, of->kind == TOUT_SYMBOL ? strcspn(of->name, ".") : strlen(of->name));
    for (const char *alias = of->aliases; *alias;) {
        size_t bytes = strcspn(alias, "\n");
        add_link(join, cell, alias, bytes);
        alias += bytes + (alias[bytes] == '\n');
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

static bool write_campaign(struct join *join, size_t cell, int64_t campaign) {
    struct cell *of = &join->cells[cell];
    if (of->campaign == campaign)
        return true;
    sqlite3_stmt *update = database_prepare(
        join->database, "UPDATE cell SET campaign = ? WHERE part = ? AND founder = ?", join->error);
    if (!update)
        return false;
    sqlite3_bind_int64(update, 1, campaign);
    sqlite3_bind_int64(update, 2, of->part);
    sqlite3_bind_int64(update, 3, of->founder);
    bool good = database_step(join->database, update, join->error) &&
                tout_cells_rename(join->database, of->part, of->campaign, campaign, join->error);
    of->campaign = campaign;
    return good;
}

/* One campaign: all cells under a root. */
struct whole {
    const struct cell *best; /* whose identifier is worth most, then the largest */
    const struct cell *largest;
    int64_t founder, messages;
    const char *aliases;
};

static bool is_better(const struct cell *a, const struct cell *b) {
    if (a->kind != b->kind)
        return a->kind < b->kind;
    bool a_suffix = strchr(a->name, '.') != NULL, b_suffix = strchr(b->name, '.') != NULL;
    if (a->kind == TOUT_SYMBOL && a_suffix != b_suffix)
        return a_suffix;
    return a->messages > b->messages;
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

static struct whole sum_up(struct join *join, size_t root) {
    struct whole whole = {.aliases = ""};
    for (size_t i = root; i < join->count; i++) {
        const struct cell *cell = &join->cells[i];
        if (root_of(join, i) != root)
            continue;
        if (!whole.best || is_better(cell, whole.best))
            whole.best = cell;
        if (!whole.largest || cell->messages > whole.largest->messages)
            whole.largest = cell;
        if (!whole.founder || cell->founder < whole.founder)
            whole.founder = cell->founder;
        whole.messages += cell->messages;
    }
    for (size_t i = root; i < join->count; i++) {
        const struct cell *cell = &join->cells[i];
        if (root_of(join, i) != root)
            continue;
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
        join->database, "INSERT OR REPLACE INTO verdict VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)", join->error);
    if (!insert)
        return false;
    sqlite3_bind_int64(insert, 1, whole->founder);
    sqlite3_bind_int64(insert, 2, whole->best->kind != TOUT_CELL_REST);
    sqlite3_bind_double(insert, 3, whole->largest->score);
    sqlite3_bind_text(insert, 4, whole->best->name, -1, SQLITE_STATIC);
    sqlite3_bind_int64(insert, 5, whole->best->kind);
    sqlite3_bind_text(insert, 6, whole->aliases, -1, SQLITE_STATIC);
    sqlite3_bind_text(insert, 7, whole->best->market, -1, SQLITE_STATIC);
    sqlite3_bind_double(insert, 8, whole->best->confidence);
    sqlite3_bind_text(insert, 9, whole->largest->reasons, -1, SQLITE_STATIC);
    return database_step(join->database, insert, join->error);
}

static bool write_whole(struct join *join, size_t root, bool (*named)(void *context, int64_t founder),
                        void *context) {
    struct whole whole = sum_up(join, root);
    for (size_t i = root; i < join->count; i++)
        if (root_of(join, i) == root && !write_campaign(join, i, whole.founder))
            return false;
    return named(context, whole.founder) && write_verdict(join, &whole);
}

bool tout_join(struct database *database, bool (*named)(void *context, int64_t founder), void *context,
               struct error *error) {
    struct join join = {.database = database, .arena = arena_new(), .error = error};
    bool good =
        database_run(database, "DELETE FROM verdict WHERE campaign IN (SELECT campaign FROM cell) OR tout",
                     error) &&
        read_cells(&join);
    for (size_t i = 0; i < join.count; i++)
        add_links(&join, i);
    if (join.link_count)
        qsort(join.links, join.link_count, sizeof *join.links, compare_links);
    unite(&join);
    for (size_t i = 0; i < join.count && good; i++)
        if (root_of(&join, i) == i)
            good = write_whole(&join, i, named, context);
    arena_free(join.arena);
    return good;
}
