/* Counted from the messages of the operator's campaigns when it is asked for. Cost: some microseconds for
 * each of them. */
#include "store/operator_facts.h"

#include <stdlib.h>
#include <string.h>

#include "base/time.h"
#include "store/address.h"
#include "store/base.h"
#include "store/occasion.h"
#include "store/promotion.h"
#include "store/schema.h"
#include "store/simulated.h"

/* Less says nothing that a person would want to read. */
#define EVIDENCE_LEAST 0.03

/* Of IPv4 a /24, of IPv6 a /48: what one place has, and mostly keeps when single addresses change. */
static struct slice network_of(const uint8_t address[ADDRESS_BYTES]) {
    static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};
    return slice_of((const char *)address, memcmp(address, mapped, sizeof mapped) ? 6 : 15);
}

static void count_source(struct source_tally *tally, struct slice host, int64_t received) {
    struct {
        int64_t day;
        uint8_t address[ADDRESS_BYTES];
    } on_day = {.day = received == TIME_NONE ? 0 : time_day(received)};
    if (host.size != ADDRESS_BYTES)
        return;
    memcpy(on_day.address, host.data, ADDRESS_BYTES);
    tally_add(&tally->addresses, host, received);
    tally_add(&tally->networks, network_of(on_day.address), received);
    if (received != TIME_NONE)
        tally_add(&tally->days, slice_of((const char *)&on_day, sizeof on_day), received);
}

bool source_tally_read(struct store *store, int64_t founder, struct source_tally *tally,
                       struct error *error) {
    static const char sql[] =
        "SELECT m.received, m.src_ip, m.flags, (SELECT max(f.role IN ('ham', 'newsletter'))"
        " + 2 * max(f.role = '" ROLE_SIMULATED
        "') FROM delivery d JOIN feed f ON f.id = d.feed WHERE d.mail = m.id), m.occasion,"
        " (SELECT feed FROM delivery WHERE seq = m.id)"
        " FROM assignment a JOIN mail m ON m.id = a.mail WHERE a.campaign = ? ORDER BY m.id";
    sqlite3_stmt *select = database_prepare(&store->database, sql, error);
    struct occasion_set occasions;
    int code;
    if (!select || !occasion_set_open(&occasions, &store->database, error))
        return false;
    if (!tally->messages)
        tally->first_seen = tally->last_seen = TIME_NONE;
    sqlite3_bind_int64(select, 1, founder);
    while ((code = sqlite3_step(select)) == SQLITE_ROW) {
        int64_t received = column_time(select, 0);
        if (sqlite3_column_int(select, 2) & FLAG_INDIRECT ||
            !occasion_is_new(&occasions, sqlite3_column_int64(select, 4), sqlite3_column_int64(select, 5)))
            continue;
        tally->messages++;
        tally->wanted += (sqlite3_column_int(select, 3) & 1) != 0;
        tally->simulated |= (sqlite3_column_int(select, 3) & 2) != 0;
        count_source(tally, column_blob(select, 1), received);
        if (received == TIME_NONE)
            continue;
        if (tally->first_seen == TIME_NONE || received < tally->first_seen)
            tally->first_seen = received;
        if (received > tally->last_seen)
            tally->last_seen = received;
    }
    sqlite3_reset(select);
    occasion_set_clear(&occasions);
    return code == SQLITE_DONE || database_failed(&store->database, error);
}

void source_tally_free(struct source_tally *tally) {
    tally_free(&tally->addresses);
    tally_free(&tally->networks);
    tally_free(&tally->days);
}

uint64_t source_tally_peak(const struct source_tally *tally) {
    struct tally by_day = {0};
    uint64_t peak = 0;
    for (size_t i = 0; i < tally->days.count; i++) {
        const struct tally_entry *day =
            tally_add(&by_day, slice_of(tally->days.entries[i].key.data, sizeof(int64_t)), TIME_NONE);
        peak = day->count > peak ? day->count : peak;
    }
    tally_free(&by_day);
    return peak;
}

static bool has_string(const char *const *strings, size_t count, const char *string) {
    for (size_t i = 0; i < count; i++)
        if (!strcmp(strings[i], string))
            return true;
    return false;
}

/* biggest: so far. */
static bool add_campaign(struct store *store, struct arena *arena, int64_t founder, bool biggest,
                         struct store_operator *facts, const char **campaigns, const char **instruments,
                         struct error *error) {
    struct store_promotion promotion;
    bool found;
    sqlite3_stmt *select = database_prepare(
        &store->database,
        "SELECT c.id, m.subject FROM campaign c JOIN mail m ON m.id = c.founder WHERE c.founder = ?", error);
    if (!select)
        return false;
    sqlite3_bind_int64(select, 1, founder);
    if (!database_row(&store->database, select, &found, error))
        return false;
    campaigns[facts->campaign_count++] = arena_string(arena, column_text(select, 0));
    if (biggest)
        facts->subject = arena_string(arena, column_text(select, 1));
    sqlite3_reset(select);
    if (!promotion_read(&store->database, arena, founder, &promotion, error))
        return false;
    facts->touts += promotion.tout;
    if (*promotion.instrument && !has_string(instruments, facts->instrument_count, promotion.instrument))
        instruments[facts->instrument_count++] = promotion.instrument;
    return true;
}

static bool read_campaigns(struct store *store, struct arena *arena, const struct operator_map *map,
                           const struct operator_found *found, struct store_operator *facts,
                           struct error *error) {
    size_t count = found->campaign_count;
    const char **campaigns = arena_alloc(arena, count * sizeof *campaigns);
    const char **instruments = arena_alloc(arena, count * sizeof *instruments);
    struct source_tally tally = {.messages = 0};
    uint64_t most = 0;
    bool good = true;
    for (size_t i = 0; i < count && good; i++) {
        int64_t founder = map->founders[found->campaigns[i]];
        uint64_t messages = map->campaigns[found->campaigns[i]].messages;
        good = add_campaign(store, arena, founder, messages > most, facts, campaigns, instruments, error) &&
               source_tally_read(store, founder, &tally, error);
        most = messages > most ? messages : most;
    }
    facts->campaigns = campaigns;
    facts->instruments = instruments;
    facts->messages = tally.messages;
    facts->wanted = tally.wanted;
    facts->simulated = tally.simulated;
    facts->source_ips = tally.addresses.count;
    facts->source_networks = tally.networks.count;
    facts->first_seen = tally.messages ? tally.first_seen : TIME_NONE;
    facts->last_seen = tally.messages ? tally.last_seen : TIME_NONE;
    source_tally_free(&tally);
    return good;
}

/* Habits that both have, by how much they count. */
struct telling {
    uint32_t number;
    double counts, own, share;
};

static int compare_telling(const void *a, const void *b) {
    const struct telling *x = a, *y = b;
    if (x->counts > y->counts || x->counts < y->counts)
        return x->counts > y->counts ? -1 : 1;
    return x->number < y->number ? -1 : x->number > y->number;
}

static size_t find_telling(const struct operator_map *map, const struct mixture *a, const struct mixture *b,
                           struct telling *telling) {
    size_t count = 0;
    for (size_t i = 0, j = 0; i < a->count && j < b->count;) {
        uint32_t x = a->habits[i].number, y = b->habits[j].number;
        double own = a->habits[i].share / a->scale, share = b->habits[j].share / b->scale;
        double counts =
            mixture_facet_weight(map->facets[x]) * map->operators.rarity[x] * (own < share ? own : share);
        if (x == y && counts >= EVIDENCE_LEAST)
            telling[count++] = (struct telling){x, counts, own, share};
        i += x <= y;
        j += y <= x;
    }
    qsort(telling, count, sizeof *telling, compare_telling);
    return count < STORE_EVIDENCE ? count : STORE_EVIDENCE;
}

static const char *facet_name(uint8_t facet) {
    static const char *const names[MAKING_COUNT] = {
        [MAKING_PROGRAM] = "program", [MAKING_DELIVERY] = "delivery", [MAKING_LAYOUT] = "layout",
        [MAKING_ENGINE] = "engine",   [MAKING_CHARSET] = "charset",
    };
    return names[facet];
}

bool operator_evidence_read(struct store *store, struct arena *arena, const struct mixture *a,
                            const struct mixture *b, struct store_evidence evidence[STORE_EVIDENCE],
                            size_t *count, struct error *error) {
    const struct operator_map *map = operator_map_of(store, error);
    sqlite3_stmt *select = database_prepare(&store->database, "SELECT text FROM making WHERE id = ?", error);
    bool found, good = map && select;
    struct telling *telling = allocate((a->count + 1) * sizeof *telling);
    *count = good ? find_telling(map, a, b, telling) : 0;
    for (size_t i = 0; i < *count && good; i++) {
        uint32_t number = telling[i].number;
        sqlite3_bind_int64(select, 1, map->lines[number]);
        good = database_row(&store->database, select, &found, error);
        evidence[i] = (struct store_evidence){.facet = facet_name(map->facets[number]),
                                              .text = arena_string(arena, column_text(select, 0)),
                                              .share = telling[i].share,
                                              .own = telling[i].own,
                                              .users = map->operators.users[number]};
        sqlite3_reset(select);
    }
    free(telling);
    return good;
}

bool operator_facts_read(struct store *store, struct arena *arena, uint32_t number,
                         struct store_operator *facts, struct error *error) {
    const struct operator_map *map = operator_map_of(store, error);
    if (!map)
        return false;
    const struct operator_found *found = &map->operators.items[number];
    *facts = (struct store_operator){
        .id = arena_string(arena, map->ids[number]),
        .name = arena_string(arena, map->names[number]),
        .subject = "",
        .strength = found->strength,
    };
    bool good = read_campaigns(store, arena, map, found, facts, error) &&
                operator_evidence_read(store, arena, &found->mixture, &found->mixture, facts->evidence,
                                       &facts->evidence_count, error);
    return good;
}
