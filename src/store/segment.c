/* An inverted index in the manner of log-structured merge trees: what one commit adds becomes a segment,
 * sorted by term, cut into chunks of a few kilobytes that are rows of the table `posting`; MERGE_SEGMENTS
 * neighbours of one tier become one of the next, so that there are few, and each posting is rewritten once a
 * tier.
 *
 * A chunk is a sequence of: term - term before, number of mails, mail - mail before for each; all as LEB128
 * numbers. Mails of one campaign come close together and share their words, so most of these differences are
 * small: about 1.3 bytes a posting.
 *
 * Cost: sorting is a radix sort; finding a term reads one chunk a segment. */
#include "store/segment.h"

#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/radix.h"
#include "store/term.h"

#define MERGE_SEGMENTS 16
#define CHUNK_BYTES    8192
#define MAIL_BITS      24
#define NUMBER_BYTES   10

void postings_add(struct postings *postings, int64_t mail, const uint64_t *terms, size_t count) {
    if (postings->capacity - postings->count < count) {
        while (postings->capacity - postings->count < count)
            postings->capacity = postings->capacity ? 2 * postings->capacity : 1 << 16;
        postings->entries = reallocate(postings->entries, postings->capacity * sizeof *postings->entries);
        free(postings->spare);
        postings->spare = NULL;
    }
    if (!postings->count)
        postings->first_mail = mail;
    uint64_t low = (uint64_t)(mail - postings->first_mail);
    for (size_t i = 0; i < count; i++)
        postings->entries[postings->count++] = terms[i] << MAIL_BITS | low;
}

void postings_free(struct postings *postings) {
    free(postings->entries);
    free(postings->spare);
    *postings = (struct postings){0};
}

void mail_list_add(struct mail_list *list, int64_t mail) {
    if (list->count == list->capacity) {
        list->capacity = list->capacity ? 2 * list->capacity : 256;
        list->mails = reallocate(list->mails, list->capacity * sizeof *list->mails);
    }
    list->mails[list->count++] = mail;
}

uint64_t posting_hash(uint64_t term, int64_t mail) {
    uint64_t pair[2] = {term, (uint64_t)mail};
    return XXH3_64bits(pair, sizeof pair);
}

static void write_number(struct buffer *buffer, uint64_t number) {
    char *to = buffer_reserve(buffer, NUMBER_BYTES);
    size_t size = 0;
    for (; number >= 0x80; number >>= 7)
        to[size++] = (char)(number | 0x80);
    to[size++] = (char)number;
    buffer->size += size;
}

static uint64_t read_long_number(const char **at, const char *end) {
    uint64_t number = 0;
    for (unsigned shift = 0; *at < end && shift < 64; shift += 7) {
        unsigned char byte = (unsigned char)*(*at)++;
        number |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80)
            return number;
    }
    *at = end;
    return 0;
}

/* 0 beyond the end, which ends every loop over a damaged chunk. Most numbers are a byte. */
static inline uint64_t read_number(const char **at, const char *end) {
    return *at < end && (unsigned char)**at < 0x80 ? (uint64_t) * (*at)++ : read_long_number(at, end);
}

/* Writes one segment, term by term in rising order. */
struct segment_writer {
    struct database *database;
    int64_t segment;
    uint64_t first_term, last_term;
    uint64_t postings;
    struct buffer chunk;
    struct error *error;
    bool failed;
};

static void flush_chunk(struct segment_writer *writer) {
    if (!writer->chunk.size || writer->failed)
        return;
    sqlite3_stmt *insert =
        database_prepare(writer->database, "INSERT INTO posting VALUES(?, ?, ?)", writer->error);
    if (insert) {
        sqlite3_bind_int64(insert, 1, writer->segment);
        sqlite3_bind_int64(insert, 2, (int64_t)writer->first_term);
        bind_blob(insert, 3, buffer_slice(&writer->chunk));
    }
    writer->failed = !database_step(writer->database, insert, writer->error);
    buffer_clear(&writer->chunk);
}

static void begin_term(struct segment_writer *writer, uint64_t term, uint64_t mails) {
    if (writer->chunk.size >= CHUNK_BYTES)
        flush_chunk(writer);
    if (!writer->chunk.size)
        writer->first_term = writer->last_term = term;
    write_number(&writer->chunk, term - writer->last_term);
    write_number(&writer->chunk, mails);
    writer->last_term = term;
    writer->postings += mails;
}

static bool begin_segment(struct segment_writer *writer, struct database *database, struct error *error) {
    *writer = (struct segment_writer){.database = database, .error = error};
    if (!database_number(database, "SELECT max(id) + 1 FROM segment", 1, &writer->segment, error))
        return false;
    if (!writer->segment)
        writer->segment = 1;
    return true;
}

/* Segments are rows before their chunks are, for the foreign key; the count comes last. */
static bool add_segment(struct segment_writer *writer, int64_t tier) {
    sqlite3_stmt *insert =
        database_prepare(writer->database, "INSERT INTO segment VALUES(?, ?, 0)", writer->error);
    if (!insert)
        return false;
    sqlite3_bind_int64(insert, 1, writer->segment);
    sqlite3_bind_int64(insert, 2, tier);
    return database_step(writer->database, insert, writer->error);
}

static bool end_segment(struct segment_writer *writer) {
    flush_chunk(writer);
    buffer_free(&writer->chunk);
    sqlite3_stmt *update =
        database_prepare(writer->database, "UPDATE segment SET postings = ? WHERE id = ?", writer->error);
    if (!update || writer->failed)
        return false;
    sqlite3_bind_int64(update, 1, (int64_t)writer->postings);
    sqlite3_bind_int64(update, 2, writer->segment);
    return database_step(writer->database, update, writer->error);
}

static void write_sorted(struct segment_writer *writer, const struct postings *postings) {
    const uint64_t mail_mask = (UINT64_C(1) << MAIL_BITS) - 1;
    for (size_t i = 0, next; i < postings->count; i = next) {
        uint64_t term = postings->entries[i] >> MAIL_BITS, before = 0;
        for (next = i; next < postings->count && postings->entries[next] >> MAIL_BITS == term;)
            next++;
        begin_term(writer, term, next - i);
        for (size_t j = i; j < next; j++) {
            uint64_t mail = (uint64_t)postings->first_mail + (postings->entries[j] & mail_mask);
            write_number(&writer->chunk, mail - before);
            before = mail;
        }
    }
}

/* Reads one segment, term by term. */
struct segment_reader {
    sqlite3_stmt *chunks;
    const char *at, *end;
    uint64_t term, mails; /* the term read last, and how many mails follow at `at` */
    bool done, failed;
};

static void next_term(struct segment_reader *reader) {
    bool first = false;
    while (reader->at == reader->end) {
        int code = sqlite3_step(reader->chunks);
        reader->done = code != SQLITE_ROW;
        reader->failed = reader->done && code != SQLITE_DONE;
        if (reader->done)
            return;
        struct slice chunk = column_blob(reader->chunks, 1);
        reader->term = (uint64_t)sqlite3_column_int64(reader->chunks, 0);
        reader->at = chunk.data;
        reader->end = chunk.data + chunk.size;
        first = true;
    }
    uint64_t difference = read_number(&reader->at, reader->end);
    reader->term += first ? 0 : difference;
    reader->mails = read_number(&reader->at, reader->end);
}

static bool open_reader(struct segment_reader *reader, struct database *database, int64_t segment) {
    *reader = (struct segment_reader){0};
    if (sqlite3_prepare_v2(database->handle,
                           "SELECT first_term, chunk FROM posting WHERE segment = ? ORDER BY first_term", -1,
                           &reader->chunks, NULL) != SQLITE_OK)
        return false;
    sqlite3_bind_int64(reader->chunks, 1, segment);
    next_term(reader);
    return true;
}

/* Takes over the mails of the reader's term, the last of them in *last. All but the first stand as
 * differences that stay as they are. */
static void copy_mails(struct segment_writer *writer, struct segment_reader *reader, uint64_t *last) {
    if (!reader->mails)
        return;
    uint64_t mail = read_number(&reader->at, reader->end);
    write_number(&writer->chunk, mail - *last);
    const char *differences = reader->at;
    for (uint64_t i = 1; i < reader->mails && reader->at < reader->end; i++)
        mail += read_number(&reader->at, reader->end);
    buffer_append(&writer->chunk, differences, (size_t)(reader->at - differences));
    *last = mail;
}

/* Mails of segments that come later are later. */
static void merge_term(struct segment_writer *writer, struct segment_reader *const *readers, size_t count) {
    uint64_t mails = 0, last = 0;
    for (size_t i = 0; i < count; i++)
        mails += readers[i]->mails;
    begin_term(writer, readers[0]->term, mails);
    for (size_t i = 0; i < count; i++) {
        copy_mails(writer, readers[i], &last);
        next_term(readers[i]);
    }
}

/* The readers that stand at the least term, in order; how many. */
static size_t at_least_term(struct segment_reader *readers, size_t count, struct segment_reader **least) {
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        if (readers[i].done || (found && readers[i].term > least[0]->term))
            continue;
        if (found && readers[i].term < least[0]->term)
            found = 0;
        least[found++] = &readers[i];
    }
    return found;
}

static void merge(struct segment_writer *writer, struct segment_reader *readers, size_t count) {
    struct segment_reader *least[MERGE_SEGMENTS];
    for (size_t found; (found = at_least_term(readers, count, least));)
        merge_term(writer, least, found);
    for (size_t i = 0; i < count; i++)
        writer->failed |= readers[i].failed;
}

static bool drop_segments(struct database *database, const int64_t *ids, size_t count, struct error *error) {
    for (size_t i = 0; i < count; i++) {
        sqlite3_stmt *postings = database_prepare(database, "DELETE FROM posting WHERE segment = ?", error);
        sqlite3_stmt *segment = database_prepare(database, "DELETE FROM segment WHERE id = ?", error);
        if (!postings || !segment)
            return false;
        sqlite3_bind_int64(postings, 1, ids[i]);
        sqlite3_bind_int64(segment, 1, ids[i]);
        if (!database_step(database, postings, error) || !database_step(database, segment, error))
            return false;
    }
    return true;
}

static bool merge_segments(struct database *database, const int64_t *ids, int64_t tier, struct error *error) {
    struct segment_reader readers[MERGE_SEGMENTS] = {0};
    struct segment_writer writer;
    bool good = begin_segment(&writer, database, error) && add_segment(&writer, tier + 1);
    for (size_t i = 0; i < MERGE_SEGMENTS && good; i++)
        good = open_reader(&readers[i], database, ids[i]) || database_failed(database, error);
    if (good)
        merge(&writer, readers, MERGE_SEGMENTS);
    for (size_t i = 0; i < MERGE_SEGMENTS; i++)
        sqlite3_finalize(readers[i].chunks);
    good = end_segment(&writer) && good;
    return good && drop_segments(database, ids, MERGE_SEGMENTS, error);
}

/* The segments of a tier, oldest first; there is something to merge when there are MERGE_SEGMENTS. */
static bool list_tier(struct database *database, int64_t tier, int64_t ids[MERGE_SEGMENTS], size_t *count,
                      struct error *error) {
    sqlite3_stmt *select =
        database_prepare(database, "SELECT id FROM segment WHERE tier = ? ORDER BY id", error);
    bool found = true, good = select != NULL;
    *count = 0;
    if (select)
        sqlite3_bind_int64(select, 1, tier);
    while (good && found && *count < MERGE_SEGMENTS) {
        good = database_row(database, select, &found, error);
        if (good && found)
            ids[(*count)++] = sqlite3_column_int64(select, 0);
    }
    sqlite3_reset(select);
    return good;
}

static bool merge_tiers(struct database *database, struct error *error) {
    int64_t ids[MERGE_SEGMENTS];
    size_t count;
    for (int64_t tier = 0; list_tier(database, tier, ids, &count, error); tier++) {
        if (count < MERGE_SEGMENTS)
            return true;
        if (!merge_segments(database, ids, tier, error))
            return false;
    }
    return false;
}

bool segment_write(struct database *database, struct postings *postings, struct error *error) {
    struct segment_writer writer;
    if (!postings->count)
        return true;
    if (!postings->spare)
        postings->spare = allocate(postings->capacity * sizeof *postings->spare);
    /* they come in order of mail */
    radix_sort_numbers(postings->entries, postings->count, MAIL_BITS, postings->spare);
    if (!begin_segment(&writer, database, error) || !add_segment(&writer, 0))
        return false;
    write_sorted(&writer, postings);
    postings->count = 0;
    return end_segment(&writer) && merge_tiers(database, error);
}

static void find_in_chunk(struct slice chunk, uint64_t first_term, uint64_t term, struct mail_list *mails) {
    const char *at = chunk.data, *end = at + chunk.size;
    uint64_t current = first_term;
    read_number(&at, end);
    while (at < end) {
        uint64_t count = read_number(&at, end), mail = 0;
        for (uint64_t i = 0; i < count && at < end; i++) {
            mail += read_number(&at, end);
            if (current == term)
                mail_list_add(mails, (int64_t)mail);
        }
        if (current >= term)
            return;
        current += read_number(&at, end);
    }
}

static int compare_mails(const void *a, const void *b) {
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

bool segment_find(struct database *database, uint64_t term, struct mail_list *mails, struct error *error) {
    /* CROSS: segments first; SQLite left to choose reads all chunks */
    static const char sql[] =
        "SELECT first_term, chunk FROM segment s CROSS JOIN posting p ON p.segment = s.id"
        " AND p.first_term = (SELECT max(first_term) FROM posting q"
        " WHERE q.segment = s.id AND q.first_term <= ?)";
    sqlite3_stmt *select = database_prepare(database, sql, error);
    int code = SQLITE_ERROR;
    size_t before = mails->count;
    if (!select)
        return false;
    sqlite3_bind_int64(select, 1, (int64_t)term);
    while ((code = sqlite3_step(select)) == SQLITE_ROW)
        find_in_chunk(column_blob(select, 1), (uint64_t)sqlite3_column_int64(select, 0), term, mails);
    sqlite3_reset(select);
    /* a merged segment has a higher number than newer small ones */
    if (mails->count > before)
        qsort(mails->mails + before, mails->count - before, sizeof *mails->mails, compare_mails);
    return code == SQLITE_DONE || database_failed(database, error);
}

bool segment_checksum(struct database *database, uint64_t *sum, uint64_t *count, struct error *error) {
    struct mail_list ids = {0};
    sqlite3_stmt *select = database_prepare(database, "SELECT id FROM segment", error);
    while (select && sqlite3_step(select) == SQLITE_ROW)
        mail_list_add(&ids, sqlite3_column_int64(select, 0));
    bool good = select && sqlite3_reset(select) == SQLITE_OK;
    if (select && !good)
        database_failed(database, error);
    *sum = *count = 0;
    for (size_t i = 0; i < ids.count && good; i++) {
        struct segment_reader reader;
        for (good = open_reader(&reader, database, ids.mails[i]); good && !reader.done; next_term(&reader)) {
            uint64_t mail = 0;
            for (uint64_t j = 0; j < reader.mails && reader.at < reader.end; j++, ++*count) {
                mail += read_number(&reader.at, reader.end);
                *sum += posting_hash(reader.term, (int64_t)mail);
            }
        }
        good = (good && !reader.failed) || database_failed(database, error);
        sqlite3_finalize(reader.chunks);
    }
    free(ids.mails);
    return good;
}
