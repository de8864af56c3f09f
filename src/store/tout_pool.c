/* What is judged: the sums of a part (tout_event.c), the commonest names of many, and of its first members how
 * many hosts sent them.
 *
 * Cost: a row a name that is looked at; of the members nothing once there are enough of them, and their rows
 * before that. */
#include "store/tout_pool.h"

#include <string.h>

#include "store/schema.h"

/* Things that are looked at when a part is judged, the commonest; and of each the commonest names. */
#define PRIMARIES_READ 32
#define NAMES_READ     16
/* The first members whose hosts are counted. */
#define MEMBERS_SAMPLED 200

/* The commonest things, and of each what it is called most. */
static bool read_mentions(struct database *database, int64_t part, struct arena *arena,
                          const struct tout_hot *hot, struct tout_pool *pool, struct error *error) {
    static const char sql[] =
        "SELECT primary_name, name, kind, market, messages, explicit, instrument, promotion, places, words, "
        "symbols,"
        " solicited, disclaimers, EXISTS(SELECT 1 FROM instrument WHERE symbol = m.primary_name)"
        " FROM mention m WHERE part = ?1 AND primary_name IN (SELECT primary_name "
        "FROM mention"
        " WHERE part = ?1 GROUP BY primary_name ORDER BY max(messages) DESC, primary_name LIMIT ?2)"
        " ORDER BY primary_name, messages DESC, kind, name";
    sqlite3_stmt *select = database_prepare(database, sql, error);
    struct tout_mention *mentions = NULL;
    size_t capacity = 0, of_primary = 0;
    int code;
    if (!select)
        return false;
    sqlite3_bind_int64(select, 1, part);
    sqlite3_bind_int64(select, 2, PRIMARIES_READ);
    while ((code = sqlite3_step(select)) == SQLITE_ROW) {
        int kind = sqlite3_column_int(select, 2);
        bool same =
            pool->mention_count && !strcmp(mentions[pool->mention_count - 1].primary, column_text(select, 0));
        of_primary = same ? of_primary + 1 : 0;
        if (kind < 0 || kind >= TOUT_KIND_COUNT || of_primary >= NAMES_READ)
            continue;
        mentions = arena_grow(arena, mentions, pool->mention_count, &capacity, sizeof *mentions);
        mentions[pool->mention_count++] =
            (struct tout_mention){.primary = arena_string(arena, column_text(select, 0)),
                                  .name = arena_string(arena, column_text(select, 1)),
                                  .kind = (enum tout_kind)kind,
                                  .market = arena_string(arena, column_text(select, 3)),
                                  .messages = (uint32_t)sqlite3_column_int64(select, 4),
                                  .explicit_messages = (uint32_t)sqlite3_column_int64(select, 5),
                                  .instrument = (double)sqlite3_column_int64(select, 6) / TOUT_FRACTIONS,
                                  .promotion = (double)sqlite3_column_int64(select, 7) / TOUT_FRACTIONS,
                                  .places = (double)sqlite3_column_int64(select, 8),
                                  .words = (double)sqlite3_column_int64(select, 9),
                                  .symbols = (double)sqlite3_column_int64(select, 10),
                                  .solicited = (uint32_t)sqlite3_column_int64(select, 11),
                                  .disclaimers = (uint32_t)sqlite3_column_int64(select, 12),
                                  .known = kind != TOUT_NAME && sqlite3_column_int(select, 13),
                                  .hot = tout_hot_find(hot, column_text(select, 1), (enum tout_kind)kind)};
    }
    sqlite3_reset(select);
    pool->mentions = mentions;
    return code == SQLITE_DONE || database_failed(database, error);
}

/* The first of them: each of the two indexes gives its own in order, so that only so many are read. *end: the
 * last of them, 0 where there are not enough yet. */
static bool sample_members(struct database *database, int64_t part, struct tout_pool *pool, int64_t *end,
                           struct error *error) {
    static const char sql[] =
        "SELECT count(*), count(DISTINCT src_ip), sum(flags & ?3 <> 0), sum(flags & ?4 <> 0), max(id) FROM mail"
        " WHERE id IN (SELECT mail FROM ("
        " SELECT * FROM (SELECT mail FROM assignment WHERE campaign = ?1 AND part = ?1 ORDER BY mail LIMIT "
        "?2)"
        " UNION ALL"
        " SELECT * FROM (SELECT mail FROM assignment WHERE part = ?1 AND campaign <> part ORDER BY mail "
        "LIMIT ?2))"
        " ORDER BY mail LIMIT ?2)";
    sqlite3_stmt *select = database_prepare(database, sql, error);
    bool found;
    if (!select)
        return false;
    sqlite3_bind_int64(select, 1, part);
    sqlite3_bind_int64(select, 2, MEMBERS_SAMPLED);
    sqlite3_bind_int64(select, 3, FLAG_URL);
    sqlite3_bind_int64(select, 4, FLAG_ATTACHMENT);
    if (!database_row(database, select, &found, error))
        return false;
    pool->sampled = (uint32_t)sqlite3_column_int64(select, 0);
    pool->hosts = (uint32_t)sqlite3_column_int64(select, 1);
    pool->urls = (uint32_t)sqlite3_column_int64(select, 2);
    pool->attachments = (uint32_t)sqlite3_column_int64(select, 3);
    *end = pool->sampled == MEMBERS_SAMPLED ? sqlite3_column_int64(select, 4) : 0;
    sqlite3_reset(select);
    return true;
}

static bool keep_sample(struct database *database, int64_t part, const struct tout_pool *pool, int64_t end,
                        struct error *error) {
    sqlite3_stmt *update = database_prepare(
        database,
        "UPDATE part SET sample_end = ?2, hosts = ?3, urls = ?4, attachments = ?5 WHERE founder = ?1", error);
    if (!update)
        return false;
    sqlite3_bind_int64(update, 1, part);
    sqlite3_bind_int64(update, 2, end);
    sqlite3_bind_int64(update, 3, pool->hosts);
    sqlite3_bind_int64(update, 4, pool->urls);
    sqlite3_bind_int64(update, 5, pool->attachments);
    return database_step(database, update, error);
}

static bool read_part(struct database *database, int64_t part, struct tout_pool *pool, bool *found,
                      struct error *error) {
    sqlite3_stmt *select = database_prepare(
        database,
        "SELECT messages, readings, picture_links, targets, gains, sample_end IS NOT NULL, hosts, urls,"
        " attachments FROM part WHERE founder = ?",
        error);
    if (!select)
        return false;
    sqlite3_bind_int64(select, 1, part);
    if (!database_row(database, select, found, error))
        return false;
    *pool = (struct tout_pool){
        .messages = (uint32_t)sqlite3_column_int64(select, 0),
        .readings = (uint32_t)sqlite3_column_int64(select, 1),
        .picture_links = (uint32_t)sqlite3_column_int64(select, 2),
        .targets = (uint32_t)sqlite3_column_int64(select, 3),
        .gains = (uint32_t)sqlite3_column_int64(select, 4),
        .sampled = sqlite3_column_int(select, 5) ? MEMBERS_SAMPLED : 0,
        .hosts = (uint32_t)sqlite3_column_int64(select, 6),
        .urls = (uint32_t)sqlite3_column_int64(select, 7),
        .attachments = (uint32_t)sqlite3_column_int64(select, 8),
    };
    *found = *found && sqlite3_column_int64(select, 1) > 0;
    sqlite3_reset(select);
    return true;
}

bool tout_pool_read(struct database *database, int64_t part, struct arena *arena, const struct tout_hot *hot,
                    struct tout_pool *pool, bool *found, struct error *error) {
    int64_t end = 0;
    if (!read_part(database, part, pool, found, error))
        return false;
    if (!*found)
        return true;
    return read_mentions(database, part, arena, hot, pool, error) &&
           (pool->sampled || sample_members(database, part, pool, &end, error)) &&
           (!end || keep_sample(database, part, pool, end, error));
}
