/* One look at all mail counts the dialects of each campaign; the dictionary turns them into shares of habits;
 * campaign/operator.c does the rest. Cost: some tenths of a microsecond a message of the store, and what
 * operator.c says for its campaigns.
 *
 * An operator is called after his oldest campaign: o and its id's digits. So whoever was called so before
 * leads on to the campaign, and that to its operator, without a table of what things were called. */
#include "store/operator_map.h"

#include <stdlib.h>
#include <string.h>

#include "store/base.h"

/* No number of a habit. */
#define NO_HABIT UINT32_MAX

struct dialect_row {
    int64_t id;
    uint32_t habits[MAKING_COUNT];
};

struct use {
    uint32_t habit;
    uint64_t messages;
};

/* A mail's campaign and dialect. */
struct made {
    int64_t campaign, dialect;
};

/* A campaign while its mail comes. */
struct reader {
    struct store *store;
    struct operator_map *map;
    struct dialect_row *dialects; /* by rising id */
    size_t dialect_count;
    struct made *made;
    size_t made_count;
    struct use *uses;
    size_t use_count, use_capacity, campaign_capacity;
    uint64_t messages;
    struct error *error;
};

/* Of int64_t first in whatever it is. */
static int compare_ids(const void *a, const void *b) {
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

static bool count_rows(struct reader *reader, const char *sql, size_t *count) {
    int64_t rows;
    if (!database_number(&reader->store->database, sql, 0, &rows, reader->error))
        return false;
    *count = (size_t)rows;
    return true;
}

static bool read_habits(struct reader *reader) {
    struct database *database = &reader->store->database;
    struct operator_map *map = reader->map;
    size_t most;
    sqlite3_stmt *select =
        database_prepare(database, "SELECT id, facet FROM making ORDER BY id", reader->error);
    int code;
    if (!select || !count_rows(reader, "SELECT count(*) FROM making", &most))
        return false;
    map->lines = arena_alloc_raw(map->arena, most * sizeof *map->lines);
    map->facets = arena_alloc_raw(map->arena, most);
    while ((code = sqlite3_step(select)) == SQLITE_ROW && map->habit_count < most) {
        int64_t facet = sqlite3_column_int64(select, 1);
        if (facet < 0 || facet >= MAKING_COUNT)
            continue;
        map->lines[map->habit_count] = sqlite3_column_int64(select, 0);
        map->facets[map->habit_count++] = (uint8_t)facet;
    }
    sqlite3_reset(select);
    return code == SQLITE_DONE || database_failed(database, reader->error);
}

static uint32_t habit_of(const struct operator_map *map, int64_t line) {
    const int64_t *found = bsearch(&line, map->lines, map->habit_count, sizeof line, compare_ids);
    return found ? (uint32_t)(found - map->lines) : NO_HABIT;
}

static bool read_dialects(struct reader *reader) {
    struct database *database = &reader->store->database;
    size_t most;
    sqlite3_stmt *select = database_prepare(
        database, "SELECT id, program, delivery, layout, engine, charset FROM dialect ORDER BY id",
        reader->error);
    int code;
    if (!select || !count_rows(reader, "SELECT count(*) FROM dialect", &most))
        return false;
    reader->dialects = allocate((most + 1) * sizeof *reader->dialects);
    while ((code = sqlite3_step(select)) == SQLITE_ROW && reader->dialect_count < most) {
        struct dialect_row *row = &reader->dialects[reader->dialect_count++];
        row->id = sqlite3_column_int64(select, 0);
        for (int i = 0; i < MAKING_COUNT; i++)
            row->habits[i] = habit_of(reader->map, sqlite3_column_int64(select, 1 + i));
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
    const struct dialect_row *row =
        bsearch(&dialect, reader->dialects, reader->dialect_count, sizeof *reader->dialects, compare_ids);
    if (!row)
        return;
    reader->messages += messages;
    if (reader->use_count + MAKING_COUNT > reader->use_capacity) {
        reader->use_capacity = 2 * reader->use_capacity + MAKING_COUNT;
        reader->uses = reallocate(reader->uses, reader->use_capacity * sizeof *reader->uses);
    }
    for (size_t i = 0; i < MAKING_COUNT; i++)
        if (row->habits[i] != NO_HABIT)
            reader->uses[reader->use_count++] = (struct use){row->habits[i], messages};
}

/* In order of mail, in which both tables are: cheaper than by campaign. */
static bool read_made(struct reader *reader) {
    struct database *database = &reader->store->database;
    size_t most;
    sqlite3_stmt *select = database_prepare(database,
                                            "SELECT a.campaign, m.dialect FROM assignment a NOT INDEXED"
                                            " JOIN mail m ON m.id = a.mail WHERE m.dialect IS NOT NULL",
                                            reader->error);
    int code;
    if (!select || !count_rows(reader, "SELECT count(*) FROM assignment", &most))
        return false;
    reader->made = allocate((most + 1) * sizeof *reader->made);
    while ((code = sqlite3_step(select)) == SQLITE_ROW && reader->made_count < most)
        reader->made[reader->made_count++] =
            (struct made){sqlite3_column_int64(select, 0), sqlite3_column_int64(select, 1)};
    sqlite3_reset(select);
    return code == SQLITE_DONE || database_failed(database, reader->error);
}

static int compare_made(const void *a, const void *b) {
    const struct made *x = a, *y = b;
    int order = compare_ids(&x->campaign, &y->campaign);
    return order ? order : compare_ids(&x->dialect, &y->dialect);
}

static void sum_campaigns(struct reader *reader) {
    const struct made *made = reader->made;
    if (reader->made_count)
        qsort(reader->made, reader->made_count, sizeof *reader->made, compare_made);
    for (size_t i = 0, end; i < reader->made_count; i = end) {
        for (end = i + 1; end < reader->made_count && !compare_made(&made[i], &made[end]);)
            end++;
        add_dialect(reader, made[i].dialect, end - i);
        if (end == reader->made_count || made[end].campaign != made[i].campaign)
            end_campaign(reader, made[i].campaign);
    }
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
    bool good = read_habits(&reader) && read_dialects(&reader) && read_made(&reader);
    if (good) {
        sum_campaigns(&reader);
        operators_find(map->arena, map->campaigns, map->campaign_count, map->facets, map->habit_count,
                       &map->operators);
        good = read_ids(&reader) && read_names(&reader);
    }
    free(reader.dialects);
    free(reader.made);
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

uint32_t operator_map_campaign(const struct operator_map *map, int64_t founder) {
    const int64_t *found = map->campaign_count ? bsearch(&founder, map->founders, map->campaign_count,
                                                         sizeof *map->founders, compare_ids)
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
