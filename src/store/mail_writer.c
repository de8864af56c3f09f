/* All changes of a run between two commits are one SQLite transaction; raw mail is made durable before it, so
 * that whatever the database knows is there. A run that dies leaves bytes behind the last known block, which
 * the next one cuts off. Cost a mail: three rows, and what the finder and the index take. */
#include "store/mail_writer.h"

#include <stdlib.h>
#include <string.h>

#include "store/campaign_name.h"
#include "store/schema.h"
#include "store/secret.h"
#include "store/tout_reread.h"

/* More than this are written on the way: with what sorting takes they are 32 MB. */
#define POSTINGS_MOST ((size_t)1 << 21)

struct mail_writer *mail_writer_open(struct store *store, struct error *error) {
    struct mail_writer *writer = allocate_zeroed(1, sizeof *writer);
    struct database *database = &store->database;
    int64_t mails;
    writer->store = store;
    if ((sqlite3_get_autocommit(database->handle) && !database_run(database, "BEGIN IMMEDIATE", error)) ||
        !database_number(database, "SELECT coalesce(max(seq), 0) + 1 FROM delivery", 1, &writer->next_seq,
                         error) ||
        !database_number(database, "SELECT coalesce(max(id), 0) + 1 FROM block", 1, &writer->next_block,
                         error) ||
        !database_number(database, "SELECT EXISTS(SELECT 1 FROM mail)", 0, &mails, error) ||
        !finder_table_open(&writer->table, database, &writer->backing, error) ||
        !(writer->touts = tout_table_open(database, error)) || !secret_make(database, error)) {
        mail_writer_close(writer);
        return NULL;
    }
    writer->was_empty = !mails;
    writer->finder = finder_new(&(struct finder_settings){0}, &writer->backing);
    return writer;
}

void mail_writer_close(struct mail_writer *writer) {
    if (!writer)
        return;
    database_run(&writer->store->database, "ROLLBACK", NULL);
    if (writer->finder)
        finder_free(writer->finder);
    finder_table_close(&writer->table);
    tout_table_close(writer->touts);
    postings_free(&writer->postings);
    person_table_free(&writer->people);
    free(writer);
}

bool mail_writer_list(struct mail_writer *writer, const struct instrument_list *list, struct error *error) {
    return tout_table_list(writer->touts, list, error);
}

bool mail_writer_find(struct mail_writer *writer, XXH128_hash_t hash, int64_t *mail, struct error *error) {
    struct database *database = &writer->store->database;
    XXH128_canonical_t canonical;
    XXH128_canonicalFromHash(&canonical, hash);
    sqlite3_stmt *select = database_prepare(database, "SELECT id, hash FROM mail WHERE short = ?", error);
    int code = SQLITE_ERROR;
    *mail = 0;
    if (!select)
        return false;
    sqlite3_bind_int64(select, 1, (int64_t)hash.high64);
    while ((code = sqlite3_step(select)) == SQLITE_ROW && !*mail) {
        struct slice stored = column_blob(select, 1);
        if (stored.size == sizeof canonical && !memcmp(stored.data, &canonical, sizeof canonical))
            *mail = sqlite3_column_int64(select, 0);
    }
    bool good = code == SQLITE_ROW || code == SQLITE_DONE || database_failed(database, error);
    sqlite3_reset(select);
    return good;
}

static int64_t place_hash(int64_t feed, const char *source) {
    return (int64_t)XXH3_64bits_withSeed(source, strlen(source), (XXH64_hash_t)feed);
}

bool mail_writer_delivered(struct mail_writer *writer, int64_t feed, const char *source, int64_t mail,
                           bool *delivered, struct error *error) {
    struct database *database = &writer->store->database;
    sqlite3_stmt *select = database_prepare(
        database, "SELECT 1 FROM delivery WHERE mail = ? AND place = ? AND feed = ? AND source = ?", error);
    if (!select)
        return false;
    sqlite3_bind_int64(select, 1, mail);
    sqlite3_bind_int64(select, 2, place_hash(feed, source));
    sqlite3_bind_int64(select, 3, feed);
    sqlite3_bind_text(select, 4, source, -1, SQLITE_STATIC);
    bool good = database_row(database, select, delivered, error);
    sqlite3_reset(select);
    return good;
}

bool mail_writer_add_block(struct mail_writer *writer, struct slice compressed, size_t raw_bytes,
                           int64_t *block, struct error *error) {
    struct database *database = &writer->store->database;
    uint64_t offset;
    if (!raw_file_append(&writer->store->raw, compressed, &offset, error))
        return false;
    sqlite3_stmt *insert = database_prepare(database, "INSERT INTO block VALUES(?, ?, ?, ?)", error);
    if (!insert)
        return false;
    *block = writer->next_block++;
    sqlite3_bind_int64(insert, 1, *block);
    sqlite3_bind_int64(insert, 2, (int64_t)offset);
    sqlite3_bind_int64(insert, 3, (int64_t)compressed.size);
    sqlite3_bind_int64(insert, 4, (int64_t)raw_bytes);
    return database_step(database, insert, error);
}

static bool must_write(const struct postings *postings, int64_t mail) {
    return postings->count >= POSTINGS_MOST ||
           (postings->count && mail - postings->first_mail >= POSTINGS_MAILS);
}

bool mail_writer_index(struct mail_writer *writer, int64_t mail, const struct digest *digest,
                       struct error *error) {
    if (*digest->unreadable)
        return true;
    if (must_write(&writer->postings, mail) &&
        !segment_write(&writer->store->database, &writer->postings, error))
        return false;
    uint64_t host = term_of_host(digest->address);
    finder_add(writer->finder, (uint64_t)mail, &digest->print);
    person_table_add(&writer->people, &digest->people);
    postings_add(&writer->postings, mail, digest->terms, digest->term_count);
    if (host)
        postings_add(&writer->postings, mail, &host, 1);
    return tout_table_add(writer->touts, mail, digest->sighting, error);
}

bool mail_writer_add_mail(struct mail_writer *writer, const struct mail_place *place,
                          const struct digest *digest, struct error *error) {
    struct database *database = &writer->store->database;
    sqlite3_stmt *insert = database_prepare(
        database, "INSERT INTO mail VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", error);
    XXH128_canonical_t canonical;
    XXH128_canonicalFromHash(&canonical, place->hash);
    if (!insert || !dialect_table_add(database, &writer->dialects, &digest->dialect, error))
        return false;
    sqlite3_bind_int64(insert, 1, writer->next_seq);
    bind_blob(insert, 2, slice_of((const char *)&canonical, sizeof canonical));
    sqlite3_bind_int64(insert, 3, (int64_t)place->hash.high64);
    if (place->bytes)
        sqlite3_bind_int64(insert, 4, place->block);
    sqlite3_bind_int64(insert, 5, (int64_t)place->offset);
    sqlite3_bind_int64(insert, 6, (int64_t)place->bytes);
    if (digest->received != TIME_NONE)
        sqlite3_bind_int64(insert, 7, digest->received);
    if (digest_has_host(digest))
        bind_blob(insert, 8, slice_of((const char *)digest->address, sizeof digest->address));
    bind_text(insert, 9, digest->sender);
    bind_text(insert, 10, digest->subject);
    sqlite3_bind_int64(insert, 11, digest->mail_class);
    sqlite3_bind_int64(insert, 12, digest->flags);
    bind_text(insert, 13, place->from_line);
    bind_text(insert, 14, digest->unreadable);
    if (digest->dialect.id)
        sqlite3_bind_int64(insert, 15, digest->dialect.id);
    sqlite3_bind_int64(insert, 16, digest->trace);
    if (digest->recipient)
        sqlite3_bind_int64(insert, 17, digest->recipient);
    if (digest->occasion)
        sqlite3_bind_int64(insert, 18, digest->occasion);
    if (!database_step(database, insert, error))
        return false;
    return mail_writer_index(writer, writer->next_seq, digest, error);
}

bool mail_writer_add_delivery(struct mail_writer *writer, int64_t feed, const char *source, int64_t mail,
                              int64_t *seq, struct error *error) {
    struct database *database = &writer->store->database;
    sqlite3_stmt *insert = database_prepare(database, "INSERT INTO delivery VALUES(?, ?, ?, ?, ?)", error);
    if (!insert)
        return false;
    *seq = writer->next_seq++;
    sqlite3_bind_int64(insert, 1, *seq);
    sqlite3_bind_int64(insert, 2, feed);
    sqlite3_bind_int64(insert, 3, mail);
    sqlite3_bind_text(insert, 4, source, -1, SQLITE_STATIC);
    sqlite3_bind_int64(insert, 5, place_hash(feed, source));
    return database_step(database, insert, error);
}

static bool name_campaign(void *context, int64_t founder) {
    struct mail_writer *writer = context;
    return campaign_name(&writer->store->database, founder, writer->error);
}

static void relabel(void *context, const struct finder_label *label) {
    struct mail_writer *writer = context;
    if (writer->failed)
        return;
    writer->failed = !tout_table_assign(writer->touts, label, writer->error) ||
                     (label->seq == label->campaign_founder && !name_campaign(writer, (int64_t)label->seq));
}

bool mail_writer_settle(struct mail_writer *writer, struct error *error) {
    writer->error = error;
    /* Postings first: their memory is free again when the finder needs most. */
    bool written = segment_write(&writer->store->database, &writer->postings, error);
    postings_free(&writer->postings);
    if (!written || !person_table_write(&writer->people, &writer->store->database, error))
        return false;
    finder_commit(writer->finder, relabel, writer);
    if (writer->table.failed)
        *error = writer->table.error;
    return !writer->table.failed && !writer->failed &&
           tout_table_settle(writer->touts, name_campaign, writer, error);
}

bool mail_writer_reread(struct mail_writer *writer, struct error *error) {
    uint64_t count;
    writer->error = error;
    return tout_reread(writer->store, REREAD_ALL, writer->touts, name_campaign, writer, &count, error) &&
           database_run(&writer->store->database, "UPDATE picture SET untold = FALSE WHERE untold", error);
}

bool mail_writer_commit(struct mail_writer *writer, struct error *error) {
    struct database *database = &writer->store->database;
    return raw_file_sync(&writer->store->raw, error) && mail_writer_settle(writer, error) &&
           database_run(database, "COMMIT", error) && database_run(database, "BEGIN IMMEDIATE", error);
}
