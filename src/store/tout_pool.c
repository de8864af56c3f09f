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

#include "tout/record.h"

/* Names that are looked at when a part is judged: the commonest. */
#define MENTIONS_READ 48
/* The first members whose hosts are counted. */
#define HOSTS_SAMPLED 200
#define FRACTIONS     8 /* of a point */

enum part_column {
    MESSAGES,
    READINGS,
    DISCLAIMERS,
    PICTURE_LINKS,
    SOLICITED,
    SYMBOLS,
    WORDS,
    FINANCE,
    TARGETS,
    GAINS,
    PART_COLUMNS
};

struct tout_event {
    int64_t part;
    int64_t sums[PART_COLUMNS];
};

enum mention_column { NAMED, EXPLICIT, FIRST, INSTRUMENT, PROMOTION, MENTION_COLUMNS };

struct tout_mention_event {
    int64_t part;
    enum tout_kind kind;
    const char *name, *market;
    int64_t sums[MENTION_COLUMNS];
};

static void add_mention(struct tout_events *events, int64_t part, const struct tout_candidate *candidate,
                        bool first, int sign) {
    events->mentions = arena_grow(events->arena, events->mentions, events->mention_count,
                                  &events->mention_capacity, sizeof *events->mentions);
    struct tout_mention_event *event = &events->mentions[events->mention_count++];
    *event = (struct tout_mention_event){.part = part,
                                         .kind = candidate->kind,
                                         .name = arena_string(events->arena, candidate->name),
                                         .market = candidate->market};
    event->sums[NAMED] = sign;
    event->sums[EXPLICIT] = candidate->how & HOW_EXPLICIT ? sign : 0;
    event->sums[FIRST] = first ? sign : 0;
    event->sums[INSTRUMENT] = sign * llround(candidate->instrument * FRACTIONS);
    event->sums[PROMOTION] = sign * llround(candidate->promotion * FRACTIONS);
}

static void say(struct tout_events *events, struct tout_event *event, struct slice record, int sign) {
    struct tout_reading reading;
    if (!record.size || !tout_record_read(events->arena, record, &reading))
        return;
    const struct tout_claims *claims = &reading.claims;
    event->sums[READINGS] = sign;
    event->sums[DISCLAIMERS] = reading.disclaimer ? sign : 0;
    event->sums[PICTURE_LINKS] = reading.picture_link ? sign : 0;
    event->sums[SOLICITED] = reading.solicited ? sign : 0;
    event->sums[SYMBOLS] = sign * (int64_t)reading.symbols;
    event->sums[WORDS] = sign * (int64_t)reading.words;
    event->sums[FINANCE] = sign * (int64_t)reading.finance;
    event->sums[TARGETS] = claims->target > 0 ? sign : 0;
    event->sums[GAINS] = claims->gain > 0 ? sign : 0;
    for (size_t i = 0; i < reading.count; i++)
        add_mention(events, event->part, &reading.candidates[i], i == 0, sign);
}

void tout_events_say(struct tout_events *events, int64_t part, struct slice record, int sign) {
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
        "INSERT INTO mention VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT(part, name, kind) DO "
        "UPDATE SET"
        " market = max(market, excluded.market), messages = messages + excluded.messages,"
        " explicit = explicit + excluded.explicit, first = first + excluded.first,"
        " instrument = instrument + excluded.instrument, promotion = promotion + excluded.promotion";
    if (is_nothing(event->sums, MENTION_COLUMNS))
        return true;
    sqlite3_stmt *upsert = database_prepare(database, sql, error);
    if (!upsert)
        return false;
    sqlite3_bind_int64(upsert, 1, event->part);
    sqlite3_bind_text(upsert, 2, event->name, -1, SQLITE_STATIC);
    sqlite3_bind_int64(upsert, 3, event->kind);
    sqlite3_bind_text(upsert, 4, event->market, -1, SQLITE_STATIC);
    for (int i = 0; i < MENTION_COLUMNS; i++)
        sqlite3_bind_int64(upsert, 5 + i, event->sums[i]);
    return database_step(database, upsert, error);
}

/* A new row counts all members; they are assigned by now, and a part without a row is a campaign of itself.
 */
static bool write_part(struct database *database, const struct tout_event *event, bool *says,
                       struct error *error) {
    static const char update[] =
        "UPDATE part SET messages = messages + ?2, readings = readings + ?3, disclaimers = disclaimers + ?4,"
        " picture_links = picture_links + ?5, solicited = solicited + ?6, symbols = symbols + ?7,"
        " words = words + ?8, finance = finance + ?9, targets = targets + ?10, gains = gains + ?11"
        " WHERE founder = ?1";
    static const char insert[] =
        "INSERT INTO part SELECT ?1, count(*), ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11 FROM assignment"
        " WHERE campaign = ?1";
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

static bool clear_mentions(struct database *database, int64_t part, struct error *error) {
    sqlite3_stmt *clear =
        database_prepare(database, "DELETE FROM mention WHERE part = ? AND messages <= 0", error);
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
    bool good = true, says;
    for (size_t i = 0; i < mentions && good; i++)
        good = write_mention(database, &events->mentions[i], error);
    for (size_t i = 0; i < parts && good; i++) {
        const struct tout_event *event = &events->parts[i];
        good = write_part(database, event, &says, error) &&
               (!says || ((event->sums[READINGS] >= 0 || clear_mentions(database, event->part, error)) &&
                          changed(context, event->part, error)));
    }
    *events = (struct tout_events){.arena = arena};
    arena_reset(arena);
    return good;
}

static bool read_mentions(struct database *database, int64_t part, struct arena *arena,
                          struct tout_pool *pool, struct error *error) {
    sqlite3_stmt *select = database_prepare(
        database,
        "SELECT name, kind, market, messages, explicit, first, instrument, promotion FROM mention"
        " WHERE part = ? ORDER BY messages DESC, instrument DESC, name, kind LIMIT ?",
        error);
    struct tout_mention *mentions = arena_alloc(arena, MENTIONS_READ * sizeof *mentions);
    int code;
    if (!select)
        return false;
    sqlite3_bind_int64(select, 1, part);
    sqlite3_bind_int64(select, 2, MENTIONS_READ);
    while ((code = sqlite3_step(select)) == SQLITE_ROW && pool->mention_count < MENTIONS_READ) {
        int kind = sqlite3_column_int(select, 1);
        if (kind < 0 || kind >= TOUT_KIND_COUNT)
            continue;
        mentions[pool->mention_count++] =
            (struct tout_mention){.name = arena_string(arena, column_text(select, 0)),
                                  .kind = (enum tout_kind)kind,
                                  .market = arena_string(arena, column_text(select, 2)),
                                  .messages = (uint32_t)sqlite3_column_int64(select, 3),
                                  .explicit_messages = (uint32_t)sqlite3_column_int64(select, 4),
                                  .first_messages = (uint32_t)sqlite3_column_int64(select, 5),
                                  .instrument = (double)sqlite3_column_int64(select, 6) / FRACTIONS,
                                  .promotion = (double)sqlite3_column_int64(select, 7) / FRACTIONS};
    }
    sqlite3_reset(select);
    pool->mentions = mentions;
    return code == SQLITE_DONE || code == SQLITE_ROW || database_failed(database, error);
}

static bool count_hosts(struct database *database, int64_t part, struct tout_pool *pool,
                        struct error *error) {
    static const char sql[] =
        "SELECT count(*), count(DISTINCT src_ip) FROM mail WHERE id IN (SELECT mail FROM assignment WHERE"
        " campaign IN (SELECT campaign FROM cell WHERE part = ?1 UNION SELECT ?1) AND part = ?1"
        " ORDER BY mail LIMIT ?2)";
    sqlite3_stmt *select = database_prepare(database, sql, error);
    bool found;
    if (!select)
        return false;
    sqlite3_bind_int64(select, 1, part);
    sqlite3_bind_int64(select, 2, HOSTS_SAMPLED);
    if (!database_row(database, select, &found, error))
        return false;
    pool->sampled = (uint32_t)sqlite3_column_int64(select, 0);
    pool->hosts = (uint32_t)sqlite3_column_int64(select, 1);
    sqlite3_reset(select);
    return true;
}

bool tout_pool_read(struct database *database, int64_t part, struct arena *arena, struct tout_pool *pool,
                    bool *found, struct error *error) {
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
    pool->disclaimers = (uint32_t)sums[DISCLAIMERS];
    pool->picture_links = (uint32_t)sums[PICTURE_LINKS];
    pool->solicited = (uint32_t)sums[SOLICITED];
    pool->symbols = (double)sums[SYMBOLS];
    pool->words = (double)sums[WORDS];
    pool->finance = (double)sums[FINANCE];
    pool->with_target = (double)sums[TARGETS];
    pool->with_gain = (double)sums[GAINS];
    return !*found ||
           (read_mentions(database, part, arena, pool, error) && count_hosts(database, part, pool, error));
}
