/* The pipeline of ingest.c with the store itself as the feed: threads parse, this thread takes results in
 * order. What ingest learnt from its settings, which are not known here (which hosts are trusted), comes from
 * the rows. */
#include "store/replay.h"

#include <stdlib.h>
#include <string.h>

#include "store/address.h"
#include "store/base.h"
#include "store/batch_digest.h"
#include "store/schema.h"

/* What the row of a mail says: the context of its batch_message. */
struct row {
    int64_t mail;
    int64_t received;
    uint8_t address[ADDRESS_BYTES];
    bool unwrapped; /* it was, */
    bool unwrap;    /* and it is to be */
};

struct replay {
    struct store *store;
    const struct replay_settings *settings;
    struct error *error;
    struct batch_line *line;
    sqlite3_stmt *rows;
    bool ended;
    uint64_t done, all;
};

static bool same_hash(struct slice bytes, struct slice stored) {
    XXH128_canonical_t canonical;
    XXH128_canonicalFromHash(&canonical, XXH3_128bits(bytes.data, bytes.size));
    return stored.size == sizeof canonical && !memcmp(stored.data, &canonical, sizeof canonical);
}

static void add_mail(struct replay *replay, struct batch *batch) {
    sqlite3_stmt *rows = replay->rows;
    struct row *row = arena_alloc(batch->arena, sizeof *row);
    struct error why;
    struct slice bytes, address = column_blob(rows, 3);
    row->mail = sqlite3_column_int64(rows, 0);
    row->received = column_time(rows, 2);
    if (address.size == ADDRESS_BYTES)
        memcpy(row->address, address.data, ADDRESS_BYTES);
    row->unwrapped = sqlite3_column_int(rows, 5) & FLAG_REPORTED;
    row->unwrap = replay->settings->anew ? sqlite3_column_int(rows, 6) : row->unwrapped;
    if (!store_mail_bytes(replay->store, row->mail, &bytes, &why)) {
        replay->settings->lost(replay->settings->context, row->mail, why.message);
        return;
    }
    if (!same_hash(bytes, column_blob(rows, 1))) {
        replay->settings->lost(replay->settings->context, row->mail, "its bytes are not those taken in");
        return;
    }
    batch->messages[batch->count++] = (struct batch_message){
        .context = row,
        .from_line = arena_string(batch->arena, column_text(rows, 4)),
        .sender = row->unwrapped ? NULL : row->address, /* who sent a report is not in the row */
        .offset = batch->raw.size,
        .bytes = bytes.size,
    };
    buffer_append(&batch->raw, bytes.data, bytes.size);
}

static bool fill(struct replay *replay, struct batch *batch) {
    while (batch->count < BATCH_MESSAGES && batch->raw.size < BATCH_BYTES && !replay->ended) {
        int code = sqlite3_step(replay->rows);
        replay->ended = code != SQLITE_ROW;
        if (code == SQLITE_ROW)
            add_mail(replay, batch);
        else if (code != SQLITE_DONE)
            return database_failed(&replay->store->database, replay->error);
    }
    return true;
}

/* As the feed has it, and with what the row says where that is of the same mail. */
static void take_digest(const struct row *row, struct digest *digest) {
    if (row->unwrap)
        digest_unwrap(digest);
    if (row->unwrapped != ((digest->flags & FLAG_REPORTED) != 0))
        return;
    digest->received = digest->print.received = row->received;
    memcpy(digest->address, row->address, ADDRESS_BYTES);
}

static bool take(struct replay *replay, struct batch *batch) {
    const struct replay_settings *settings = replay->settings;
    for (size_t i = 0; i < batch->count; i++) {
        struct batch_message *message = &batch->messages[i];
        const struct row *row = message->context;
        if (settings->reader) {
            if (!settings->result(settings->context, row->mail, message->result))
                return false;
            continue;
        }
        take_digest(row, &message->digest);
        if (!settings->mail(settings->context, row->mail, &message->digest))
            return false;
    }
    replay->done += batch->count;
    if (settings->progress)
        settings->progress(settings->context, replay->done, replay->all);
    return true;
}

static bool pump(struct replay *replay) {
    for (struct batch *batch;;) {
        if (!replay->ended && (batch = batch_line_free(replay->line))) {
            if (!fill(replay, batch))
                return false;
            batch_line_send(replay->line);
        } else if (!(batch = batch_line_take(replay->line, true))) {
            return true;
        } else if (!take(replay, batch)) {
            return false;
        }
    }
}

bool replay_mails(struct store *store, const struct replay_settings *settings, struct error *error) {
    struct replay replay = {.store = store, .settings = settings, .error = error};
    const struct batch_digest_settings digest = {.trust = NULL};
    const struct batch_reader reader = batch_digest_reader(&digest);
    int64_t all;
    mail_initialize();
    if (!database_number(&store->database, "SELECT count(*) FROM mail", 0, &all, error))
        return false;
    /* about: numbers of copies are left out */
    replay.all = (uint64_t)(all > settings->after ? all - settings->after : 0);
    replay.rows = database_prepare(
        &store->database,
        "SELECT m.id, m.hash, m.received, m.src_ip, m.from_line, m.flags, f.reports FROM mail m"
        " LEFT JOIN delivery d ON d.seq = m.id LEFT JOIN feed f ON f.id = d.feed WHERE m.id > ? ORDER BY "
        "m.id",
        error);
    if (!replay.rows)
        return false;
    sqlite3_bind_int64(replay.rows, 1, settings->after);
    replay.line = batch_line_open(batch_threads(0), settings->reader ? settings->reader : &reader);
    bool good = pump(&replay);
    batch_line_close(replay.line);
    sqlite3_reset(replay.rows);
    return good;
}
