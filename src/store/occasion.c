/* What a forwarder changes is left out of the hash: bytes, headers, the time of receipt. What is left says
 * with near certainty that it is one SMTP transaction, and where one of the four is missing nothing is said:
 * two deliveries taken for one would be found missing in no count.
 *
 * Cost: a short hash a mail; of sums, two look-ups a mail, and nothing in a store of one feed. */
#include "store/occasion.h"

#include <ctype.h>
#include <string.h>
#include <xxhash.h>

#include "base/time.h"

/* An address is no longer (RFC 5321). */
#define ADDRESS_LONGEST 320
/* So many times an occasion is counted in a feed; more are new ones. */
#define TIMES_MOST UINT8_MAX

/* Not 0, which is unknown. */
static int64_t known(uint64_t hash) {
    return hash ? (int64_t)hash : 1;
}

int64_t occasion_recipient(const char *address) {
    char lower[ADDRESS_LONGEST];
    size_t size = 0;
    for (; address[size] && size < sizeof lower; size++)
        lower[size] = (char)tolower((unsigned char)address[size]);
    return size ? known(XXH3_64bits(lower, size)) : 0;
}

int64_t occasion_of(const uint8_t address[16], int64_t recipient, int64_t sent, uint64_t wording) {
    struct {
        uint8_t address[16];
        int64_t recipient, sent;
        uint64_t wording;
    } occasion = {.recipient = recipient, .sent = sent, .wording = wording};
    static const uint8_t unknown[sizeof occasion.address];
    if (!memcmp(address, unknown, sizeof unknown) || !recipient || sent == TIME_NONE)
        return 0;
    memcpy(occasion.address, address, sizeof occasion.address);
    return known(XXH3_64bits(&occasion, sizeof occasion));
}

bool occasion_set_open(struct occasion_set *set, struct database *database, struct error *error) {
    int64_t feeds;
    *set = (struct occasion_set){0};
    if (!database_number(database, "SELECT count(*) FROM feed", 0, &feeds, error))
        return false;
    set->linking = feeds > 1;
    return true;
}

unsigned occasion_turn(struct occasion_set *set, int64_t occasion, int64_t feed) {
    if (!set->linking || !occasion)
        return 0;
    uint64_t of_feed = XXH3_64bits_withSeed(&occasion, sizeof occasion, (XXH64_hash_t)feed);
    uint8_t times = key_map_get(&set->seen, of_feed);
    if (times == TIMES_MOST)
        return 0;
    key_map_put(&set->seen, of_feed, ++times);
    return times;
}

/* How often it came by the feed that it came by most is kept under the occasion itself. */
bool occasion_is_new(struct occasion_set *set, int64_t occasion, int64_t feed) {
    unsigned turn = occasion_turn(set, occasion, feed);
    if (turn && turn <= key_map_get(&set->seen, (uint64_t)occasion))
        return false;
    if (turn)
        key_map_put(&set->seen, (uint64_t)occasion, (uint8_t)turn);
    return true;
}

/* Freed, since clearing what one large campaign took would cost every small one. */
void occasion_set_clear(struct occasion_set *set) {
    key_map_free(&set->seen);
    set->seen = (struct key_map){0};
}

bool occasion_count_linked(struct database *database, int64_t *mails, int64_t *deliveries,
                           struct error *error) {
    static const char sql[] = "SELECT m.occasion, d.feed, (SELECT count(*) FROM delivery WHERE mail = m.id)"
                              " FROM mail m JOIN delivery d ON d.seq = m.id WHERE m.occasion IS NOT NULL"
                              " ORDER BY m.id";
    struct occasion_set set;
    int code = SQLITE_DONE;
    *mails = *deliveries = 0;
    if (!occasion_set_open(&set, database, error))
        return false;
    sqlite3_stmt *select = database_prepare(database, sql, error);
    if (!select)
        return false;
    while (set.linking && (code = sqlite3_step(select)) == SQLITE_ROW) {
        if (occasion_is_new(&set, sqlite3_column_int64(select, 0), sqlite3_column_int64(select, 1)))
            continue;
        ++*mails;
        *deliveries += sqlite3_column_int64(select, 2);
    }
    sqlite3_reset(select);
    occasion_set_clear(&set);
    return code == SQLITE_DONE || database_failed(database, error);
}
