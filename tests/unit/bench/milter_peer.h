/* A filter at the other end of the milter protocol that does as a test says, in a thread. */
#ifndef WEIR_TESTS_MILTER_PEER_H
#define WEIR_TESTS_MILTER_PEER_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "bench/connection.h"

enum peer_mode {
    PEER_ANSWERS, /* `answer` at the stage `at`, continue at all others */
    PEER_REFUSES, /* `answer` there, and closes */
    PEER_MUTE,    /* there it says nothing, and the connection stays */
    PEER_CLOSES,  /* there it closes */
    PEER_ENDS,    /* there it half-closes, and goes on reading */
    PEER_LIVES,   /* there it says that it is at work, for ever */
};

struct milter_peer {
    enum peer_mode mode;
    char at;                  /* the command at which it does so; 'O' are the options, 0 none */
    struct slice answer;      /* bytes as they go over the line, one packet or more */
    uint32_t version, wishes; /* of its options; version 0: 6 */
    uint32_t most_version;    /* closes when it is offered a higher one; 0 does not */
    /* What came, of all connections; look when the peer is stopped: */
    struct buffer heard; /* packets as they came, the sizes too */
    unsigned connections;
    /* Its own: */
    char folder[32], path[64], address[80];
    struct endpoint endpoint;
    int listener;
    pthread_t thread;
};

/* What stands in it is the script; listens at a Unix socket of endpoint. */
void milter_peer_start(struct milter_peer *peer);
void milter_peer_stop(struct milter_peer *peer);
void milter_peer_free(struct milter_peer *peer);

/* The first packet of that command, its data: NULL data if there is none. nth from 0. */
struct slice milter_peer_packet(const struct milter_peer *peer, char command, size_t nth);
size_t milter_peer_count(const struct milter_peer *peer, char command);
/* The value of a macro that was told before the command; "" none. */
const char *milter_peer_macro(const struct milter_peer *peer, char command, const char *name);

/* A packet of bytes, appended. */
void milter_peer_write(char code, const void *data, size_t size, struct buffer *into);

#endif
