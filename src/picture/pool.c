/* One socket a worker, one picture under way on it. Answers are gathered without waiting for any one worker,
 * and believed only as far as their size is bounded: a worker that a picture has taken over can say wrong
 * things of its pictures, and nothing else.
 *
 * Workers are kept from picture to picture, since loading tesseract's models costs as much as reading, and
 * replaced after WORKER_PICTURES, so that what a library leaks stays small. */
#include "picture/pool.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "picture/reading.h"

#define WORKERS_MOST    256
#define WORKER_PICTURES 200
#define RECEIVED_BYTES  4096

struct slot {
    pid_t pid; /* 0: none */
    int socket;
    bool busy;
    uint64_t id;
    enum worker_task task;
    double deadline;
    unsigned pictures;
    struct buffer answer;
};

struct picture_pool {
    struct slot *slots;
    unsigned count;
};

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

struct picture_pool *picture_pool_open(unsigned workers) {
    struct picture_pool *pool = allocate_zeroed(1, sizeof *pool);
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    pool->count = workers ? workers : processors > 0 ? (unsigned)processors : 1;
    pool->count = pool->count < WORKERS_MOST ? pool->count : WORKERS_MOST;
    pool->slots = allocate_zeroed(pool->count, sizeof *pool->slots);
    return pool;
}

/* Returns how the worker ended, as waitpid() says it. */
static int end_worker(struct slot *slot, bool at_once) {
    int status = 0;
    if (at_once)
        kill(slot->pid, SIGKILL);
    close(slot->socket); /* one that waits for work ends by itself */
    while (waitpid(slot->pid, &status, 0) < 0 && errno == EINTR)
        continue;
    slot->pid = 0;
    slot->busy = false;
    slot->pictures = 0;
    return status;
}

void picture_pool_close(struct picture_pool *pool) {
    if (!pool)
        return;
    for (unsigned i = 0; i < pool->count; i++) {
        if (pool->slots[i].pid)
            end_worker(&pool->slots[i], true);
        buffer_free(&pool->slots[i].answer);
    }
    free(pool->slots);
    free(pool);
}

static struct slot *free_slot(const struct picture_pool *pool) {
    for (unsigned i = 0; i < pool->count; i++)
        if (!pool->slots[i].busy)
            return &pool->slots[i];
    return NULL;
}

bool picture_pool_ready(const struct picture_pool *pool) {
    return free_slot(pool) != NULL;
}

static bool start_worker(struct slot *slot, struct error *error) {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends))
        return error_set(error, "cannot start a process that reads pictures: %s", strerror(errno));
    slot->pid = fork();
    if (!slot->pid)
        worker_run(ends[1]);
    int code = errno;
    close(ends[1]);
    if (slot->pid > 0) {
        slot->socket = ends[0];
        return true;
    }
    slot->pid = 0;
    close(ends[0]);
    return error_set(error, "cannot start a process that reads pictures: %s", strerror(code));
}

/* A worker that does not even take the bytes is found out by its deadline, or by its end. */
static void transmit(const struct slot *slot, struct slice bytes) {
    while (bytes.size) {
        ssize_t sent = send(slot->socket, bytes.data, bytes.size, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent <= 0)
            return;
        bytes = slice_of(bytes.data + sent, bytes.size - (size_t)sent);
    }
}

bool picture_pool_send(struct picture_pool *pool, uint64_t id, enum worker_task task,
                       const struct mail_picture *picture, struct error *error) {
    struct slot *slot = free_slot(pool);
    const struct worker_request request = {task, picture->format, picture->file.size};
    const struct timeval patience = {.tv_sec = WORKER_WALL_SECONDS};
    if (slot->pid && slot->pictures == WORKER_PICTURES)
        end_worker(slot, false);
    if (!slot->pid && !start_worker(slot, error))
        return false;
    setsockopt(slot->socket, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    buffer_clear(&slot->answer);
    slot->busy = true;
    slot->id = id;
    slot->task = task;
    slot->pictures++;
    slot->deadline = now() + WORKER_WALL_SECONDS;
    transmit(slot, slice_of((const char *)&request, sizeof request));
    transmit(slot, picture->file);
    return true;
}

static bool is_whole(const struct slot *slot, struct worker_answer *answer) {
    if (slot->answer.size < sizeof *answer)
        return false;
    memcpy(answer, slot->answer.data, sizeof *answer);
    return slot->answer.size - sizeof *answer >= answer->text_bytes;
}

static bool is_believable(const struct slot *slot) {
    struct worker_answer answer;
    if (slot->answer.size < sizeof answer)
        return true;
    memcpy(&answer, slot->answer.data, sizeof answer);
    return answer.text_bytes <= READING_TEXT_BYTES && answer.outcome <= WORKER_UNABLE;
}

/* What has come so far; false: the worker has closed its end, or says nonsense. */
static bool gather(struct slot *slot) {
    char *room = buffer_reserve(&slot->answer, RECEIVED_BYTES);
    ssize_t got = recv(slot->socket, room, RECEIVED_BYTES, MSG_DONTWAIT);
    if (got < 0)
        return errno == EAGAIN || errno == EINTR;
    slot->answer.size += (size_t)got;
    return got && is_believable(slot);
}

static void fill_result(const struct slot *slot, const struct worker_answer *answer,
                        struct picture_result *result) {
    const char *text = slot->answer.data + sizeof *answer;
    *result = (struct picture_result){.id = slot->id,
                                      .task = slot->task,
                                      .outcome = answer->outcome,
                                      .look = answer->look,
                                      .width = answer->width,
                                      .height = answer->height,
                                      .confidence = answer->confidence,
                                      .text = slice_of(text, answer->text_bytes)};
    if (answer->outcome != WORKER_DONE)
        error_set(&result->why, "%.*s", (int)answer->text_bytes, text);
}

/* The picture has cost its worker. */
static void fail(struct slot *slot, bool late, struct picture_result *result) {
    *result = (struct picture_result){.id = slot->id, .task = slot->task, .outcome = WORKER_FAILED};
    int status = end_worker(slot, true);
    if (late || (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU))
        error_set(&result->why, "takes longer than a picture may");
    else
        error_set(&result->why, "breaks what reads it (%s %d)", WIFSIGNALED(status) ? "signal" : "exit",
                  WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
}

/* Is this worker's picture settled, one way or the other? */
static bool settle(struct slot *slot, bool readable, struct picture_result *result) {
    struct worker_answer answer;
    if (readable && !gather(slot)) {
        fail(slot, false, result);
        return true;
    }
    if (is_whole(slot, &answer)) {
        slot->busy = false;
        fill_result(slot, &answer, result);
        return true;
    }
    if (now() < slot->deadline)
        return false;
    fail(slot, true, result);
    return true;
}

bool picture_pool_take(struct picture_pool *pool, struct picture_result *result) {
    struct pollfd polled[WORKERS_MOST];
    for (;;) {
        double first = 0;
        for (unsigned i = 0; i < pool->count; i++) {
            const struct slot *slot = &pool->slots[i];
            polled[i] = (struct pollfd){.fd = slot->busy ? slot->socket : -1, .events = POLLIN};
            if (slot->busy && (!first || slot->deadline < first))
                first = slot->deadline;
        }
        if (first <= 0)
            return false;
        double left = first - now();
        poll(polled, pool->count, left > 0 ? (int)(left * 1000) + 1 : 0);
        for (unsigned i = 0; i < pool->count; i++)
            if (pool->slots[i].busy && settle(&pool->slots[i], polled[i].revents != 0, result))
                return true;
    }
}
