/* What a message says is added to the sums of its part and taken off when it leaves, so that judging costs
 * what is named, not how many name it. Sums are whole numbers (points in eighths): in whatever order messages
 * came, the same ones give the same sums. Events are sorted and folded first: most messages of a part name
 * the same.
 *
 * Cost: a sort of what is new, a row a part and a row a name in it. */
#include "store/tout_event.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "store/tout_pool.h"
#include "tout/record.h"

enum part_column { MESSAGES, READINGS, PICTURE_LINKS, TARGETS, GAINS, PART_COLUMNS };

struct tout_event {
    int64_t part, mail;
    bool joins;
    int64_t sums[PART_COLUMNS];
};

/* All events of one part. */
struct tout_change {
    int64_t part;
    int64_t first_mail; /* the first of those that came or went */
    int64_t sums[PART_COLUMNS];
    struct tout_newcomers newcomers;
    bool says;
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
    event->sums[INSTRUMENT] = llround(candidate->instrument * TOUT_FRACTIONS);
    event->sums[PROMOTION] = llround(candidate->promotion * TOUT_FRACTIONS);
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

static struct tout_event *add_event(struct tout_events *events, int64_t part, int64_t mail,
                                    struct slice record, int sign) {
    events->left |= sign < 0;
    events->events =
        arena_grow(events->arena, events->events, events->count, &events->capacity, sizeof *events->events);
    struct tout_event *event = &events->events[events->count++];
    *event = (struct tout_event){.part = part, .mail = mail};
    say(events, event, record, sign);
    return event;
}

void tout_events_say(struct tout_events *events, int64_t part, int64_t mail, struct slice record, int sign) {
    add_event(events, part, mail, record, sign);
}

void tout_events_add(struct tout_events *events, int64_t part, int64_t mail, struct slice record, int sign) {
    struct tout_event *event = add_event(events, part, mail, record, sign);
    event->joins = sign > 0;
    event->sums[MESSAGES] = sign;
}

static int compare_events(const void *a, const void *b) {
    const struct tout_event *x = a, *y = b;
    if (x->part != y->part)
        return x->part < y->part ? -1 : 1;
    return x->mail < y->mail ? -1 : x->mail > y->mail;
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

/* Several events of one part become one change. */
static void fold_parts(struct tout_events *events) {
    size_t count = events->count;
    int64_t *mails = arena_alloc_raw(events->arena, count * sizeof *mails);
    struct tout_change *change = NULL;
    events->changes = arena_alloc_raw(events->arena, count * sizeof *events->changes);
    if (count)
        qsort(events->events, count, sizeof *events->events, compare_events);
    for (size_t i = 0; i < count; i++) {
        const struct tout_event *event = &events->events[i];
        if (!change || change->part != event->part) {
            change = &events->changes[events->change_count++];
            *change = (struct tout_change){
                .part = event->part, .first_mail = event->mail, .newcomers.mails = mails};
        }
        for (size_t j = 0; j < PART_COLUMNS; j++)
            change->sums[j] += event->sums[j];
        change->newcomers.others |= !event->joins;
        change->newcomers.count += event->joins;
        if (event->joins)
            *mails++ = event->mail;
    }
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
static bool write_part(struct database *database, struct tout_change *change, struct error *error) {
    static const char update[] =
        "UPDATE part SET messages = messages + ?2, readings = readings + ?3, picture_links = picture_links + "
        "?4,"
        " targets = targets + ?5, gains = gains + ?6,"
        " sample_end = CASE WHEN ?7 > sample_end THEN sample_end END WHERE founder = ?1";
    static const char insert[] =
        "INSERT INTO part(founder, messages, readings, picture_links, targets, gains)"
        " SELECT ?1, count(*), ?3, ?4, ?5, ?6 FROM " TOUT_MEMBERS;
    const char *const statements[] = {update, insert};
    for (size_t i = 0; i < 2 && !change->says; i++) {
        sqlite3_stmt *statement = database_prepare(database, statements[i], error);
        if (!statement)
            return false;
        sqlite3_bind_int64(statement, 1, change->part);
        for (int j = 0; j < PART_COLUMNS; j++)
            sqlite3_bind_int64(statement, 2 + j, change->sums[j]);
        sqlite3_bind_int64(statement, 2 + PART_COLUMNS, change->first_mail);
        if (!database_step(database, statement, error))
            return false;
        change->says = sqlite3_changes(database->handle) > 0;
        if (change->sums[READINGS] <= 0)
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
                        bool (*changed)(void *context, int64_t part, const struct tout_newcomers *newcomers,
                                        struct error *error),
                        void *context, struct error *error) {
    size_t mentions = fold_mentions(events->mentions, events->mention_count);
    bool good = true;
    fold_parts(events);
    for (size_t i = 0; i < events->change_count && good; i++)
        good = write_part(database, &events->changes[i], error);
    for (size_t i = 0; i < mentions && good; i++)
        good = write_mention(database, &events->mentions[i], error);
    for (size_t i = 0; i < events->change_count && good; i++) {
        const struct tout_change *change = &events->changes[i];
        good = !change->says || ((!events->left || clear_mentions(database, change->part, error)) &&
                                 changed(context, change->part, &change->newcomers, error) &&
                                 (!events->left || clear_part(database, change->part, error)));
    }
    return good;
}

static int compare_parts(const void *a, const void *b) {
    const struct tout_change *x = a, *y = b;
    return x->part < y->part ? -1 : x->part > y->part;
}

const struct tout_newcomers *tout_events_newcomers(const struct tout_events *events, int64_t part) {
    static const struct tout_newcomers nobody = {0};
    const struct tout_change key = {.part = part};
    const struct tout_change *change =
        events->change_count ? bsearch(&key, events->changes, events->change_count, sizeof key, compare_parts)
                             : NULL;
    return change ? &change->newcomers : &nobody;
}

void tout_events_clear(struct tout_events *events) {
    struct arena *arena = events->arena;
    *events = (struct tout_events){.arena = arena};
    arena_reset(arena);
}
