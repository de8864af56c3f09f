/* A stream to a product, every step of it bounded by a deadline: no product, however slow, mute or broken,
 * can hold a thread. */
#ifndef WEIR_BENCH_CONNECTION_H
#define WEIR_BENCH_CONNECTION_H

#include <stdint.h>
#include <sys/socket.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/slice.h"
#include "bench/answer.h"

/* Milliseconds of a clock that only goes forward. */
int64_t monotonic_ms(void);

/* Where a product listens: "127.0.0.1:783", "[::1]:783", "unix:/run/x.sock". */
struct endpoint {
    const char *text; /* as written */
    const char *path; /* of a Unix socket, NULL otherwise */
    const char *host; /* numeric; localhost is 127.0.0.1 */
    uint16_t port;
};
/* otherwise: the port where none is written, 0 must be. Memory is the arena's. Only addresses of this host,
 * or those in allowed (numeric, exact), are taken: weir hands mail to nobody by mistake. Names are not looked
 * up. */
bool endpoint_read(struct arena *arena, const char *text, uint16_t otherwise, const char *const *allowed,
                   size_t allowed_count, struct endpoint *endpoint, struct error *error);
/* The same for a socket; returns its size. */
socklen_t endpoint_address(const struct endpoint *endpoint, struct sockaddr_storage *into);

enum connection_state {
    CONNECTION_OPEN,
    CONNECTION_REFUSED,  /* nobody listens */
    CONNECTION_BROKEN,   /* reset, or ended where more was due */
    CONNECTION_TIMEOUT,  /* the deadline passed */
    CONNECTION_OVERFLOW, /* a line longer, or an answer larger, than any right one */
};

struct connection {
    int descriptor; /* -1 closed */
    enum connection_state state;
    int reason;       /* errno of the state, 0 none */
    int64_t deadline; /* monotonic_ms(); of all calls until it is set anew */
    struct buffer in; /* what was received and not yet taken, from `taken` on */
    size_t taken;
};

/* Every call returns false, now and ever after, once state is another than CONNECTION_OPEN. A product that
 * answers and closes before it has read all is no failure of sending: its answer can be read. Opening makes a
 * connection anew whatever was in the struct; closing (again, too) leaves its state for connection_answer().
 */
bool connection_open(struct connection *connection, const struct endpoint *endpoint, int64_t deadline);
void connection_close(struct connection *connection);
bool connection_send(struct connection *connection, const void *bytes, size_t size);
/* No more will be sent. */
bool connection_shut(struct connection *connection);
/* One line without its end, NUL-terminated, valid until the next call; at most `most` bytes. */
bool connection_line(struct connection *connection, size_t most, struct slice *line);
/* Exactly size bytes; valid until the next call. */
bool connection_bytes(struct connection *connection, size_t size, struct slice *bytes);
/* All up to the end, at most `most` bytes. */
bool connection_rest(struct connection *connection, size_t most, struct slice *bytes);
/* The answer that its state amounts to: DOWN, TIMEOUT or BROKEN, with words. */
void connection_answer(const struct connection *connection, struct answer *answer);

#endif
