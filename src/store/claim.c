/* A campaign's claims are read once, in order of receipt, into its whole and into rows of equally many days,
 * so that a campaign of years has no more rows than one of weeks. Cost: a sighting a message. */
#include "store/claim.h"

#include <stdlib.h>
#include <string.h>

#include "base/time.h"
#include "store/schema.h"
#include "tout/record.h"

#define DAY_SECONDS 86400
/* More of them are misread. */
#define CURRENCIES 8

struct currencies {
    struct {
        char code[4];
        uint64_t count;
    } of[CURRENCIES];
};

struct sums {
    struct store_claims *claims;
    struct currencies currencies;
};

static void widen(struct store_range *range, double number) {
    if (!(number > 0))
        return;
    if (!range->messages++)
        range->first = range->least = range->most = number;
    range->last = number;
    range->least = number < range->least ? number : range->least;
    range->most = number > range->most ? number : range->most;
}

static void count_currency(struct currencies *currencies, const char code[4]) {
    for (size_t i = 0; i < CURRENCIES && *code; i++) {
        if (!currencies->of[i].count)
            memcpy(currencies->of[i].code, code, sizeof currencies->of[i].code);
        if (!strcmp(currencies->of[i].code, code)) {
            currencies->of[i].count++;
            return;
        }
    }
}

static const char *commonest(const struct currencies *currencies, struct arena *arena) {
    size_t best = 0;
    for (size_t i = 1; i < CURRENCIES; i++)
        best = currencies->of[i].count > currencies->of[best].count ? i : best;
    return arena_string(arena, currencies->of[best].code);
}

static void add(struct sums *sums, const struct tout_claims *claims) {
    struct store_claims *to = sums->claims;
    to->messages++;
    widen(&to->price, claims->price);
    widen(&to->target, claims->target);
    widen(&to->gain, claims->gain);
    widen(&to->horizon, claims->horizon);
    to->urgent = claims->urgent > to->urgent ? claims->urgent : to->urgent;
    count_currency(&sums->currencies, claims->currency);
}

bool claim_is_made(const struct tout_claims *claims) {
    return claims->price > 0 || claims->target > 0 || claims->gain > 0 || claims->horizon > 0 ||
           claims->urgent != TIME_NONE;
}

/* The campaign's days in stretches of equal length, one for each row. */
struct stretches {
    struct sums sums[STORE_CLAIM_ROWS];
    struct store_claims rows[STORE_CLAIM_ROWS];
    int64_t first, days; /* of one */
};

static void divide(struct stretches *stretches, const struct store_campaign *campaign) {
    bool dated = campaign->first_seen != TIME_NONE;
    int64_t last = dated ? time_day(campaign->last_seen) : 0;
    *stretches = (struct stretches){.first = dated ? time_day(campaign->first_seen) : 0};
    stretches->days = (last - stretches->first) / STORE_CLAIM_ROWS + 1;
    for (int64_t i = 0; i < STORE_CLAIM_ROWS; i++) {
        int64_t from = stretches->first + i * stretches->days, to = from + stretches->days - 1;
        stretches->rows[i] = (struct store_claims){
            .from = from * DAY_SECONDS, .to = (to < last ? to : last) * DAY_SECONDS, .urgent = TIME_NONE};
        stretches->sums[i].claims = &stretches->rows[i];
    }
}

/* NULL: nothing says when it was. */
static struct sums *stretch_of(struct stretches *stretches, int64_t received) {
    return received == TIME_NONE
               ? NULL
               : &stretches->sums[(time_day(received) - stretches->first) / stretches->days];
}

static bool read_all(struct database *database, int64_t campaign, struct sums *whole,
                     struct stretches *stretches, struct error *error) {
    static const char sql[] = "SELECT m.received, s.record FROM assignment a JOIN mail m ON m.id = a.mail"
                              " JOIN sighting s ON s.mail = m.id WHERE a.campaign = ? AND NOT m.flags & ?"
                              " ORDER BY m.received, m.id";
    sqlite3_stmt *select = database_prepare(database, sql, error);
    struct tout_reading reading;
    int code;
    if (!select)
        return false;
    struct arena *arena = arena_new();
    sqlite3_bind_int64(select, 1, campaign);
    sqlite3_bind_int64(select, 2, FLAG_INDIRECT);
    while ((code = sqlite3_step(select)) == SQLITE_ROW) {
        arena_reset(arena);
        if (!tout_record_read(arena, column_blob(select, 1), &reading) || !claim_is_made(&reading.claims))
            continue;
        struct sums *stretch = stretch_of(stretches, column_time(select, 0));
        add(whole, &reading.claims);
        if (stretch)
            add(stretch, &reading.claims);
    }
    arena_free(arena);
    sqlite3_reset(select);
    return code == SQLITE_DONE || database_failed(database, error);
}

bool claim_fill(struct store *store, struct arena *arena, int64_t campaign,
                struct store_campaign_detail *detail, struct error *error) {
    struct stretches *stretches = arena_alloc_raw(arena, sizeof *stretches);
    struct sums whole = {.claims = &detail->claims};
    detail->claims = (struct store_claims){
        .from = detail->campaign.first_seen, .to = detail->campaign.last_seen, .urgent = TIME_NONE};
    divide(stretches, &detail->campaign);
    if (!read_all(&store->database, campaign, &whole, stretches, error))
        return false;
    detail->claims.currency = commonest(&whole.currencies, arena);
    for (size_t i = 0; i < STORE_CLAIM_ROWS; i++) {
        if (!stretches->rows[i].messages)
            continue;
        stretches->rows[i].currency = commonest(&stretches->sums[i].currencies, arena);
        stretches->rows[detail->claim_row_count++] = stretches->rows[i];
    }
    detail->claim_rows = stretches->rows;
    return true;
}

void claim_state(struct claim_latest *latest, struct arena *arena, int64_t received, double amount,
                 const char *currency) {
    int64_t day = received == TIME_NONE ? TIME_NONE : time_day(received);
    if (!(amount > 0) || (latest->count && day < latest->day))
        return;
    if (day > latest->day)
        latest->count = 0;
    latest->day = day;
    latest->amounts =
        arena_grow(arena, latest->amounts, latest->count, &latest->capacity, sizeof *latest->amounts);
    struct claim_amount *last = &latest->amounts[latest->count++];
    *last = (struct claim_amount){.amount = amount};
    memcpy(last->currency, currency, strnlen(currency, sizeof last->currency - 1));
}

const char *claim_currency(const struct claim_latest *latest, struct arena *arena) {
    struct currencies currencies = {0};
    for (size_t i = 0; i < latest->count; i++)
        count_currency(&currencies, latest->amounts[i].currency);
    return commonest(&currencies, arena);
}

static int compare_amounts(const void *a, const void *b) {
    double x = ((const struct claim_amount *)a)->amount, y = ((const struct claim_amount *)b)->amount;
    return x < y ? -1 : x > y;
}

double claim_median(struct claim_latest *latest, const char *currency) {
    size_t kept = 0;
    for (size_t i = 0; i < latest->count; i++)
        if (!*latest->amounts[i].currency || !strcmp(latest->amounts[i].currency, currency))
            latest->amounts[kept++] = latest->amounts[i];
    if (kept)
        qsort(latest->amounts, kept, sizeof *latest->amounts, compare_amounts);
    return kept ? latest->amounts[(kept - 1) / 2].amount : 0;
}
