/* The pipeline: this thread pulls messages from the feed into batches, in order; threads read them (parse,
 * print, terms, compression); this thread writes finished batches, in the order they were filled, so that the
 * result does not depend on the number of threads. Messages known from earlier runs are dropped before they
 * cost anything.
 *
 * A commit comes every COMMIT_BYTES or COMMIT_SECONDS and at the end: what is lost to a kill is at most that,
 * and is taken in again by the next run over the same paths. */
#include "store/ingest.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "feed/feed.h"
#include "mail/received.h"
#include "store/admission.h"
#include "store/batch_digest.h"
#include "store/feed.h"
#include "store/instrument_list.h"
#include "store/mail_writer.h"
#include "store/schema.h"

#ifndef COMMIT_BYTES /* tests of crashes are built with a small one */
#define COMMIT_BYTES ((uint64_t)512 << 20)
#endif
#define COMMIT_SECONDS   30
#define PROGRESS_SECONDS 0.1

struct run {
    struct store *store;
    const struct ingest_settings *settings;
    struct ingest_counts *counts;
    struct error *error;
    struct mail_writer *writer;
    struct batch_line *line;
    struct feed *feed;
    struct admission admission;
    bool feed_ended;
    uint64_t uncommitted_bytes;
    double last_commit, last_progress;
};

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void report_progress(struct run *run) {
    struct ingest_progress progress = {.messages = run->counts->read, .message_bytes = run->counts->bytes};
    double time = now();
    if (!run->settings->progress || time - run->last_progress < PROGRESS_SECONDS)
        return;
    run->last_progress = time;
    feed_progress(run->feed, &progress.read_bytes, &progress.total_bytes);
    run->settings->progress(run->settings->context, &progress);
}

static bool begin_batch(struct run *run, struct batch *batch, const struct feed_message *from) {
    struct batch_message *message = &batch->messages[batch->count];
    struct slice raw = batch_bytes(batch, from->offset, batch->raw.size - from->offset);
    bool delivered = false;
    *message = (struct batch_message){.source = arena_string(batch->arena, from->source),
                                      .from_line =
                                          arena_string(batch->arena, from->from_line ? from->from_line : ""),
                                      .offset = from->offset,
                                      .bytes = raw.size,
                                      .hash = XXH3_128bits(raw.data, raw.size)};
    run->counts->read++;
    run->counts->bytes += raw.size;
    if (!run->writer->was_empty) {
        if (!mail_writer_find(run->writer, message->hash, &message->mail, run->error))
            return false;
        if (message->mail && !mail_writer_delivered(run->writer, run->admission.feed.id, message->source,
                                                    message->mail, &delivered, run->error))
            return false;
    }
    if (message->mail)
        batch->raw.size = from->offset;
    run->counts->known += delivered;
    batch->count += !delivered;
    return true;
}

/* Fills a batch as far as the feed goes. */
static bool fill(struct run *run, struct batch *batch) {
    while (batch->count < BATCH_MESSAGES && batch->raw.size < BATCH_BYTES && !run->feed_ended) {
        struct feed_message message;
        struct error problem;
        switch (feed_next(run->feed, &batch->raw, &message, &problem)) {
        case FEED_MESSAGE:
            if (!begin_batch(run, batch, &message))
                return false;
            break;
        case FEED_PROBLEM:
            run->counts->problems++;
            if (run->settings->problem)
                run->settings->problem(run->settings->context, &problem);
            break;
        case FEED_END:
            run->feed_ended = true;
            break;
        }
        report_progress(run);
    }
    return true;
}

/* The same bytes may have come twice within the batches under way, so what is known is asked again. */
static bool write_message(struct run *run, const struct batch_message *message, int64_t block) {
    struct mail_place place = {.block = block,
                               .offset = message->offset,
                               .bytes = message->bytes,
                               .hash = message->hash,
                               .from_line = message->from_line};
    struct mail_writer *writer = run->writer;
    int64_t mail = message->mail, seq;
    bool delivered = false;
    if (!mail && !mail_writer_find(writer, message->hash, &mail, run->error))
        return false;
    if (mail &&
        !mail_writer_delivered(writer, run->admission.feed.id, message->source, mail, &delivered, run->error))
        return false;
    run->counts->known += delivered;
    if (delivered)
        return true;
    run->counts->copies += mail != 0;
    run->counts->added++;
    if (!mail) {
        mail = writer->next_seq;
        if (!mail_writer_add_mail(writer, &place, &message->digest, run->error))
            return false;
        run->counts->indirect += (message->digest.flags & FLAG_INDIRECT) != 0;
        if (*message->digest.unreadable) {
            run->counts->unreadable++;
            if (run->settings->unreadable)
                run->settings->unreadable(run->settings->context, (uint64_t)mail, message->source,
                                          message->digest.unreadable);
        }
    }
    return mail_writer_add_delivery(writer, run->admission.feed.id, message->source, mail, &seq, run->error);
}

static bool commit(struct run *run) {
    run->uncommitted_bytes = 0;
    bool good = mail_writer_commit(run->writer, run->error);
    run->last_commit = now();
    return good;
}

static bool find_sort(struct run *run, const struct batch_message *message, enum mail_sort *sort) {
    if (message->mail)
        return admission_sort(&run->admission, message->mail, sort, run->error);
    *sort = *message->digest.unreadable ? MAIL_UNREAD
            : message->digest.simulated ? MAIL_SIMULATED
                                        : MAIL_REAL;
    return true;
}

/* Before anything of the batch is written, so that a batch that is left out leaves nothing. new_mail: one of
 * those admitted brings bytes. */
static bool admit(struct run *run, const struct batch *batch, bool admitted[BATCH_MESSAGES], bool *new_mail) {
    *new_mail = false;
    for (size_t i = 0; i < batch->count; i++) {
        const struct batch_message *message = &batch->messages[i];
        enum mail_sort sort;
        if (!find_sort(run, message, &sort) ||
            !admission_ask(&run->admission, sort, &admitted[i], run->error))
            return false;
        *new_mail |= admitted[i] && !message->mail;
    }
    return true;
}

/* A new feed is one of reports if at least half of its first batch are; what a batch is does not depend on
 * how it is read. */
static bool decide_reports(struct run *run, const struct batch *batch) {
    size_t readable = 0, reports = 0;
    for (size_t i = 0; i < batch->count; i++) {
        const struct batch_message *message = &batch->messages[i];
        bool read = !message->mail && !*message->digest.unreadable;
        readable += read;
        reports += read && message->digest.report;
    }
    return !readable ||
           feed_decide_reports(run->store, &run->admission.feed, 2 * reports >= readable, run->error);
}

static bool unwrap_reports(struct run *run, struct batch *batch) {
    if (run->admission.feed.reports == FEED_REPORTS_UNDECIDED && !decide_reports(run, batch))
        return false;
    for (size_t i = 0; i < batch->count && run->admission.feed.reports == FEED_REPORTS_YES; i++)
        digest_unwrap(&batch->messages[i].digest);
    return true;
}

static bool write_batch(struct run *run, struct batch *batch) {
    int64_t block = 0;
    bool admitted[BATCH_MESSAGES], new_mail;
    if (!admit(run, batch, admitted, &new_mail) || !unwrap_reports(run, batch))
        return false;
    if (new_mail && batch->raw.size &&
        !mail_writer_add_block(run->writer, buffer_slice(&batch->block), batch->raw.size, &block, run->error))
        return false;
    for (size_t i = 0; i < batch->count; i++)
        if (admitted[i] && !write_message(run, &batch->messages[i], block))
            return false;
    run->uncommitted_bytes += batch->raw.size;
    if (run->uncommitted_bytes >= COMMIT_BYTES || now() - run->last_commit >= COMMIT_SECONDS)
        return commit(run);
    return true;
}

static bool pump(struct run *run) {
    struct batch *batch;
    for (;;) {
        while ((batch = batch_line_take(run->line, false)))
            if (!write_batch(run, batch))
                return false;
        if (!run->feed_ended && (batch = batch_line_free(run->line))) {
            if (!fill(run, batch))
                return false;
            batch_line_send(run->line);
            continue;
        }
        if (!(batch = batch_line_take(run->line, true)))
            return commit(run);
        if (!write_batch(run, batch))
            return false;
    }
}

/* Before any mail, so that a file that cannot be read changes nothing. */
static bool take_list(struct run *run) {
    struct instrument_list list;
    struct arena *arena = arena_new();
    bool good = instrument_list_load(arena, run->settings->instruments, &list, run->error) &&
                mail_writer_list(run->writer, &list, run->error);
    run->counts->listed = good ? list.count : 0;
    arena_free(arena);
    return good;
}

/* Reads the paths with what is known of the feed. */
static bool read_feed(struct run *run, const char *const *paths, size_t count) {
    const struct ingest_settings *settings = run->settings;
    const char *forwarder = run->admission.feed.forwarder;
    struct trust *trust = *forwarder ? trust_with_forwarder(settings->trust, forwarder) : NULL;
    const struct batch_digest_settings digest = {.trust = trust ? trust : settings->trust, .compress = true};
    const struct batch_reader reader = batch_digest_reader(&digest);
    run->feed = feed_open(paths, count);
    run->line = batch_line_open(batch_threads(settings->threads), &reader);
    bool good = pump(run);
    batch_line_close(run->line);
    feed_close(run->feed);
    trust_free(trust);
    return good;
}

/* The feed's mail, as far as it may be taken in. */
static bool take_in(struct run *run, const char *const *paths, size_t count) {
    struct arena *arena = arena_new();
    bool good = admission_open(&run->admission, run->store, arena, run->settings, run->counts, run->error) &&
                read_feed(run, paths, count);
    arena_free(arena);
    return good;
}

bool ingest_run(struct store *store, const struct ingest_settings *settings, const char *const *paths,
                size_t count, struct ingest_counts *counts, struct error *error) {
    struct run run = {.store = store, .settings = settings, .counts = counts, .error = error};
    *counts = (struct ingest_counts){0};
    mail_initialize();
    run.writer = mail_writer_open(store, error);
    if (!run.writer)
        return false;
    run.last_commit = now();
    bool good =
        (!settings->instruments || take_list(&run)) && (count ? take_in(&run, paths, count) : commit(&run));
    mail_writer_close(run.writer);
    return good;
}
