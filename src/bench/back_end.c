/* One thread with poll() serves all sessions; a dialogue is back_end_talk.c. Whoever waits for a mail stands
 * in a list, a lock before it: no more than a product's concurrency, so it is gone through for each mail.
 *
 * Tokens are random and used once, so a mail that comes late, after weir gave up or of a run before, finds
 * nobody and is thrown away, counted; it cannot be taken for another.
 *
 * Cost: a system call to wait and one each to read and to reply; nothing grows with the mails seen. */
#include "bench/back_end.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "bench/back_end_talk.h"

/* A filter has a connection for each mail at once, and may keep as many in reserve. */
#define CONNECTIONS_MOST 256
/* Filters keep connections for the next mail; one that is silent for so long has forgotten it. */
#define IDLE_MS    (30 * INT64_C(60000))
#define READ_BYTES 65536
/* Where the process has no descriptor left, who comes is looked at again after it. */
#define FULL_WAIT_MS 50
/* Waiting connections that the system holds for us. */
#define BACKLOG 128

struct visitor {
    int descriptor;
    int64_t heard_ms;
    struct back_end_talk talk;
};

struct back_end {
    const char *path; /* of a Unix socket; NULL none */
    const char *domain;
    int listener, stop; /* stop: an eventfd that ends the thread */
    pthread_t thread;
    struct visitor *visitors[CONNECTIONS_MOST];
    size_t visitor_count;
    pthread_mutex_t lock; /* of all below */
    pthread_cond_t arrival;
    struct back_end_awaited *awaited;
    struct back_end_counts counts;
};

/* --- who waits --- */

void back_end_expect(struct back_end *back_end, struct back_end_awaited *awaited) {
    *awaited = (struct back_end_awaited){0};
    while (!awaited->token)
        if (getrandom(&awaited->token, sizeof awaited->token, 0) < 0)
            abort(); /* only where the system has none */
    pthread_mutex_lock(&back_end->lock);
    awaited->next = back_end->awaited;
    back_end->awaited = awaited;
    pthread_mutex_unlock(&back_end->lock);
}

bool back_end_await(struct back_end *back_end, struct back_end_awaited *awaited, int64_t until) {
    const struct timespec time = {.tv_sec = until / 1000, .tv_nsec = until % 1000 * 1000000};
    int failed = 0;
    pthread_mutex_lock(&back_end->lock);
    while (!awaited->came && !failed)
        failed = pthread_cond_timedwait(&back_end->arrival, &back_end->lock, &time);
    bool came = awaited->came;
    pthread_mutex_unlock(&back_end->lock);
    return came;
}

void back_end_forget(struct back_end *back_end, struct back_end_awaited *awaited) {
    struct back_end_awaited **link = &back_end->awaited;
    pthread_mutex_lock(&back_end->lock);
    while (*link && *link != awaited)
        link = &(*link)->next;
    if (*link)
        *link = awaited->next;
    pthread_mutex_unlock(&back_end->lock);
    buffer_free(&awaited->head);
}

struct back_end_counts back_end_counts(struct back_end *back_end) {
    pthread_mutex_lock(&back_end->lock);
    struct back_end_counts counts = back_end->counts;
    pthread_mutex_unlock(&back_end->lock);
    return counts;
}

static struct back_end_awaited *find_awaited(struct back_end *back_end, uint64_t token) {
    struct back_end_awaited *awaited = back_end->awaited;
    while (awaited && awaited->token != token)
        awaited = awaited->next;
    return awaited;
}

static void deliver_to(struct back_end *back_end, uint64_t token, const struct back_end_mail *mail) {
    struct back_end_awaited *awaited = token ? find_awaited(back_end, token) : NULL;
    if (awaited && !awaited->came) {
        buffer_append(&awaited->head, mail->head.data, mail->head.size);
        awaited->came = true;
        back_end->counts.delivered++;
        pthread_cond_broadcast(&back_end->arrival);
    } else if (token) {
        back_end->counts.again++;
    } else if (mail->null_sender) {
        back_end->counts.bounces++;
    } else {
        back_end->counts.strays++;
    }
}

static void deliver(void *context, const struct back_end_mail *mail) {
    struct back_end *back_end = context;
    pthread_mutex_lock(&back_end->lock);
    for (size_t i = 0; i < mail->recipient_count; i++)
        deliver_to(back_end, mail->tokens[i], mail);
    pthread_mutex_unlock(&back_end->lock);
}

/* --- sessions --- */

static void welcome(struct back_end *back_end) {
    int descriptor = accept4(back_end->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (descriptor < 0) {
        if (errno == EMFILE || errno == ENFILE)
            poll(NULL, 0, FULL_WAIT_MS);
        return;
    }
    if (back_end->visitor_count == CONNECTIONS_MOST) {
        static const char busy[] = "421 4.3.2 too many connections\r\n";
        send(descriptor, busy, sizeof busy - 1, MSG_NOSIGNAL);
        close(descriptor);
        return;
    }
    struct visitor *visitor = allocate(sizeof *visitor);
    visitor->descriptor = descriptor;
    visitor->heard_ms = monotonic_ms();
    back_end_talk_begin(&visitor->talk, back_end->domain, deliver, back_end);
    back_end->visitors[back_end->visitor_count++] = visitor;
}

static void dismiss(struct visitor *visitor) {
    close(visitor->descriptor);
    back_end_talk_free(&visitor->talk);
    free(visitor);
}

/* false: the connection has failed or ended. */
static bool listen_to(struct visitor *visitor) {
    char bytes[READ_BYTES];
    ssize_t got = recv(visitor->descriptor, bytes, sizeof bytes, 0);
    if (got < 0)
        return errno == EAGAIN || errno == EINTR;
    if (got > 0)
        back_end_talk_take(&visitor->talk, bytes, (size_t)got);
    visitor->heard_ms = monotonic_ms();
    return got > 0;
}

/* The same, of replies. */
static bool answer(struct visitor *visitor) {
    struct buffer *out = &visitor->talk.out;
    if (!out->size)
        return true;
    ssize_t sent = send(visitor->descriptor, out->data, out->size, MSG_NOSIGNAL);
    if (sent < 0)
        return errno == EAGAIN || errno == EINTR;
    out->size -= (size_t)sent;
    memmove(out->data, out->data + sent, out->size);
    return true;
}

static bool serve(struct visitor *visitor, short events) {
    const struct back_end_talk *talk = &visitor->talk;
    bool heard =
        !(events & (POLLIN | POLLHUP | POLLERR)) || talk->state == BACK_END_CLOSED || listen_to(visitor);
    return answer(visitor) && heard && (talk->state != BACK_END_CLOSED || talk->out.size) &&
           monotonic_ms() - visitor->heard_ms < IDLE_MS;
}

static short wanted(const struct back_end_talk *talk) {
    bool reads = talk->state != BACK_END_CLOSED && talk->out.size < BACK_END_REPLIES_BYTES;
    return (short)((reads ? POLLIN : 0) | (talk->out.size ? POLLOUT : 0));
}

static size_t set_polled(const struct back_end *back_end, struct pollfd *polled) {
    size_t count = 0;
    polled[count++] = (struct pollfd){.fd = back_end->stop, .events = POLLIN};
    polled[count++] = (struct pollfd){.fd = back_end->listener, .events = POLLIN};
    for (size_t i = 0; i < back_end->visitor_count; i++)
        polled[count++] = (struct pollfd){.fd = back_end->visitors[i]->descriptor,
                                          .events = wanted(&back_end->visitors[i]->talk)};
    return count;
}

static void *run(void *context) {
    struct back_end *back_end = context;
    struct pollfd polled[CONNECTIONS_MOST + 2];
    sigset_t all; /* signals are for who runs the test */
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, NULL);
    for (;;) {
        size_t count = set_polled(back_end, polled), kept = 0;
        if (poll(polled, count, (int)IDLE_MS) < 0 && errno != EINTR)
            break;
        if (polled[0].revents)
            break;
        for (size_t i = 0; i + 2 < count; i++) {
            if (serve(back_end->visitors[i], polled[i + 2].revents))
                back_end->visitors[kept++] = back_end->visitors[i];
            else
                dismiss(back_end->visitors[i]);
        }
        back_end->visitor_count = kept;
        if (polled[1].revents)
            welcome(back_end);
    }
    for (size_t i = 0; i < back_end->visitor_count; i++)
        dismiss(back_end->visitors[i]);
    return NULL;
}

/* --- the listener --- */

/* A socket that a killed run left behind; one that somebody listens at is not touched. */
static void remove_stale(const struct endpoint *endpoint) {
    struct stat status;
    struct connection connection;
    if (!endpoint->path || stat(endpoint->path, &status) || !S_ISSOCK(status.st_mode))
        return;
    if (!connection_open(&connection, endpoint, monotonic_ms() + 1000) && connection.reason == ECONNREFUSED)
        unlink(endpoint->path);
    connection_close(&connection);
}

static bool start_listening(struct back_end *back_end, const struct endpoint *endpoint, struct error *error) {
    struct sockaddr_storage address;
    socklen_t size = endpoint_address(endpoint, &address);
    int yes = 1;
    remove_stale(endpoint);
    back_end->listener = socket(address.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (back_end->listener < 0 ||
        setsockopt(back_end->listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) ||
        bind(back_end->listener, (struct sockaddr *)&address, size) || listen(back_end->listener, BACKLOG))
        return error_set(error, "the back-end cannot listen at %s: %s", endpoint->text, strerror(errno));
    back_end->path = endpoint->path;
    return true;
}

static void free_back_end(struct back_end *back_end) {
    if (back_end->listener >= 0)
        close(back_end->listener);
    if (back_end->stop >= 0)
        close(back_end->stop);
    if (back_end->path)
        unlink(back_end->path);
    pthread_cond_destroy(&back_end->arrival);
    pthread_mutex_destroy(&back_end->lock);
    free(back_end);
}

struct back_end *back_end_open(const struct endpoint *endpoint, const char *domain, struct error *error) {
    struct back_end *back_end = allocate_zeroed(1, sizeof *back_end);
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&back_end->arrival, &attributes);
    pthread_condattr_destroy(&attributes);
    pthread_mutex_init(&back_end->lock, NULL);
    back_end->domain = domain;
    back_end->listener = -1;
    back_end->stop = eventfd(0, EFD_CLOEXEC);
    bool good = start_listening(back_end, endpoint, error);
    int failed = good ? pthread_create(&back_end->thread, NULL, run, back_end) : 0;
    if (!good || failed) {
        if (failed)
            error_set(error, "the back-end has no thread: %s", strerror(failed));
        free_back_end(back_end);
        return NULL;
    }
    return back_end;
}

void back_end_close(struct back_end *back_end) {
    eventfd_write(back_end->stop, 1);
    pthread_join(back_end->thread, NULL);
    free_back_end(back_end);
}
