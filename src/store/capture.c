/* A mail is told apart by its occasion and its turn in that (occasion.h); a mail without an occasion is one
 * by itself. Copies of its bytes add their feeds. Cost: two look-ups a mail, one statement. */
#include "store/capture.h"

#include <stdlib.h>
#include <string.h>

#include "base/time.h"
#include "store/address.h"
#include "store/base.h"
#include "store/campaign_name.h"
#include "store/occasion.h"
#include "store/schema.h"
#include "store/tally.h"

enum { MAIL, SEQ, FEED, FLAGS, RECEIVED, IP, RECIPIENT, OCCASION };

struct gathering {
    struct store_captures *out;
    size_t capacity;
    struct occasion_set occasions;
    struct tally known; /* captures, in their order */
    int64_t feeds[CAPTURE_FEEDS];
    size_t feed_count;
    bool crowded;                  /* the last is several */
    struct store_capture *current; /* that of the mail, NULL: it is left out */
    struct error *error;
};

/* The feed's bit; the last is that of all further feeds. */
static uint32_t bit_of(struct gathering *gathering, int64_t feed) {
    size_t at = 0;
    while (at < gathering->feed_count && gathering->feeds[at] != feed)
        at++;
    if (at == CAPTURE_FEEDS) {
        gathering->crowded = true;
        at--;
    }
    if (at == gathering->feed_count)
        gathering->feeds[gathering->feed_count++] = feed;
    return UINT32_C(1) << at;
}

/* Where the mail's capture stands among all; *is_new: it is the next. */
static size_t place_of(struct gathering *gathering, sqlite3_stmt *row, bool *is_new) {
    int64_t occasion = sqlite3_column_int64(row, OCCASION);
    unsigned turn = occasion_turn(&gathering->occasions, occasion, sqlite3_column_int64(row, FEED));
    const int64_t capture[] = {turn ? occasion : 0, turn ? turn : sqlite3_column_int64(row, MAIL)};
    struct tally_entry *entry =
        tally_add(&gathering->known, slice_of((const char *)capture, sizeof capture), TIME_NONE);
    *is_new = entry->count == 1;
    return (size_t)(entry - gathering->known.entries);
}

static void take_mail(struct gathering *gathering, sqlite3_stmt *row) {
    struct store_captures *out = gathering->out;
    bool is_new;
    gathering->current = NULL;
    if (sqlite3_column_int(row, FLAGS) & FLAG_INDIRECT) {
        out->indirect++;
        return;
    }
    size_t at = place_of(gathering, row, &is_new);
    out->linked += !is_new;
    if (is_new) {
        out->captures =
            arena_grow(out->arena, out->captures, out->count, &gathering->capacity, sizeof *out->captures);
        struct store_capture *capture = &out->captures[out->count++];
        *capture = (struct store_capture){.received = column_time(row, RECEIVED),
                                          .recipient = sqlite3_column_int64(row, RECIPIENT)};
        struct slice address = column_blob(row, IP);
        if (address.size == ADDRESS_BYTES)
            memcpy(capture->address, address.data, ADDRESS_BYTES);
    }
    gathering->current = &out->captures[at];
}

static bool gather(struct gathering *gathering, struct store *store, int64_t founder) {
    static const char sql[] =
        "SELECT m.id, d.seq, d.feed, m.flags, m.received, m.src_ip, m.recipient, m.occasion"
        " FROM assignment a JOIN mail m ON m.id = a.mail JOIN delivery d ON d.mail = m.id"
        " WHERE a.campaign = ? ORDER BY m.id, d.seq";
    sqlite3_stmt *row = database_prepare(&store->database, sql, gathering->error);
    int code;
    if (!row)
        return false;
    sqlite3_bind_int64(row, 1, founder);
    while ((code = sqlite3_step(row)) == SQLITE_ROW) {
        if (sqlite3_column_int64(row, SEQ) == sqlite3_column_int64(row, MAIL))
            take_mail(gathering, row);
        if (!gathering->current)
            continue;
        gathering->current->feeds |= bit_of(gathering, sqlite3_column_int64(row, FEED));
    }
    sqlite3_reset(row);
    return code == SQLITE_DONE || database_failed(&store->database, gathering->error);
}

static bool fill_feeds(struct gathering *gathering, struct store *store) {
    struct store_captures *out = gathering->out;
    struct store_feed *feeds = arena_alloc(out->arena, gathering->feed_count * sizeof *feeds);
    for (size_t i = 0; i < gathering->feed_count; i++)
        if (!feed_read(store, out->arena, gathering->feeds[i], &feeds[i], gathering->error))
            return false;
    if (gathering->crowded) /* nothing is said of all of them together */
        feeds[CAPTURE_FEEDS - 1] = (struct store_feed){
            .name = "(others)", .role = feeds[CAPTURE_FEEDS - 1].role, .forwarder = "", .since = TIME_NONE};
    out->feeds = feeds;
    out->feed_count = gathering->feed_count;
    return true;
}

/* Kept ones move to the front. */
static void drop_unknown(struct store_captures *out) {
    static const uint8_t unknown[ADDRESS_BYTES];
    size_t kept = 0;
    for (size_t i = 0; i < out->count; i++) {
        const struct store_capture *capture = &out->captures[i];
        bool dated = capture->received != TIME_NONE;
        bool hosted = memcmp(capture->address, unknown, sizeof unknown) != 0;
        out->undated += !dated;
        out->hostless += dated && !hosted;
        if (dated && hosted)
            out->captures[kept++] = *capture;
    }
    out->count = kept;
}

/* Pointers into one array: of equals the one that stands first comes first. */
static int compare_captures(const void *a, const void *b) {
    const struct store_capture *const *x = a, *const *y = b;
    if ((*x)->received != (*y)->received)
        return (*x)->received < (*y)->received ? -1 : 1;
    return *x < *y ? -1 : *x > *y;
}

static void sort(struct store_captures *out) {
    const struct store_capture **order = allocate((out->count + 1) * sizeof(struct store_capture *));
    struct store_capture *sorted = arena_alloc(out->arena, out->count * sizeof *sorted);
    for (size_t i = 0; i < out->count; i++)
        order[i] = &out->captures[i];
    qsort(order, out->count, sizeof(struct store_capture *), compare_captures);
    for (size_t i = 0; i < out->count; i++)
        sorted[i] = *order[i];
    free(order);
    out->captures = sorted;
}

bool store_captures(struct store *store, const char *campaign_id, struct store_captures *out,
                    struct error *error) {
    struct gathering gathering = {.out = out, .error = error};
    int64_t founder;
    *out = (struct store_captures){.arena = arena_new()};
    bool good = campaign_founder(&store->database, campaign_id, &founder, error) &&
                (founder || error_set(error, "no campaign %s in the store", campaign_id)) &&
                occasion_set_open(&gathering.occasions, &store->database, error) &&
                gather(&gathering, store, founder) && fill_feeds(&gathering, store);
    occasion_set_clear(&gathering.occasions);
    tally_free(&gathering.known);
    if (good) {
        drop_unknown(out);
        sort(out);
    } else {
        store_captures_free(out);
    }
    return good;
}

void store_captures_free(struct store_captures *captures) {
    arena_free(captures->arena);
    *captures = (struct store_captures){0};
}
