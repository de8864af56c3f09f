/* What operators are called. A name belongs to a mail, the founder of the operator's oldest campaign when it
 * was given, and goes where that mail's campaign goes. */
#include <stdio.h>
#include <string.h>

#include "store/base.h"
#include "store/campaign_list.h"
#include "store/campaign_name.h"
#include "store/operator_list.h"
#include "store/operator_map.h"

static uint32_t find_name(const struct operator_map *map, const char *name) {
    for (uint32_t i = 0; i < map->operators.count; i++)
        if (*name && !strcasecmp(map->names[i], name))
            return i;
    return OPERATOR_NONE;
}

/* By an id: that of a campaign, with another letter. */
static bool find_id(struct store *store, const struct operator_map *map, const char *asked, uint32_t *number,
                    struct error *error) {
    char id[STORE_ID_BYTES], campaign[STORE_ID_BYTES];
    int64_t founder;
    bool moved;
    asked += strspn(asked, " ");
    if ((*asked != 'o' && *asked != 'O') ||
        snprintf(campaign, sizeof campaign, "c%s", asked + 1) >= (int)sizeof campaign ||
        !store_campaign_resolve(store, campaign, id, &moved, NULL))
        return error_set(error, "no operator '%s' in the store; `weir operators` lists them", asked);
    if (!campaign_founder(&store->database, id, &founder, error))
        return false;
    *number = operator_map_find(map, founder);
    return *number != OPERATOR_NONE ||
           error_set(error, "nothing ties campaign %s to others any more, so '%s' is no operator", id, asked);
}

bool store_operator_resolve(struct store *store, const char *asked, char id[STORE_ID_BYTES], bool *moved,
                            struct error *error) {
    const struct operator_map *map = operator_map_of(store, error);
    if (!map)
        return false;
    uint32_t number = find_name(map, asked);
    bool named = number != OPERATOR_NONE;
    if (!named && !find_id(store, map, asked, &number, error))
        return false;
    snprintf(id, STORE_ID_BYTES, "%s", map->ids[number]);
    size_t typed = strspn(asked, " ");
    *moved = !named && strncasecmp(id, asked + typed, strlen(asked + typed)) != 0;
    return true;
}

static bool write_row(struct store *store, const char *sql, int64_t founder, const char *name,
                      struct error *error) {
    sqlite3_stmt *statement = database_prepare(&store->database, sql, error);
    if (!statement)
        return false;
    sqlite3_bind_int64(statement, 1, founder);
    if (name)
        sqlite3_bind_text(statement, 2, name, -1, SQLITE_STATIC);
    return database_step(&store->database, statement, error);
}

static bool write_name(struct store *store, const struct operator_map *map, uint32_t number, const char *name,
                       struct error *error) {
    static const char forget[] = "DELETE FROM operator_name WHERE founder IN"
                                 " (SELECT mail FROM assignment WHERE campaign = ?)";
    const struct operator_found *found = &map->operators.items[number];
    for (size_t i = 0; i < found->campaign_count; i++)
        if (!write_row(store, forget, map->founders[found->campaigns[i]], NULL, error))
            return false;
    return !*name || write_row(store, "INSERT INTO operator_name VALUES(?, ?)",
                               map->founders[found->campaigns[0]], name, error);
}

bool store_operator_rename(struct store *store, const char *id, const char *name, struct error *error) {
    struct database *database = &store->database;
    char now[STORE_ID_BYTES];
    bool moved;
    uint32_t number = OPERATOR_NONE;
    if (!database_run(database, "BEGIN IMMEDIATE", error))
        return false;
    const struct operator_map *map = operator_map_of(store, error);
    bool good = map && store_operator_resolve(store, id, now, &moved, error) &&
                ((number = find_name(map, name)) == OPERATOR_NONE || !strcmp(map->ids[number], now) ||
                 error_set(error, "%s is called '%s' already", map->ids[number], name));
    for (uint32_t i = 0; good && i < map->operators.count; i++)
        if (!strcmp(map->ids[i], now))
            number = i;
    good = good && write_name(store, map, number, name, error) && database_run(database, "COMMIT", error);
    if (!good)
        database_run(database, "ROLLBACK", NULL);
    return good;
}
