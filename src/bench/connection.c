/* Streams to products. Sockets do not block: each step is tried first, which mostly succeeds, and waited for
 * with poll() until the deadline when it does not, so a step costs one system call where the product keeps
 * up.
 *
 * What is received lies in one buffer; lines and bytes are handed out as slices of it, without a copy, and
 * the buffer never holds more than the caller says a right answer may have. */
#include "bench/connection.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <math.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "mail/host_address.h"

/* Answers are short: one system call takes nearly all of them whole. */
#define RECEIVE_BYTES 4096
/* Between two tries to get into the queue of a Unix socket that is full; poll() does not tell. */
#define QUEUE_WAIT_MS 2
#define UNIX_PREFIX   "unix:"

int64_t monotonic_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* --- where a product listens --- */

static bool read_unix(const char *text, struct endpoint *endpoint, struct error *error) {
    endpoint->path = text + strlen(UNIX_PREFIX);
    if (*endpoint->path != '/')
        return error_set(error, "%s: behind unix: the whole path of a socket is wanted: unix:/run/x.sock",
                         text);
    return strlen(endpoint->path) < sizeof((struct sockaddr_un *)NULL)->sun_path ||
           error_set(error, "%s: the path of a socket has at most %zu bytes", text,
                     sizeof((struct sockaddr_un *)NULL)->sun_path - 1);
}

/* Host and, behind its colon, port ("" none); an IPv6 address that a port follows stands in brackets. */
static void split(struct arena *arena, const char *text, const char **host, const char **port) {
    const char *close = *text == '[' ? strchr(text, ']') : NULL, *colon = strrchr(text, ':');
    bool bare = !close && colon && strchr(text, ':') != colon; /* IPv6 without a port */
    if (close)
        colon = close[1] == ':' ? close + 1 : NULL;
    if (!colon || bare)
        colon = text + strlen(text);
    *port = *colon ? colon + 1 : "";
    *host = close && (close + 1 == colon) ? arena_copy(arena, text + 1, (size_t)(close - text - 1))
                                          : arena_copy(arena, text, (size_t)(colon - text));
}

static bool read_port(const char *text, const char *port, uint16_t otherwise, struct endpoint *endpoint,
                      struct error *error) {
    char *end;
    unsigned long number = *port ? strtoul(port, &end, 10) : otherwise;
    if (*port && (!isdigit((unsigned char)*port) || *end || number > UINT16_MAX))
        return error_set(error, "%s: the port is a number from 1 to 65535", text);
    endpoint->port = (uint16_t)number;
    return number || error_set(error, "%s: a port is wanted behind the address", text);
}

static bool read_host(const char *host, uint8_t address[16]) {
    return strspn(host, "0123456789abcdefABCDEF:.") == strlen(host) &&
           host_address_parse(slice_from_string(host), address);
}

static bool is_loopback(const uint8_t address[16]) {
    static const uint8_t ipv4[16] = {[10] = 0xff, [11] = 0xff, [12] = 127}, ipv6[16] = {[15] = 1};
    return host_address_in_net(address, ipv4, 96 + 8) || !memcmp(address, ipv6, sizeof ipv6);
}

static bool is_allowed(const uint8_t address[16], const char *const *allowed, size_t allowed_count) {
    for (size_t i = 0; i < allowed_count; i++) {
        uint8_t other[16];
        if (read_host(allowed[i], other) && !memcmp(address, other, sizeof other))
            return true;
    }
    return is_loopback(address);
}

bool endpoint_read(struct arena *arena, const char *text, uint16_t otherwise, const char *const *allowed,
                   size_t allowed_count, struct endpoint *endpoint, struct error *error) {
    const char *host, *port;
    uint8_t address[16];
    char canonical[HOST_ADDRESS_TEXT_BYTES];
    *endpoint = (struct endpoint){.text = arena_string(arena, text)};
    if (!strncmp(text, UNIX_PREFIX, strlen(UNIX_PREFIX)))
        return read_unix(endpoint->text, endpoint, error);
    split(arena, text, &host, &port);
    if (!strcmp(host, "localhost"))
        host = "127.0.0.1";
    if (!read_host(host, address))
        return error_set(error,
                         "%s: weir hands mail to nobody by name: a numeric address of this host is wanted "
                         "(127.0.0.1:783, [::1]:783), or unix:PATH",
                         text);
    if (!is_allowed(address, allowed, allowed_count))
        return error_set(error,
                         "%s: this is not an address of this host, so mail would leave it; if that is meant, "
                         "write the address into the list `allow`",
                         text);
    endpoint->host = arena_string(arena, host_address_format(address, canonical));
    return read_port(text, port, otherwise, endpoint, error);
}

/* --- the stream --- */

static bool fail(struct connection *connection, enum connection_state state, int reason) {
    connection->state = state;
    connection->reason = reason;
    return false;
}

static bool is_open(const struct connection *connection) {
    return connection->state == CONNECTION_OPEN && connection->descriptor >= 0;
}

/* Until one of the events, or false with the deadline. */
static bool wait_for(struct connection *connection, short events) {
    for (;;) {
        int64_t left = connection->deadline - monotonic_ms();
        struct pollfd polled = {.fd = connection->descriptor, .events = events};
        if (left <= 0)
            return fail(connection, CONNECTION_TIMEOUT, ETIMEDOUT);
        int ready = poll(&polled, 1, left < INT_MAX ? (int)left : INT_MAX);
        if (ready > 0)
            return true;
        if (ready < 0 && errno != EINTR)
            return fail(connection, CONNECTION_BROKEN, errno);
    }
}

socklen_t endpoint_address(const struct endpoint *endpoint, struct sockaddr_storage *into) {
    uint8_t address[16];
    *into = (struct sockaddr_storage){0};
    if (endpoint->path) {
        struct sockaddr_un *local = (struct sockaddr_un *)into;
        local->sun_family = AF_UNIX;
        memcpy(local->sun_path, endpoint->path, strlen(endpoint->path) + 1);
        return sizeof *local;
    }
    host_address_parse(slice_from_string(endpoint->host), address);
    if (host_address_is_ipv4(address)) {
        struct sockaddr_in *ipv4 = (struct sockaddr_in *)into;
        ipv4->sin_family = AF_INET;
        ipv4->sin_port = htons(endpoint->port);
        memcpy(&ipv4->sin_addr, address + 12, 4);
        return sizeof *ipv4;
    }
    struct sockaddr_in6 *ipv6 = (struct sockaddr_in6 *)into;
    ipv6->sin6_family = AF_INET6;
    ipv6->sin6_port = htons(endpoint->port);
    memcpy(&ipv6->sin6_addr, address, 16);
    return sizeof *ipv6;
}

/* Connects the socket, which must be there. */
static bool reach(struct connection *connection, const struct sockaddr *address, socklen_t size) {
    int reason = 0;
    socklen_t reason_size = sizeof reason;
    while (connect(connection->descriptor, address, size)) {
        if (errno == EINPROGRESS) {
            if (!wait_for(connection, POLLOUT))
                return false;
            getsockopt(connection->descriptor, SOL_SOCKET, SO_ERROR, &reason, &reason_size);
            return !reason || fail(connection, CONNECTION_REFUSED, reason);
        }
        if (errno != EAGAIN && errno != EINTR)
            return fail(connection, CONNECTION_REFUSED, errno);
        if (monotonic_ms() >= connection->deadline)
            return fail(connection, CONNECTION_TIMEOUT, ETIMEDOUT);
        poll(NULL, 0, QUEUE_WAIT_MS);
    }
    return true;
}

bool connection_open(struct connection *connection, const struct endpoint *endpoint, int64_t deadline) {
    struct sockaddr_storage address;
    socklen_t size = endpoint_address(endpoint, &address);
    int yes = 1;
    *connection = (struct connection){.deadline = deadline};
    connection->descriptor = socket(address.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (connection->descriptor < 0)
        return fail(connection, CONNECTION_REFUSED, errno);
    /* A command and its mail are two writes: the second must not wait for the first's receipt. */
    if (!endpoint->path)
        setsockopt(connection->descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    return reach(connection, (struct sockaddr *)&address, size);
}

void connection_close(struct connection *connection) {
    if (connection->descriptor >= 0)
        close(connection->descriptor);
    connection->descriptor = -1;
    connection->taken = 0;
    buffer_free(&connection->in);
}

/* One receipt into the buffer. 1: something came, 0: the end, -1: it failed. wait: until something comes. */
static int receive(struct connection *connection, bool wait) {
    for (;;) {
        char *into = buffer_reserve(&connection->in, RECEIVE_BYTES);
        ssize_t got = recv(connection->descriptor, into, RECEIVE_BYTES, 0);
        if (got >= 0) {
            connection->in.size += (size_t)got;
            return got > 0;
        }
        if (errno == EAGAIN && wait) {
            if (!wait_for(connection, POLLIN))
                return -1;
        } else if (errno != EINTR) {
            if (wait)
                fail(connection, CONNECTION_BROKEN, errno);
            return -1;
        }
    }
}

/* Who answers without reading all, as a scanner does with what is too large for it, and closes, has answered:
 * what was not sent does not matter then. */
static bool has_answered(struct connection *connection) {
    return receive(connection, false) > 0 || connection->in.size > connection->taken;
}

bool connection_send(struct connection *connection, const void *bytes, size_t size) {
    const char *next = bytes;
    if (!is_open(connection))
        return false;
    while (size) {
        ssize_t sent = send(connection->descriptor, next, size, MSG_NOSIGNAL);
        if (sent >= 0) {
            next += sent;
            size -= (size_t)sent;
        } else if (errno == EAGAIN) {
            if (!wait_for(connection, POLLOUT))
                return false;
        } else if (errno != EINTR) {
            int reason = errno;
            return has_answered(connection) || fail(connection, CONNECTION_BROKEN, reason);
        }
    }
    return true;
}

bool connection_shut(struct connection *connection) {
    if (!is_open(connection))
        return false;
    return !shutdown(connection->descriptor, SHUT_WR) || has_answered(connection) ||
           fail(connection, CONNECTION_BROKEN, ENOTCONN);
}

/* Receives more, for an answer of at most `most` bytes. */
static bool receive_more(struct connection *connection, size_t most) {
    if (connection->in.size - connection->taken > most)
        return fail(connection, CONNECTION_OVERFLOW, EMSGSIZE);
    int got = receive(connection, true);
    return got > 0 || (got == 0 && fail(connection, CONNECTION_BROKEN, 0));
}

/* What was taken is forgotten, so that the buffer holds one answer. */
static bool begin(struct connection *connection) {
    struct buffer *in = &connection->in;
    if (connection->taken) {
        in->size -= connection->taken;
        memmove(in->data, in->data + connection->taken, in->size);
        connection->taken = 0;
    }
    return is_open(connection);
}

bool connection_line(struct connection *connection, size_t most, struct slice *line) {
    struct buffer *in = &connection->in;
    char *end = NULL;
    if (!begin(connection))
        return false;
    for (size_t looked = 0; !end;) {
        end = in->size > looked ? memchr(in->data + looked, '\n', in->size - looked) : NULL;
        looked = in->size;
        if (!end && !receive_more(connection, most))
            return false;
    }
    size_t size = (size_t)(end - in->data);
    connection->taken = size + 1;
    size -= size && in->data[size - 1] == '\r';
    if (size > most)
        return fail(connection, CONNECTION_OVERFLOW, EMSGSIZE);
    in->data[size] = '\0';
    *line = slice_of(in->data, size);
    return true;
}

bool connection_bytes(struct connection *connection, size_t size, struct slice *bytes) {
    if (!begin(connection))
        return false;
    while (connection->in.size < size)
        if (!receive_more(connection, size))
            return false;
    connection->taken = size;
    *bytes = slice_of(connection->in.data, size);
    return true;
}

bool connection_rest(struct connection *connection, size_t most, struct slice *bytes) {
    int got = 1;
    if (!begin(connection))
        return false;
    while (got > 0) {
        if (connection->in.size > most)
            return fail(connection, CONNECTION_OVERFLOW, EMSGSIZE);
        got = receive(connection, true);
    }
    connection->taken = connection->in.size;
    *bytes = buffer_slice(&connection->in);
    return got == 0;
}

void connection_answer(const struct connection *connection, struct answer *answer) {
    const char *why = connection->reason ? strerrordesc_np(connection->reason) : NULL;
    switch (connection->state) {
    case CONNECTION_REFUSED:
        answer_set(answer, ANSWER_DOWN, NAN, "cannot be reached: %s", why ? why : "unknown error");
        break;
    case CONNECTION_TIMEOUT:
        answer_set(answer, ANSWER_TIMEOUT, NAN, "no answer in time");
        break;
    case CONNECTION_OVERFLOW:
        answer_set(answer, ANSWER_BROKEN, NAN, "an answer larger than any right one");
        break;
    case CONNECTION_OPEN:
    case CONNECTION_BROKEN:
        answer_set(answer, ANSWER_DOWN, NAN, "ended before its answer%s%s", why ? ": " : "", why ? why : "");
        break;
    }
}
