/* What is judged: the sums of a part (tout_event.c), the commonest names of many, and of its first members
 * how many hosts sent them. These members are kept with the part, until other members are the first.
 *
 * Cost: a row a name that is looked at, and one a member that is new among the first. */
#include "store/tout_pool.h"

#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

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

/* What is kept of a member: bytes without meaning are none. */
struct sampled {
    uint64_t host; /* hash of its sending host, 0 none */
    uint64_t flags;
};

/* The first members of a part. */
struct sample {
    struct sampled members[MEMBERS_SAMPLED];
    size_t count;
    int64_t end; /* the last of them */
};

/* Each of the two indexes gives its own in order, so that only as many as are wanted are read. */
static bool read_further(struct database *database, int64_t part, struct sample *sample,
                         struct error *error) {
    static const char sql[] =
        "SELECT id, src_ip, flags FROM mail WHERE id IN (SELECT mail FROM ("
        " SELECT * FROM (SELECT mail FROM assignment WHERE campaign = ?1 AND part = ?1 AND mail > ?2"
        " ORDER BY mail LIMIT ?3) UNION ALL"
        " SELECT * FROM (SELECT mail FROM assignment WHERE part = ?1 AND campaign <> part AND mail > ?2"
        " ORDER BY mail LIMIT ?3)) ORDER BY mail LIMIT ?3) ORDER BY id";
    sqlite3_stmt *select = database_prepare(database, sql, error);
    int code;
    if (!select)
        return false;
    sqlite3_bind_int64(select, 1, part);
    sqlite3_bind_int64(select, 2, sample->end);
    sqlite3_bind_int64(select, 3, (int64_t)(MEMBERS_SAMPLED - sample->count));
    while ((code = sqlite3_step(select)) == SQLITE_ROW && sample->count < MEMBERS_SAMPLED) {
        struct slice host = column_blob(select, 1);
        sample->members[sample->count++] =
            (struct sampled){.host = host.size ? XXH3_64bits(host.data, host.size) | 1 : 0,
                             .flags = (uint64_t)sqlite3_column_int64(select, 2)};
        sample->end = sqlite3_column_int64(select, 0);
    }
    sqlite3_reset(select);
    return code == SQLITE_ROW || code == SQLITE_DONE || database_failed(database, error);
}

static bool write_sample(struct database *database, int64_t part, const struct sample *sample,
                         struct error *error) {
    sqlite3_stmt *update =
        database_prepare(database, "UPDATE part SET sample_end = ?2, sample = ?3 WHERE founder = ?1", error);
    if (!update)
        return false;
    sqlite3_bind_int64(update, 1, part);
    sqlite3_bind_int64(update, 2, sample->end);
    bind_blob(update, 3, slice_of((const char *)sample->members, sample->count * sizeof *sample->members));
    return database_step(database, update, error);
}

static int compare_hosts(const void *a, const void *b) {
    const struct sampled *x = a, *y = b;
    return x->host < y->host ? -1 : x->host > y->host;
}

static void count_sample(struct sample *sample, struct tout_pool *pool) {
    if (sample->count)
        qsort(sample->members, sample->count, sizeof *sample->members, compare_hosts);
    pool->sampled = (uint32_t)sample->count;
    for (size_t i = 0; i < sample->count; i++) {
        const struct sampled *member = &sample->members[i];
        pool->hosts += member->host && (!i || member[-1].host != member->host);
        pool->urls += (member->flags & FLAG_URL) != 0;
        pool->attachments += (member->flags & FLAG_ATTACHMENT) != 0;
    }
}

static bool take_sample(struct database *database, int64_t part, struct sample *sample,
                        struct tout_pool *pool, struct error *error) {
    size_t before = sample->count;
    if (before < MEMBERS_SAMPLED && !read_further(database, part, sample, error))
        return false;
    if (sample->count > before && !write_sample(database, part, sample, error))
        return false;
    count_sample(sample, pool);
    return true;
}

/* The sums, and of the sample what is known. */
static bool read_part(struct database *database, int64_t part, struct tout_pool *pool, struct sample *sample,
                      bool *found, struct error *error) {
    sqlite3_stmt *select = database_prepare(
        database,
        "SELECT messages, readings, picture_links, targets, gains, sample_end, sample FROM part"
        " WHERE founder = ?",
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
    };
    *found = *found && sqlite3_column_int64(select, 1) > 0;
    struct slice known = column_blob(select, 6);
    sample->count = 0;
    sample->end = sqlite3_column_int64(select, 5);
    if (sample->end && known.size <= sizeof sample->members) {
        sample->count = known.size / sizeof *sample->members;
        memcpy(sample->members, known.data, sample->count * sizeof *sample->members);
    }
    sqlite3_reset(select);
    return true;
}

bool tout_pool_read(struct database *database, int64_t part, struct arena *arena, const struct tout_hot *hot,
                    struct tout_pool *pool, bool *found, struct error *error) {
    struct sample sample;
    if (!read_part(database, part, pool, &sample, found, error))
        return false;
    return !*found || (read_mentions(database, part, arena, hot, pool, error) &&
                       take_sample(database, part, &sample, pool, error));
}
