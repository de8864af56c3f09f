/* One statement counts the dialects of each campaign, by an index that has all it needs; the dictionary turns
 * them into shares of habits; campaign/operator.c does the rest. Cost: some tenths of a microsecond a message
 * of the store, and what operator.c says for its campaigns.
 *
 * An operator is called after his oldest campaign: o and its id's digits. So whoever was called so before
 * leads on to the campaign, and that to its operator, without a table of what things were called. */
#include "store/operator_map.h"

#include <stdlib.h>
#include <string.h>

#include "store/base.h"

/* The lines of each dialect. */
struct dialects {
    uint32_t (*lines)[MAKING_COUNT]; /* by dialect; 0 none */
    size_t count;
};

struct use {
    uint32_t habit;
    uint64_t messages;
};

/* A campaign while its rows come. */
struct reader {
    struct store *store;
    struct operator_map *map;
    struct dialects dialects;
    struct use *uses;
    size_t use_count, use_capacity, campaign_capacity;
    uint64_t messages;
    struct error *error;
};

static bool read_facets(struct reader *reader) {
    struct database *database = &reader->store->database;
    struct operator_map *map = reader->map;
    int64_t most;
    sqlite3_stmt *select = database_prepare(database, "SELECT id, facet FROM making", reader->error);
    int code;
    if (!select || !database_number(database, "SELECT max(id) FROM making", 0, &most, reader->error))
        return false;
    map->habit_count = (size_t)most + 1;
    map->facets = arena_alloc(map->arena, map->habit_count);
    while ((code = sqlite3_step(select)) == SQLITE_ROW) {
        int64_t id = sqlite3_column_int64(select, 0), facet = sqlite3_column_int64(select, 1);
        if (id > 0 && id <= most && facet >= 0 && facet < MAKING_COUNT)
            map->facets[id] = (uint8_t)facet;
    }
    sqlite3_reset(select);
    return code == SQLITE_DONE || database_failed(database, reader->error);
}

static bool read_dialects(struct reader *reader) {
    struct database *database = &reader->store->database;
    int64_t most;
    sqlite3_stmt *select = database_prepare(
        database, "SELECT id, program, delivery, layout, engine, charset FROM dialect", reader->error);
    int code;
    if (!select || !database_number(database, "SELECT max(id) FROM dialect", 0, &most, reader->error))
        return false;
    reader->dialects.count = (size_t)most + 1;
    reader->dialects.lines = allocate_zeroed(reader->dialects.count, sizeof *reader->dialects.lines);
    while ((code = sqlite3_step(select)) == SQLITE_ROW) {
        uint32_t *lines = reader->dialects.lines[sqlite3_column_int64(select, 0)];
        for (int i = 0; i < MAKING_COUNT; i++) {
            int64_t line = sqlite3_column_int64(select, 1 + i);
            lines[i] = line > 0 && line < (int64_t)reader->map->habit_count ? (uint32_t)line : 0;
        }
    }
    sqlite3_reset(select);
    return code == SQLITE_DONE || database_failed(database, reader->error);
}

static int compare_uses(const void *a, const void *b) {
    const struct use *x = a, *y = b;
    return x->habit < y->habit ? -1 : x->habit > y->habit;
}

/* Its uses, of one habit several, become shares. */
static void end_campaign(struct reader *reader, int64_t founder) {
    struct operator_map *map = reader->map;
    struct mixture mixture = {.scale = 1, .messages = reader->messages};
    if (!reader->messages)
        return;
    mixture.habits = arena_alloc(map->arena, reader->use_count * sizeof *mixture.habits);
    if (reader->use_count)
        qsort(reader->uses, reader->use_count, sizeof *reader->uses, compare_uses);
    for (size_t i = 0; i < reader->use_count; i++) {
        const struct use *use = &reader->uses[i];
        if (!mixture.count || mixture.habits[mixture.count - 1].number != use->habit)
            mixture.habits[mixture.count++].number = use->habit;
        mixture.habits[mixture.count - 1].share += (double)use->messages / (double)reader->messages;
    }
    if (map->campaign_count == reader->campaign_capacity) {
        reader->campaign_capacity = reader->campaign_capacity ? 2 * reader->campaign_capacity : 256;
        map->founders = reallocate(map->founders, reader->campaign_capacity * sizeof *map->founders);
        map->campaigns = reallocate(map->campaigns, reader->campaign_capacity * sizeof *map->campaigns);
    }
    map->founders[map->campaign_count] = founder;
    map->campaigns[map->campaign_count++] = mixture;
    reader->use_count = 0;
    reader->messages = 0;
}

static void add_dialect(struct reader *reader, int64_t dialect, uint64_t messages) {
    reader->messages += messages;
    if (dialect < 0 || dialect >= (int64_t)reader->dialects.count)
        return;
    if (reader->use_count + MAKING_COUNT > reader->use_capacity) {
        reader->use_capacity = 2 * reader->use_capacity + MAKING_COUNT;
        reader->uses = reallocate(reader->uses, reader->use_capacity * sizeof *reader->uses);
    }
    for (size_t i = 0; i < MAKING_COUNT; i++)
        if (reader->dialects.lines[dialect][i])
            reader->uses[reader->use_count++] = (struct use){reader->dialects.lines[dialect][i], messages};
}

static bool read_campaigns(struct reader *reader) {
    struct database *database = &reader->store->database;
    sqlite3_stmt *select =
        database_prepare(database,
                         "SELECT campaign, dialect, count(*) FROM assignment WHERE dialect IS NOT NULL"
                         " GROUP BY campaign, dialect ORDER BY campaign, dialect",
                         reader->error);
    int64_t founder = 0;
    int code;
    if (!select)
        return false;
    while ((code = sqlite3_step(select)) == SQLITE_ROW) {
        if (sqlite3_column_int64(select, 0) != founder)
            end_campaign(reader, founder);
        founder = sqlite3_column_int64(select, 0);
        add_dialect(reader, sqlite3_column_int64(select, 1), (uint64_t)sqlite3_column_int64(select, 2));
    }
    end_campaign(reader, founder);
    sqlite3_reset(select);
    return code == SQLITE_DONE || database_failed(database, reader->error);
}

static bool read_ids(struct reader *reader) {
    struct database *database = &reader->store->database;
    struct operator_map *map = reader->map;
    sqlite3_stmt *select =
        database_prepare(database, "SELECT id FROM campaign WHERE founder = ?", reader->error);
    bool found;
    if (!select)
        return false;
    map->ids = arena_alloc(map->arena, map->operators.count * sizeof *map->ids);
    map->names = arena_alloc(map->arena, map->operators.count * sizeof *map->names);
    for (size_t i = 0; i < map->operators.count; i++) {
        sqlite3_bind_int64(select, 1, map->founders[map->operators.items[i].campaigns[0]]);
        if (!database_row(database, select, &found, reader->error))
            return false;
        const char *id = column_text(select, 0);
        map->ids[i] = arena_printf(map->arena, "o%s", *id ? id + 1 : "");
        map->names[i] = "";
        sqlite3_reset(select);
    }
    return true;
}

/* Where operators of several names have become one, the name of the oldest campaign stays. */
static bool read_names(struct reader *reader) {
    struct database *database = &reader->store->database;
    struct operator_map *map = reader->map;
    sqlite3_stmt *select = database_prepare(database,
                                            "SELECT a.campaign, n.name FROM operator_name n"
                                            " JOIN assignment a ON a.mail = n.founder ORDER BY n.founder",
                                            reader->error);
    int code;
    if (!select)
        return false;
    while ((code = sqlite3_step(select)) == SQLITE_ROW) {
        uint32_t number = operator_map_find(map, sqlite3_column_int64(select, 0));
        if (number != OPERATOR_NONE && !*map->names[number])
            map->names[number] = arena_string(map->arena, column_text(select, 1));
    }
    sqlite3_reset(select);
    return code == SQLITE_DONE || database_failed(database, reader->error);
}

static struct operator_map *read_map(struct store *store, struct error *error) {
    struct operator_map *map = allocate_zeroed(1, sizeof *map);
    struct reader reader = {.store = store, .map = map, .error = error};
    map->arena = arena_new();
    bool good = read_facets(&reader) && read_dialects(&reader) && read_campaigns(&reader);
    if (good) {
        operators_find(map->arena, map->campaigns, map->campaign_count, map->facets, map->habit_count,
                       &map->operators);
        good = read_ids(&reader) && read_names(&reader);
    }
    free(reader.dialects.lines);
    free(reader.uses);
    if (good)
        return map;
    operator_map_free(map);
    return NULL;
}

const struct operator_map *operator_map_of(struct store *store, struct error *error) {
    if (!store->operators)
        store->operators = read_map(store, error);
    return store->operators;
}

void operator_map_free(struct operator_map *map) {
    if (!map)
        return;
    arena_free(map->arena);
    free(map->founders);
    free(map->campaigns);
    free(map);
}

static int compare_founders(const void *a, const void *b) {
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

uint32_t operator_map_campaign(const struct operator_map *map, int64_t founder) {
    const int64_t *found = map->campaign_count ? bsearch(&founder, map->founders, map->campaign_count,
                                                         sizeof *map->founders, compare_founders)
                                               : NULL;
    return found ? (uint32_t)(found - map->founders) : OPERATOR_NONE;
}

uint32_t operator_map_find(const struct operator_map *map, int64_t founder) {
    uint32_t campaign = operator_map_campaign(map, founder);
    return campaign == OPERATOR_NONE ? OPERATOR_NONE : map->operators.of_campaign[campaign];
}

const char *operator_map_label(const struct operator_map *map, int64_t founder) {
    uint32_t number = operator_map_find(map, founder);
    if (number == OPERATOR_NONE)
        return "";
    return *map->names[number] ? map->names[number] : map->ids[number];
}
