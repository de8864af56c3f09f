/* The pipeline of ingest without a store: this thread pulls messages from the feed, threads parse and scan
 * them, and what they found comes back in order. */
#include "publish/match.h"

#include <stdlib.h>

#include "feed/feed.h"
#include "publish/match_reader.h"

struct run {
    const struct match_settings *settings;
    struct match_counts *counts;
    const struct store_signature **active; /* as the matcher numbers them: the surest first */
    size_t active_count;
    struct feed *feed;
    struct batch_line *line;
    bool feed_ended;
};

static void add_message(struct run *run, struct batch *batch, const struct feed_message *from) {
    const char *from_line = from->from_line ? from->from_line : "";
    size_t bytes = batch->raw.size - from->offset;
    batch->messages[batch->count++] =
        (struct batch_message){.source = arena_string(batch->arena, from->source),
                               .from_line = arena_string(batch->arena, from_line),
                               .offset = from->offset,
                               .bytes = bytes};
    run->counts->read++;
    run->counts->bytes += bytes;
}

static void fill(struct run *run, struct batch *batch) {
    while (batch->count < BATCH_MESSAGES && batch->raw.size < BATCH_BYTES && !run->feed_ended) {
        struct feed_message message;
        struct error problem;
        switch (feed_next(run->feed, &batch->raw, &message, &problem)) {
        case FEED_MESSAGE:
            add_message(run, batch, &message);
            break;
        case FEED_PROBLEM:
            run->counts->problems++;
            run->settings->problem(run->settings->context, &problem);
            break;
        case FEED_END:
            run->feed_ended = true;
            break;
        }
    }
}

static void take(struct run *run, const struct batch *batch) {
    const struct match_settings *settings = run->settings;
    for (size_t i = 0; i < batch->count; i++) {
        const struct match_result *result = batch->messages[i].result;
        if (!result->count)
            continue;
        run->counts->matched++;
        for (size_t j = 0; j < result->count; j++)
            settings->match(settings->context, batch->messages[i].source, run->active[result->found[j]]);
    }
    uint64_t read, total;
    feed_progress(run->feed, &read, &total);
    if (settings->progress)
        settings->progress(settings->context, run->counts->read, read, total);
}

static void pump(struct run *run) {
    for (struct batch *batch;;) {
        if (!run->feed_ended && (batch = batch_line_free(run->line))) {
            fill(run, batch);
            batch_line_send(run->line);
        } else if ((batch = batch_line_take(run->line, true))) {
            take(run, batch);
        } else {
            return;
        }
    }
}

/* Those of a thing promoted first, then those that matched more. */
static int compare_sureness(const void *a, const void *b) {
    const struct store_signature *one = *(const struct store_signature *const *)a;
    const struct store_signature *other = *(const struct store_signature *const *)b;
    if (one->named != other->named)
        return one->named ? -1 : 1;
    if (one->own != other->own)
        return one->own > other->own ? -1 : 1;
    return one->number < other->number ? -1 : 1;
}

static struct matcher *compile(struct run *run, const struct store_signatures *signatures,
                               struct error *error) {
    for (size_t i = 0; i < signatures->count; i++)
        if (signatures->items[i].state == SIGNATURE_ACTIVE)
            run->active[run->active_count++] = &signatures->items[i];
    if (run->active_count)
        qsort(run->active, run->active_count, sizeof *run->active, compare_sureness);
    const struct signature **list = allocate((run->active_count + 1) * sizeof *list);
    for (size_t i = 0; i < run->active_count; i++)
        list[i] = &run->active[i]->signature;
    struct matcher *matcher = matcher_new(list, run->active_count, error);
    free(list);
    return matcher;
}

bool match_files(const struct store_signatures *signatures, const struct match_settings *settings,
                 struct match_counts *counts, struct error *error) {
    struct run run = {.settings = settings,
                      .counts = counts,
                      .active = allocate((signatures->count + 1) * sizeof *run.active)};
    *counts = (struct match_counts){0};
    mail_initialize();
    struct matcher *matcher = compile(&run, signatures, error);
    if (matcher) {
        const struct batch_reader reader = match_reader(matcher);
        run.feed = feed_open(settings->paths, settings->path_count);
        run.line = batch_line_open(batch_threads(settings->threads), &reader);
        pump(&run);
        batch_line_close(run.line);
        feed_close(run.feed);
        matcher_free(matcher);
    }
    free(run.active);
    return matcher != NULL;
}
