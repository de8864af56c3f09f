/* A ring of batches. Positions only rise: `taken` <= `started` <= `sent`; batch number n lives in slot n
 * modulo the ring's size. One mutex: it is held for a few instructions, some thousand times a run. */
#include "store/batch.h"

#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "store/raw_file.h"

/* Of each thread: enough that none waits while one batch takes long, nor soon while a commit is written. A
 * quarter of it took a tenth longer at 50 times the corpus, four times as much was no faster. */
#define SLOTS_PER_THREAD 12
/* Raw mail under way, unless one batch alone is more; and buffers kept for the next batch. */
#define LINE_BYTES   ((size_t)64 << 20)
#define KEPT_BYTES   ((size_t)1 << 20)
#define MOST_THREADS 256

struct batch_line {
    struct batch *slots;
    size_t slot_count;
    uint64_t sent, started, taken;
    size_t bytes; /* of raw mail sent and not taken */
    bool holding; /* the batch before `taken` is still the taker's */
    bool closing;
    pthread_mutex_t mutex;
    pthread_cond_t work, result;
    pthread_t *threads;
    unsigned thread_count;
    const struct trust *trust;
    bool compress;
};

static struct batch *slot(struct batch_line *line, uint64_t number) {
    return &line->slots[number % line->slot_count];
}

struct slice batch_bytes(const struct batch *batch, size_t offset, size_t bytes) {
    return bytes ? slice_of(batch->raw.data + offset, bytes) : slice_of("", 0); /* raw may hold nothing yet */
}

static void read_batch(struct digester *digester, struct raw_compressor *compressor, struct batch *batch) {
    for (size_t i = 0; i < batch->count; i++) {
        struct batch_message *message = &batch->messages[i];
        if (!message->mail)
            digest_make(digester, batch->arena, batch_bytes(batch, message->offset, message->bytes),
                        *message->from_line ? message->from_line : NULL, message->sender, &message->digest);
    }
    if (compressor && batch->raw.size)
        raw_compress(compressor, buffer_slice(&batch->raw), &batch->block);
}

static void *work(void *context) {
    struct batch_line *line = context;
    struct digester digester;
    struct raw_compressor *compressor = line->compress ? raw_compressor_new() : NULL;
    digester_open(&digester, line->trust);
    pthread_mutex_lock(&line->mutex);
    for (;;) {
        while (line->started == line->sent && !line->closing)
            pthread_cond_wait(&line->work, &line->mutex);
        if (line->closing)
            break;
        struct batch *batch = slot(line, line->started++);
        pthread_mutex_unlock(&line->mutex);
        read_batch(&digester, compressor, batch);
        pthread_mutex_lock(&line->mutex);
        batch->done = true;
        pthread_cond_signal(&line->result);
    }
    pthread_mutex_unlock(&line->mutex);
    digester_close(&digester);
    raw_compressor_free(compressor);
    return NULL;
}

unsigned batch_threads(unsigned wanted) {
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    unsigned threads = wanted ? wanted : processors > 0 ? (unsigned)processors : 1;
    return threads < MOST_THREADS ? threads : MOST_THREADS;
}

struct batch_line *batch_line_open(unsigned threads, const struct trust *trust, bool compress) {
    struct batch_line *line = allocate_zeroed(1, sizeof *line);
    line->trust = trust;
    line->compress = compress;
    line->slot_count = (size_t)threads * SLOTS_PER_THREAD;
    line->slots = allocate_zeroed(line->slot_count, sizeof *line->slots);
    for (size_t i = 0; i < line->slot_count; i++)
        line->slots[i].arena = arena_new();
    pthread_mutex_init(&line->mutex, NULL);
    pthread_cond_init(&line->work, NULL);
    pthread_cond_init(&line->result, NULL);
    line->threads = allocate(threads * sizeof *line->threads);
    while (line->thread_count < threads &&
           !pthread_create(&line->threads[line->thread_count], NULL, work, line))
        line->thread_count++;
    if (!line->thread_count)
        abort();
    return line;
}

void batch_line_close(struct batch_line *line) {
    pthread_mutex_lock(&line->mutex);
    line->closing = true;
    pthread_cond_broadcast(&line->work);
    pthread_mutex_unlock(&line->mutex);
    for (unsigned i = 0; i < line->thread_count; i++)
        pthread_join(line->threads[i], NULL);
    for (size_t i = 0; i < line->slot_count; i++) {
        arena_free(line->slots[i].arena);
        buffer_free(&line->slots[i].raw);
        buffer_free(&line->slots[i].block);
    }
    pthread_cond_destroy(&line->work);
    pthread_cond_destroy(&line->result);
    pthread_mutex_destroy(&line->mutex);
    free(line->threads);
    free(line->slots);
    free(line);
}

/* One huge mail does not keep its memory for the rest of the run. */
static void clear(struct buffer *buffer) {
    if (buffer->capacity > KEPT_BYTES)
        buffer_free(buffer);
    else
        buffer_clear(buffer);
}

struct batch *batch_line_free(struct batch_line *line) {
    if (line->sent - line->taken + line->holding == line->slot_count || line->bytes > LINE_BYTES)
        return NULL;
    struct batch *batch = slot(line, line->sent);
    arena_reset(batch->arena);
    clear(&batch->raw);
    clear(&batch->block);
    batch->count = 0;
    batch->done = false;
    return batch;
}

void batch_line_send(struct batch_line *line) {
    line->bytes += slot(line, line->sent)->raw.size;
    pthread_mutex_lock(&line->mutex);
    line->sent++;
    pthread_cond_signal(&line->work);
    pthread_mutex_unlock(&line->mutex);
}

struct batch *batch_line_take(struct batch_line *line, bool wait) {
    struct batch *batch = NULL;
    pthread_mutex_lock(&line->mutex);
    line->holding = false;
    if (line->taken < line->sent) {
        batch = slot(line, line->taken);
        while (!batch->done && wait)
            pthread_cond_wait(&line->result, &line->mutex);
        if (batch->done) {
            line->taken++;
            line->bytes -= batch->raw.size;
            line->holding = true;
        } else {
            batch = NULL;
        }
    }
    pthread_mutex_unlock(&line->mutex);
    return batch;
}
