/* Deliveries joined with their mail and what the mail is assigned to; in order of seq, a row at a time. */
#include "store/message.h"

#include <stdlib.h>
#include <string.h>

#include "mail/mail.h"
#include "store/address.h"
#include "store/base.h"
#include "store/campaign_list.h"
#include "store/claim.h"
#include "store/operator_map.h"
#include "store/public_id.h"
#include "store/schema.h"
#include "tout/record.h"

#define COLUMNS                                                                                              \
    "SELECT d.seq, f.name, f.role, d.source, m.received, m.src_ip, c.id, t.short, m.sender, m.subject,"      \
    " m.class, m.bytes, m.flags, m.unreadable, m.id, v.tout, v.score, v.instrument, v.aliases, a.campaign,"  \
    " m.occasion"                                                                                            \
    " FROM delivery d JOIN mail m ON m.id = d.mail"                                                          \
    " JOIN feed f ON f.id = d.feed LEFT JOIN assignment a ON a.mail = m.id"                                  \
    " LEFT JOIN campaign c ON c.founder = a.campaign LEFT JOIN mail t ON t.id = a.template"                  \
    " LEFT JOIN verdict v ON v.campaign = a.campaign"

struct store_messages {
    struct store *store;
    sqlite3_stmt *rows;
    struct arena *arena; /* of one message's reading */
    const struct operator_map *operators;
    int64_t mail;
    char ip[ADDRESS_TEXT_BYTES], template_id[STORE_ID_BYTES];
};

struct store_messages *store_messages_open(struct store *store, const char *campaign, struct error *error) {
    char id[STORE_ID_BYTES] = "";
    bool moved;
    if (campaign && !store_campaign_resolve(store, campaign, id, &moved, error))
        return NULL;
    sqlite3_stmt *rows =
        campaign ? database_prepare(&store->database,
                                    COLUMNS " WHERE a.campaign = (SELECT founder FROM campaign WHERE id = ?)"
                                            " ORDER BY d.seq",
                                    error)
                 : database_prepare(&store->database, COLUMNS " ORDER BY d.seq", error);
    if (!rows)
        return NULL;
    if (campaign)
        sqlite3_bind_text(rows, 1, id, -1, SQLITE_TRANSIENT);
    const struct operator_map *operators = operator_map_of(store, error);
    if (!operators)
        return NULL;
    struct store_messages *messages = allocate_zeroed(1, sizeof *messages);
    messages->store = store;
    messages->rows = rows;
    messages->operators = operators;
    messages->arena = arena_new();
    return messages;
}

void store_messages_close(struct store_messages *messages) {
    if (!messages)
        return;
    sqlite3_reset(messages->rows);
    arena_free(messages->arena);
    free(messages);
}

/* "" for what a damaged row may say. */
static const char *class_name(int64_t mail_class) {
    bool known = mail_class >= MAIL_ORDINARY && mail_class <= MAIL_FEEDBACK_REPORT;
    return known ? mail_class_name((enum mail_class)mail_class) : "";
}

enum store_step store_messages_next(struct store_messages *messages, struct store_message *message,
                                    struct error *error) {
    sqlite3_stmt *row = messages->rows;
    int code = sqlite3_step(row);
    if (code == SQLITE_DONE)
        return STORE_END;
    if (code != SQLITE_ROW) {
        database_failed(&messages->store->database, error);
        return STORE_FAILED;
    }
    struct slice address = column_blob(row, 5);
    bool assigned = sqlite3_column_type(row, 6) != SQLITE_NULL;
    uint64_t flags = (uint64_t)sqlite3_column_int64(row, 12);
    *message = (struct store_message){
        .seq = (uint64_t)sqlite3_column_int64(row, 0),
        .feed = column_text(row, 1),
        .role = column_text(row, 2),
        .source = column_text(row, 3),
        .received = column_time(row, 4),
        .src_ip =
            address.size == ADDRESS_BYTES ? address_format((const uint8_t *)address.data, messages->ip) : "",
        .campaign = column_text(row, 6),
        .template_id = assigned ? public_id('t', (uint64_t)sqlite3_column_int64(row, 7), PUBLIC_ID_DIGITS,
                                            messages->template_id)
                                : "",
        .kind = !assigned                     ? ""
                : sqlite3_column_int(row, 15) ? "tout"
                                              : "other",
        .score = sqlite3_column_double(row, 16),
        .instrument = column_text(row, 17),
        .aliases = column_text(row, 18),
        .operator_label = operator_map_label(messages->operators, sqlite3_column_int64(row, 19)),
        .from = column_text(row, 8),
        .subject = column_text(row, 9),
        .mail_class = class_name(sqlite3_column_int64(row, 10)),
        .bytes = (uint64_t)sqlite3_column_int64(row, 11),
        .indirect = flags & FLAG_INDIRECT,
        .reported = flags & FLAG_REPORTED,
        .derived = (unsigned)(flags / FLAG_DERIVED_HOST),
        .occasion = sqlite3_column_int64(row, 20),
        .unreadable = column_text(row, 13),
        .first = (uint64_t)sqlite3_column_int64(row, 14),
    };
    message->copy = message->first != message->seq;
    messages->mail = (int64_t)message->first;
    return STORE_ROW;
}

bool store_messages_claims(struct store_messages *messages, struct tout_claims *claims, bool *said,
                           struct error *error) {
    struct database *database = &messages->store->database;
    struct tout_reading reading;
    sqlite3_stmt *select = database_prepare(database, "SELECT record FROM sighting WHERE mail = ?", error);
    if (!select)
        return false;
    arena_reset(messages->arena);
    sqlite3_bind_int64(select, 1, messages->mail);
    if (!database_row(database, select, said, error))
        return false;
    *said = *said && tout_record_read(messages->arena, column_blob(select, 0), &reading);
    sqlite3_reset(select);
    if (*said)
        *claims = reading.claims;
    *said = *said && claim_is_made(claims);
    return true;
}

/* The mail that a delivery brought, its separator line, and whether it is what a report is about. */
static bool find_mail(struct store *store, uint64_t seq, int64_t *mail, char **from_line, bool *reported,
                      struct error *error) {
    sqlite3_stmt *select = database_prepare(
        &store->database,
        "SELECT m.id, m.from_line, m.flags FROM delivery d JOIN mail m ON m.id = d.mail WHERE d.seq = ?",
        error);
    if (!select)
        return false;
    sqlite3_bind_int64(select, 1, (int64_t)seq);
    int code = sqlite3_step(select);
    *mail = sqlite3_column_int64(select, 0);
    const char *line = column_text(select, 1);
    *reported = sqlite3_column_int(select, 2) & FLAG_REPORTED;
    if (code == SQLITE_ROW && from_line && *line)
        *from_line = strcpy(allocate(strlen(line) + 1), line);
    sqlite3_reset(select);
    if (code == SQLITE_DONE)
        return error_set(error, "no message %llu in the store; `weir messages` lists them",
                         (unsigned long long)seq);
    return code == SQLITE_ROW || database_failed(&store->database, error);
}

bool store_raw(struct store *store, uint64_t seq, struct buffer *into, struct error *error) {
    int64_t mail;
    bool reported;
    struct slice bytes;
    if (!find_mail(store, seq, &mail, NULL, &reported, error) ||
        !store_mail_bytes(store, mail, &bytes, error))
        return false;
    buffer_append(into, bytes.data, bytes.size);
    return true;
}

bool store_hand_over(struct store *store, uint64_t seq, uint8_t address[16], struct error *error) {
    sqlite3_stmt *select = database_prepare(
        &store->database, "SELECT m.src_ip FROM delivery d JOIN mail m ON m.id = d.mail WHERE d.seq = ?",
        error);
    bool found;
    memset(address, 0, 16);
    if (!select)
        return false;
    sqlite3_bind_int64(select, 1, (int64_t)seq);
    if (!database_row(&store->database, select, &found, error))
        return false;
    struct slice known = found ? column_blob(select, 0) : slice_of("", 0);
    if (known.size == 16)
        memcpy(address, known.data, 16);
    sqlite3_reset(select);
    return true;
}

bool store_text(struct store *store, uint64_t seq, struct buffer *into, struct error *error) {
    int64_t id;
    char *from_line = NULL;
    bool reported;
    struct slice bytes;
    bool good = find_mail(store, seq, &id, &from_line, &reported, error) &&
                store_mail_bytes(store, id, &bytes, error);
    if (good) {
        struct arena *arena = arena_new();
        mail_initialize();
        const struct mail *mail = mail_parse(arena, bytes, from_line, NULL);
        mail = reported && mail->returned ? mail->returned : mail;
        buffer_append_string(into, mail->subject);
        buffer_append_string(into, "\n\n");
        buffer_append(into, mail->text, mail->text_bytes);
        if (mail->text_bytes)
            buffer_append_string(into, "\n");
        arena_free(arena);
    }
    free(from_line);
    return good;
}
