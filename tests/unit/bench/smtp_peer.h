/* A filter for tests: an SMTP or LMTP server that replies what it is told to, stage by stage, and hands what
 * it takes on to a back-end, once, more often, later or never. */
#ifndef WEIR_TEST_SMTP_PEER_H
#define WEIR_TEST_SMTP_PEER_H

#include <pthread.h>

#include "bench/connection.h"

enum smtp_peer_stage {
    PEER_GREETING,
    PEER_HELLO,
    PEER_XCLIENT,
    PEER_MAIL,
    PEER_RECIPIENT,
    PEER_DATA,
    PEER_TEXT,
    PEER_RESET,
    PEER_STAGES
};

/* In all. */
#define SMTP_PEER_CONNECTIONS 64

#define PEER_MUTE  "mute"  /* instead of a reply: says nothing, keeps the connection */
#define PEER_CLOSE "close" /* closes it */
#define PEER_HALF  "half"  /* half a reply, then nothing more is sent */

struct smtp_peer {
    const char *replies[PEER_STAGES]; /* with line ends; NULL: what a server says that takes the mail */
    const char *added;                /* header in front of what is handed on, "" none */
    unsigned deliveries;
    unsigned late_ms; /* before the first of them, after the reply */
    struct endpoint own, back_end;
    /* What it was told, in order. */
    struct buffer heard;
    _Atomic unsigned connections;
    pthread_mutex_t lock; /* of heard */
    int listener;
    pthread_t thread, visits[SMTP_PEER_CONNECTIONS];
};

/* own and back_end are sockets in folder. Starts and stops it; a struct is started once. */
void smtp_peer_start(struct smtp_peer *peer, const char *folder);
void smtp_peer_stop(struct smtp_peer *peer);

#endif
