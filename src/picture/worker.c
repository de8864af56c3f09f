/* A child of weir that holds nothing of the store: it closes all files but its socket, may write none, and is
 * bounded in memory and time. What a file makes a decoder do costs this process; the next picture gets
 * another. */
#include "picture/worker.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buffer.h"
#include "picture/decode.h"
#include "picture/reading.h"

/* Address sanitizers claim terabytes of address space. */
#if defined(__SANITIZE_ADDRESS__)
#define BOUND_MEMORY 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define BOUND_MEMORY 0
#endif
#endif
#ifndef BOUND_MEMORY
#define BOUND_MEMORY 1
#endif

struct worker {
    int socket;
    struct buffer file;
    struct reader *reader; /* loaded when first needed */
    struct reading *reading;
};

static void limit(int resource, rlim_t most) {
    struct rlimit limits = {most, most};
    setrlimit(resource, &limits);
}

/* The libraries write their complaints of broken files to standard error. */
static void close_files(int socket) {
    int nowhere = open("/dev/null", O_RDWR);
    for (int standard = 0; nowhere >= 0 && standard < 3; standard++)
        dup2(nowhere, standard);
    dup2(socket, 3);
    close_range(4, ~0U, 0);
}

/* The limit counts from the process's beginning, so it moves with each picture. */
static void allow_time(void) {
    struct rusage used;
    struct rlimit limits;
    getrusage(RUSAGE_SELF, &used);
    getrlimit(RLIMIT_CPU, &limits);
    limits.rlim_cur = (rlim_t)(used.ru_utime.tv_sec + used.ru_stime.tv_sec + 1 + WORKER_SECONDS);
    setrlimit(RLIMIT_CPU, &limits);
}

static bool receive(int socket, void *into, size_t size) {
    for (char *at = into; size;) {
        ssize_t got = recv(socket, at, size, MSG_WAITALL);
        if (got <= 0)
            return false;
        at += got;
        size -= (size_t)got;
    }
    return true;
}

static bool transmit(int socket, const void *from, size_t size) {
    for (const char *at = from; size;) {
        ssize_t sent = send(socket, at, size, MSG_NOSIGNAL);
        if (sent <= 0)
            return false;
        at += sent;
        size -= (size_t)sent;
    }
    return true;
}

static enum worker_outcome read_text(struct worker *worker, PIX *raster, struct worker_answer *answer,
                                     struct error *why) {
    if (!worker->reader && !(worker->reader = reader_open(why)))
        return WORKER_UNABLE;
    if (!reader_read(worker->reader, raster, worker->reading, why))
        return WORKER_FAILED;
    answer->confidence = worker->reading->confidence;
    return WORKER_DONE;
}

static enum worker_outcome look_into(struct worker *worker, const struct worker_request *request,
                                     struct worker_answer *answer, struct error *why) {
    enum worker_outcome outcome = WORKER_DONE;
    PIX *raster = picture_decode(request->format, buffer_slice(&worker->file), why);
    if (!raster)
        return WORKER_FAILED;
    answer->width = (uint32_t)pixGetWidth(raster);
    answer->height = (uint32_t)pixGetHeight(raster);
    if (request->task == WORKER_READ)
        outcome = read_text(worker, raster, answer, why);
    else
        perceptual_hash(raster, &answer->look);
    pixDestroy(&raster);
    return outcome;
}

static bool serve(struct worker *worker) {
    struct worker_request request;
    struct worker_answer answer = {0};
    struct error why = {""};
    if (!receive(worker->socket, &request, sizeof request))
        return false;
    buffer_clear(&worker->file);
    if (!receive(worker->socket, buffer_reserve(&worker->file, request.bytes), request.bytes))
        return false;
    worker->file.size = request.bytes;
    worker->reading->bytes = 0;
    allow_time();
    answer.outcome = look_into(worker, &request, &answer, &why);
    bool good = answer.outcome == WORKER_DONE;
    const char *text = good ? worker->reading->text : why.message;
    answer.text_bytes = (uint32_t)(good ? worker->reading->bytes : strlen(why.message));
    return transmit(worker->socket, &answer, sizeof answer) &&
           transmit(worker->socket, text, answer.text_bytes);
}

_Noreturn void worker_run(int socket) {
    struct worker worker = {.socket = 3, .reading = allocate_zeroed(1, sizeof *worker.reading)};
    pid_t parent = getppid();
    prctl(PR_SET_PDEATHSIG, SIGKILL); /* a killed weir leaves nobody behind */
    if (getppid() != parent || parent == 1)
        _exit(0);
    close_files(socket);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_FSIZE, 0);
    if (BOUND_MEMORY)
        limit(RLIMIT_AS, WORKER_MEMORY_BYTES);
    while (serve(&worker))
        continue;
    _exit(0);
}
