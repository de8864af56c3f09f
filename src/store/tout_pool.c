/* What a message says is added to the sums of its part and taken off when it leaves, so that judging costs
 * what is named, not how many name it. Sums are whole numbers (points in eighths): in whatever order messages
 * came, the same ones give the same sums. Events are sorted and folded first: most messages of a part name
 * the same.
 *
 * Cost: a sort of what is new, a row a part and a row a name in it. */
#include "store/tout_pool.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "store/schema.h"
#include "tout/record.h"

/* Things that are looked at when a part is judged, the commonest; and of each the commonest names. */
#define PRIMARIES_READ 32
#define NAMES_READ     16
/* The first members whose hosts are counted. */
#define MEMBERS_SAMPLED 200
#define FRACTIONS       8 /* of a point */

enum part_column { MESSAGES, READINGS, PICTURE_LINKS, TARGETS, GAINS, PART_COLUMNS };

struct tout_event {
    int64_t part;
    int64_t sums[PART_COLUMNS];
};

enum mention_column {
    NAMED,
    EXPLICIT,
    INSTRUMENT,
    PROMOTION,
    PLACES,
    WORDS,
    SYMBOLS,
    SOLICITED,
    DISCLAIMERS,
    MENTION_COLUMNS
};

struct tout_mention_event {
    int64_t part;
    enum tout_kind kind;
    const char *primary, *name, *market;
    int64_t sums[MENTION_COLUMNS];
};

static void add_mention(struct tout_events *events, int64_t part, const struct tout_reading *reading,
                        const char *primary, size_t at, int sign) {
    const struct tout_candidate *candidate = &reading->candidates[at];
    events->mentions = arena_grow(events->arena, events->mentions, events->mention_count,
                                  &events->mention_capacity, sizeof *events->mentions);
    struct tout_mention_event *event = &events->mentions[events->mention_count++];
    *event = (struct tout_mention_event){.part = part,
                                         .kind = candidate->kind,
                                         .primary = primary,
                                         .name = arena_string(events->arena, candidate->name),
                                         .market = candidate->market};
    event->sums[NAMED] = 1;
    event->sums[EXPLICIT] = (candidate->how & HOW_EXPLICIT) != 0;
    event->sums[INSTRUMENT] = llround(candidate->instrument * FRACTIONS);
    event->sums[PROMOTION] = llround(candidate->promotion * FRACTIONS);
    event->sums[PLACES] = candidate->places;
    event->sums[WORDS] = reading->words;
    event->sums[SYMBOLS] = reading->symbols;
    event->sums[SOLICITED] = reading->solicited;
    event->sums[DISCLAIMERS] = reading->disclaimer;
    for (size_t i = 0; i < MENTION_COLUMNS; i++)
        event->sums[i] *= sign;
}

static void say(struct tout_events *events, struct tout_event *event, struct slice record, int sign) {
    struct tout_reading reading;
    if (!record.size || !tout_record_read(events->arena, record, &reading))
        return;
    event->sums[READINGS] = sign;
    event->sums[PICTURE_LINKS] = reading.picture_link ? sign : 0;
    event->sums[TARGETS] = reading.claims.target > 0 ? sign : 0;
    event->sums[GAINS] = reading.claims.gain > 0 ? sign : 0;
    const struct tout_candidate *first = &reading.candidates[0];
    const char *primary =
        reading.count ? arena_copy(events->arena, first->name, tout_base_bytes(first->name, first->kind))
                      : "";
    for (size_t i = 0; i < reading.count; i++)
        add_mention(events, event->part, &reading, primary, i, sign);
}

void tout_events_say(struct tout_events *events, int64_t part, struct slice record, int sign) {
    events->left |= sign < 0;
    events->parts = arena_grow(events->arena, events->parts, events->part_count, &events->part_capacity,
                               sizeof *events->parts);
    struct tout_event *event = &events->parts[events->part_count++];
    *event = (struct tout_event){.part = part};
    say(events, event, record, sign);
}

void tout_events_add(struct tout_events *events, int64_t part, struct slice record, int sign) {
    tout_events_say(events, part, record, sign);
    events->parts[events->part_count - 1].sums[MESSAGES] = sign;
}

static int compare_parts(const void *a, const void *b) {
    const struct tout_event *x = a, *y = b;
    return x->part < y->part ? -1 : x->part > y->part;
}

static int compare_mentions(const void *a, const void *b) {
    const struct tout_mention_event *x = a, *y = b;
    if (x->part != y->part)
        return x->part < y->part ? -1 : 1;
    int order = strcmp(x->primary, y->primary);
    if (order)
        return order;
    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    return strcmp(x->name, y->name);
}

/* Several events of one part become one; returns how many parts there are. */
static size_t fold_parts(struct tout_event *events, size_t count) {
    size_t kept = 0;
    if (count)
        qsort(events, count, sizeof *events, compare_parts);
    for (size_t i = 0; i < count; i++) {
        if (!kept || events[kept - 1].part != events[i].part) {
            events[kept++] = events[i];
            continue;
        }
        for (size_t j = 0; j < PART_COLUMNS; j++)
            events[kept - 1].sums[j] += events[i].sums[j];
    }
    return kept;
}

static size_t fold_mentions(struct tout_mention_event *events, size_t count) {
    size_t kept = 0;
    if (count)
        qsort(events, count, sizeof *events, compare_mentions);
    for (size_t i = 0; i < count; i++) {
        if (!kept || compare_mentions(&events[kept - 1], &events[i]) != 0) {
            events[kept++] = events[i];
            continue;
        }
        for (size_t j = 0; j < MENTION_COLUMNS; j++)
            events[kept - 1].sums[j] += events[i].sums[j];
        if (strcmp(events[i].market, events[kept - 1].market) > 0)
            events[kept - 1].market = events[i].market;
    }
    return kept;
}

static bool is_nothing(const int64_t *sums, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (sums[i])
            return false;
    return true;
}

static bool write_mention(struct database *database, const struct tout_mention_event *event,
                          struct error *error) {
    static const char sql[] =
        "INSERT INTO mention VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)"
        " ON CONFLICT(part, primary_name, kind, name) DO UPDATE SET"
        " market = max(market, excluded.market), messages = messages + excluded.messages,"
        " explicit = explicit + excluded.explicit, instrument = instrument + excluded.instrument,"
        " promotion = promotion + excluded.promotion, places = places + excluded.places,"
        " words = words + excluded.words, symbols = symbols + excluded.symbols,"
        " solicited = solicited + excluded.solicited, disclaimers = disclaimers + excluded.disclaimers";
    if (is_nothing(event->sums, MENTION_COLUMNS))
        return true;
    sqlite3_stmt *upsert = database_prepare(database, sql, error);
    if (!upsert)
        return false;
    sqlite3_bind_int64(upsert, 1, event->part);
    sqlite3_bind_text(upsert, 2, event->primary, -1, SQLITE_STATIC);
    sqlite3_bind_int64(upsert, 3, event->kind);
    sqlite3_bind_text(upsert, 4, event->name, -1, SQLITE_STATIC);
    sqlite3_bind_text(upsert, 5, event->market, -1, SQLITE_STATIC);
    for (int i = 0; i < MENTION_COLUMNS; i++)
        sqlite3_bind_int64(upsert, 6 + i, event->sums[i]);
    return database_step(database, upsert, error);
}

/* A new row counts all members; they are assigned by now, and a part without a row is a campaign of itself.
 */
static bool write_part(struct database *database, const struct tout_event *event, bool *says,
                       struct error *error) {
    static const char update[] = "UPDATE part SET messages = messages + ?2, readings = readings + ?3, "
                                 "picture_links = picture_links + ?4,"
                                 " targets = targets + ?5, gains = gains + ?6 WHERE founder = ?1";
    static const char insert[] =
        "INSERT INTO part SELECT ?1, count(*), ?3, ?4, ?5, ?6 FROM assignment"
        " WHERE mail IN (SELECT mail FROM assignment WHERE campaign = ?1 AND part = ?1"
        " UNION ALL SELECT mail FROM assignment WHERE part = ?1 AND campaign <> part)";
    const char *const statements[] = {update, insert};
    *says = false;
    for (size_t i = 0; i < 2 && !*says; i++) {
        sqlite3_stmt *statement = database_prepare(database, statements[i], error);
        if (!statement)
            return false;
        sqlite3_bind_int64(statement, 1, event->part);
        for (int j = 0; j < PART_COLUMNS; j++)
            sqlite3_bind_int64(statement, 2 + j, event->sums[j]);
        if (!database_step(database, statement, error))
            return false;
        *says = sqlite3_changes(database->handle) > 0;
        if (event->sums[READINGS] <= 0)
            break;
    }
    return true;
}

/* Rows of nothing would count as names. */
static bool clear_mentions(struct database *database, int64_t part, struct error *error) {
    sqlite3_stmt *clear =
        database_prepare(database, "DELETE FROM mention WHERE part = ? AND messages <= 0", error);
    if (!clear)
        return false;
    sqlite3_bind_int64(clear, 1, part);
    return database_step(database, clear, error);
}

/* A part that says nothing any more is as one that never did. */
static bool clear_part(struct database *database, int64_t part, struct error *error) {
    sqlite3_stmt *clear =
        database_prepare(database, "DELETE FROM part WHERE founder = ? AND readings <= 0", error);
    if (!clear)
        return false;
    sqlite3_bind_int64(clear, 1, part);
    return database_step(database, clear, error);
}

bool tout_events_settle(struct tout_events *events, struct database *database,
                        bool (*changed)(void *context, int64_t part, struct error *error), void *context,
                        struct error *error) {
    size_t parts = fold_parts(events->parts, events->part_count);
    size_t mentions = fold_mentions(events->mentions, events->mention_count);
    struct arena *arena = events->arena;
    bool *says = arena_alloc_raw(arena, parts * sizeof *says), good = true;
    for (size_t i = 0; i < parts && good; i++)
        good = write_part(database, &events->parts[i], &says[i], error);
    for (size_t i = 0; i < mentions && good; i++)
        good = write_mention(database, &events->mentions[i], error);
    for (size_t i = 0; i < parts && good; i++) {
        const struct tout_event *event = &events->parts[i];
        good = !says[i] || ((!events->left || clear_mentions(database, event->part, error)) &&
                            changed(context, event->part, error) &&
                            (!events->left || clear_part(database, event->part, error)));
    }
    *events = (struct tout_events){.arena = arena};
    arena_reset(arena);
    return good;
}

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
                                  .instrument = (double)sqlite3_column_int64(select, 6) / FRACTIONS,
                                  .promotion = (double)sqlite3_column_int64(select, 7) / FRACTIONS,
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

/* The first of them: each of the two indexes gives its own in order, so that only so many are read. */
static bool sample_members(struct database *database, int64_t part, struct tout_pool *pool,
                           struct error *error) {
    static const char sql[] =
        "SELECT count(*), count(DISTINCT src_ip), sum(flags & ?3 <> 0), sum(flags & ?4 <> 0) FROM mail"
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
    sqlite3_reset(select);
    return true;
}

bool tout_pool_read(struct database *database, int64_t part, struct arena *arena, const struct tout_hot *hot,
                    struct tout_pool *pool, bool *found, struct error *error) {
    sqlite3_stmt *select = database_prepare(database, "SELECT * FROM part WHERE founder = ?", error);
    *pool = (struct tout_pool){0};
    if (!select)
        return false;
    sqlite3_bind_int64(select, 1, part);
    if (!database_row(database, select, found, error))
        return false;
    int64_t sums[PART_COLUMNS];
    for (int i = 0; i < PART_COLUMNS; i++)
        sums[i] = sqlite3_column_int64(select, 1 + i);
    sqlite3_reset(select);
    *found = *found && sums[READINGS] > 0;
    pool->messages = (uint32_t)sums[MESSAGES];
    pool->readings = (uint32_t)sums[READINGS];
    pool->picture_links = (uint32_t)sums[PICTURE_LINKS];
    pool->targets = (uint32_t)sums[TARGETS];
    pool->gains = (uint32_t)sums[GAINS];
    return !*found || (read_mentions(database, part, arena, hot, pool, error) &&
                       sample_members(database, part, pool, error));
}
