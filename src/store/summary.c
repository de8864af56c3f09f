/* Reads a campaign's messages by one statement, ordered by campaign, and counts them up. What is counted of
 * messages leaves out indirect ones, which are no deliveries; what is counted of deliveries takes copies in.
 * A mail that came by another feed before (occasion.h) counts for its feed alone. */
#include "store/summary.h"

#include <stdlib.h>
#include <string.h>

#include "mail/mail.h"
#include "store/occasion.h"
#include "store/operator_map.h"
#include "store/schema.h"
#include "store/sending.h"
#include "store/simulated.h"
#include "store/tally.h"

#define DAY_SECONDS 86400

#define ROWS                                                                                                 \
    "SELECT a.campaign, a.template, m.received, m.src_ip, m.subject, m.flags, m.id, d.seq, d.feed, "         \
    "m.sender,"                                                                                              \
    " m.trace, m.recipient, m.occasion"                                                                      \
    " FROM assignment a JOIN mail m ON m.id = a.mail JOIN delivery d ON d.mail = m.id"
enum {
    CAMPAIGN,
    TEMPLATE,
    RECEIVED,
    IP,
    SUBJECT,
    FLAGS,
    MAIL,
    SEQ,
    FEED,
    SENDER,
    MAKING,
    RECIPIENT,
    OCCASION
};

struct summary {
    struct store *store;
    sqlite3_stmt *rows;
    bool done;
    bool row;       /* rows stands on one that is not counted yet */
    int64_t newest; /* receipt in the whole store: growth is measured up to it */
    struct tally subjects, templates, feeds, days, senders, recipients;
    struct occasion_set occasions;
    bool linked; /* the mail came by another feed before */
    struct sending sending;
    uint64_t with_url, with_attachment;
};

struct summary *summary_open(struct store *store, const char *id, struct error *error) {
    struct database *database = &store->database;
    sqlite3_stmt *select = database_prepare(database, "SELECT max(received) FROM mail", error);
    bool found;
    if (!select || !database_row(database, select, &found, error))
        return NULL;
    int64_t newest = column_time(select, 0);
    sqlite3_reset(select);
    sqlite3_stmt *rows =
        id ? database_prepare(database,
                              ROWS " WHERE a.campaign = (SELECT founder FROM campaign WHERE id = ?)"
                                   " ORDER BY a.campaign, a.mail, d.seq",
                              error)
           : database_prepare(database, ROWS " ORDER BY a.campaign, a.mail, d.seq", error);
    if (!rows)
        return NULL;
    if (id)
        sqlite3_bind_text(rows, 1, id, -1, SQLITE_TRANSIENT);
    struct summary *summary = allocate_zeroed(1, sizeof *summary);
    summary->store = store;
    summary->rows = rows;
    summary->newest = newest;
    if (occasion_set_open(&summary->occasions, database, error))
        return summary;
    summary_close(summary);
    return NULL;
}

void summary_close(struct summary *summary) {
    if (!summary)
        return;
    sqlite3_reset(summary->rows);
    struct tally *tallies[] = {&summary->subjects, &summary->templates, &summary->feeds,
                               &summary->days,     &summary->senders,   &summary->recipients};
    for (size_t i = 0; i < sizeof tallies / sizeof *tallies; i++)
        tally_free(tallies[i]);
    occasion_set_clear(&summary->occasions);
    sending_free(&summary->sending);
    free(summary);
}

static void clear(struct summary *summary) {
    tally_clear(&summary->subjects);
    tally_clear(&summary->templates);
    sending_clear(&summary->sending);
    tally_clear(&summary->feeds);
    tally_clear(&summary->days);
    tally_clear(&summary->senders);
    tally_clear(&summary->recipients);
    occasion_set_clear(&summary->occasions);
    summary->with_url = summary->with_attachment = 0;
}

static struct slice number_key(const int64_t *number) {
    return slice_of((const char *)number, sizeof *number);
}

static void count_time(struct summary *summary, struct store_campaign *campaign, int64_t received) {
    if (received == TIME_NONE)
        return;
    if (campaign->first_seen == TIME_NONE || received < campaign->first_seen)
        campaign->first_seen = received;
    if (received > campaign->last_seen)
        campaign->last_seen = received;
    int64_t day = time_day(received), age = summary->newest == TIME_NONE ? 0 : summary->newest - received;
    tally_add(&summary->days, number_key(&day), TIME_NONE);
    campaign->recent += age < (int64_t)7 * DAY_SECONDS;
    campaign->before += age >= (int64_t)7 * DAY_SECONDS && age < (int64_t)14 * DAY_SECONDS;
}

static void count_message(struct summary *summary, struct store_campaign *campaign) {
    sqlite3_stmt *row = summary->rows;
    int64_t template = sqlite3_column_int64(row, TEMPLATE);
    unsigned flags = (unsigned)sqlite3_column_int(row, FLAGS);
    tally_add(&summary->templates, number_key(&template), TIME_NONE);
    tally_add(&summary->subjects, slice_from_string(column_text(row, SUBJECT)), TIME_NONE);
    if (flags & FLAG_INDIRECT) {
        campaign->indirect++;
        return;
    }
    campaign->messages++;
    int64_t recipient = sqlite3_column_int64(row, RECIPIENT);
    if (recipient)
        tally_add(&summary->recipients, number_key(&recipient), TIME_NONE);
    summary->with_url += (flags & FLAG_URL) != 0;
    summary->with_attachment += (flags & FLAG_ATTACHMENT) != 0;
    sending_add(&summary->sending, sqlite3_column_int64(row, MAKING), column_blob(row, IP));
    tally_add(&summary->senders, slice_from_string(column_text(row, SENDER)), TIME_NONE);
    count_time(summary, campaign, column_time(row, RECEIVED));
}

static void count_row(struct summary *summary, struct store_campaign *campaign) {
    sqlite3_stmt *row = summary->rows;
    int64_t feed = sqlite3_column_int64(row, FEED);
    bool first = sqlite3_column_int64(row, SEQ) == sqlite3_column_int64(row, MAIL);
    bool indirect = sqlite3_column_int(row, FLAGS) & FLAG_INDIRECT;
    if (first)
        summary->linked = !occasion_is_new(&summary->occasions, sqlite3_column_int64(row, OCCASION), feed);
    if (first && !summary->linked)
        count_message(summary, campaign);
    campaign->deliveries += !indirect && !summary->linked;
    tally_add(&summary->feeds, number_key(&feed), TIME_NONE);
}

static void fill_subjects(struct summary *summary, struct arena *arena, struct store_campaign *campaign) {
    tally_sort(&summary->subjects);
    size_t count = summary->subjects.count < STORE_SUBJECTS ? summary->subjects.count : STORE_SUBJECTS;
    const char **subjects = arena_alloc(arena, STORE_SUBJECTS * sizeof *subjects);
    for (size_t i = 0; i < count; i++)
        if (summary->subjects.entries[i].key.size)
            subjects[campaign->subject_count++] = arena_string(arena, summary->subjects.entries[i].key.data);
    campaign->subjects = subjects;
}

/* Without "Re:" and the like in front: what is left of "Re: " is no name. */
static const char *without_prefix(const char *subject) {
    static const char *const prefixes[] = {"re:", "fw:", "fwd:", "aw:", "sv:", "tr:"};
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
        if (!strncasecmp(subject, prefixes[i], strlen(prefixes[i])))
            return without_prefix(subject + strlen(prefixes[i]) + strspn(subject + strlen(prefixes[i]), " "));
    return subject;
}

/* The commonest subject; where every message has another one, the sender that they share. */
static const char *describe_mail(struct summary *summary, struct arena *arena,
                                 const struct store_campaign *campaign) {
    tally_sort(&summary->senders);
    const struct tally_entry *subject = summary->subjects.count ? summary->subjects.entries : NULL;
    const struct tally_entry *sender = summary->senders.count ? summary->senders.entries : NULL;
    bool shared_sender = sender && sender->key.size && (!subject || sender->count > 2 * subject->count);
    for (size_t i = 0; i < campaign->subject_count && !shared_sender; i++)
        if (*without_prefix(campaign->subjects[i]))
            return without_prefix(campaign->subjects[i]);
    return sender && sender->key.size ? arena_string(arena, sender->key.data) : "(no subject)";
}

/* What it promotes says more than how it is put; a subject that begins with that says both. */
static const char *choose_name(struct summary *summary, struct arena *arena,
                               const struct store_campaign *campaign) {
    const char *mail = describe_mail(summary, arena, campaign), *instrument = campaign->promotion.instrument;
    bool begins = !strncasecmp(mail, instrument, strlen(instrument));
    return begins ? mail : arena_printf(arena, "%s: %s", instrument, mail);
}

static bool fill_feeds(struct summary *summary, struct arena *arena, struct store_campaign *campaign,
                       struct error *error) {
    tally_sort(&summary->feeds);
    struct store_count *feeds = arena_alloc(arena, summary->feeds.count * sizeof *feeds);
    sqlite3_stmt *select = database_prepare(
        &summary->store->database, "SELECT name, role = '" ROLE_SIMULATED "' FROM feed WHERE id = ?", error);
    bool found;
    if (!select)
        return false;
    for (size_t i = 0; i < summary->feeds.count; i++) {
        int64_t id;
        memcpy(&id, summary->feeds.entries[i].key.data, sizeof id);
        sqlite3_bind_int64(select, 1, id);
        if (!database_row(&summary->store->database, select, &found, error))
            return false;
        feeds[i] = (struct store_count){arena_string(arena, column_text(select, 0)),
                                        summary->feeds.entries[i].count};
        campaign->simulated |= sqlite3_column_int(select, 1) != 0;
        sqlite3_reset(select);
    }
    campaign->feeds = feeds;
    campaign->feed_count = summary->feeds.count;
    return true;
}

static void fill_days(struct summary *summary, struct arena *arena, struct store_campaign *campaign) {
    if (!summary->days.count)
        return;
    int64_t first = time_day(campaign->first_seen), last = time_day(campaign->last_seen);
    if (last - first >= STORE_DAYS)
        first = last - STORE_DAYS + 1;
    uint32_t *days = arena_alloc(arena, (size_t)(last - first + 1) * sizeof *days);
    for (size_t i = 0; i < summary->days.count; i++) {
        int64_t day;
        memcpy(&day, summary->days.entries[i].key.data, sizeof day);
        if (day >= first && day <= last)
            days[day - first] = (uint32_t)summary->days.entries[i].count;
    }
    campaign->days = days;
    campaign->day_count = (size_t)(last - first + 1);
    campaign->days_from = first * DAY_SECONDS;
}

static bool fill_id(struct summary *summary, struct arena *arena, int64_t founder,
                    struct store_campaign *campaign, struct error *error) {
    sqlite3_stmt *select =
        database_prepare(&summary->store->database, "SELECT id FROM campaign WHERE founder = ?", error);
    if (!select)
        return false;
    sqlite3_bind_int64(select, 1, founder);
    bool found;
    if (!database_row(&summary->store->database, select, &found, error))
        return false;
    campaign->id = arena_string(arena, column_text(select, 0));
    sqlite3_reset(select);
    return true;
}

static bool finish(struct summary *summary, struct arena *arena, int64_t founder,
                   struct store_campaign *campaign, struct error *error) {
    double messages = campaign->messages ? (double)campaign->messages : 1;
    const struct operator_map *operators = operator_map_of(summary->store, error);
    if (!operators || !promotion_read(&summary->store->database, arena, founder, &campaign->promotion, error))
        return false;
    campaign->operator_label = arena_string(arena, operator_map_label(operators, founder));
    campaign->kind = campaign->promotion.tout ? "tout" : "other";
    campaign->templates = summary->templates.count;
    sending_finish(&summary->sending, arena, &campaign->sending);
    campaign->source_ips = campaign->sending.senders;
    campaign->recipients = summary->recipients.count;
    campaign->with_url = (double)summary->with_url / messages;
    campaign->with_attachment = (double)summary->with_attachment / messages;
    fill_subjects(summary, arena, campaign);
    campaign->name = choose_name(summary, arena, campaign);
    fill_days(summary, arena, campaign);
    return fill_feeds(summary, arena, campaign, error) && fill_id(summary, arena, founder, campaign, error);
}

enum store_step summary_next(struct summary *summary, struct arena *arena, struct store_campaign *campaign,
                             struct error *error) {
    *campaign = (struct store_campaign){.first_seen = TIME_NONE, .last_seen = TIME_NONE};
    if (summary->done)
        return STORE_END;
    int code = summary->row ? SQLITE_ROW : sqlite3_step(summary->rows);
    int64_t founder = code == SQLITE_ROW ? sqlite3_column_int64(summary->rows, CAMPAIGN) : 0;
    summary->done = code == SQLITE_DONE;
    if (summary->done)
        return STORE_END;
    clear(summary);
    for (; code == SQLITE_ROW && sqlite3_column_int64(summary->rows, CAMPAIGN) == founder;
         code = sqlite3_step(summary->rows))
        count_row(summary, campaign);
    summary->row = code == SQLITE_ROW;
    summary->done = code == SQLITE_DONE;
    if (code != SQLITE_ROW && code != SQLITE_DONE)
        return database_failed(&summary->store->database, error) ? STORE_ROW : STORE_FAILED;
    return finish(summary, arena, founder, campaign, error) ? STORE_ROW : STORE_FAILED;
}
