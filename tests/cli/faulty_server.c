/* See faulty_server.h. A thread a connection; nothing is ever given back, since the process is short-lived.
 */
#include "faulty_server.h"

#include <netinet/in.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static const char reply[] = "SPAMD/1.5 0 EX_OK\r\nSpam: False ; 0.0 / 5.0\r\n\r\n";
static const char failure[] = "SPAMD/1.5 75 EX_TEMPFAIL\r\n\r\n";
static const char garbage[] = "\x01\xff\x80 220 mail.example.org ESMTP\nno such thing %s%n\r\n\r\n";

bool faulty_mode_named(const char *name, enum faulty_mode *mode) {
    static const char *const names[FAULTY_MODES] = {
        [FAULTY_NONE] = "none",   [FAULTY_SLOW] = "slow",         [FAULTY_DRIP] = "drip",
        [FAULTY_MUTE] = "mute",   [FAULTY_DEAF] = "deaf",         [FAULTY_HALF] = "half",
        [FAULTY_CLOSE] = "close", [FAULTY_RESET] = "reset",       [FAULTY_GARBAGE] = "garbage",
        [FAULTY_FLOOD] = "flood", [FAULTY_TEMPFAIL] = "tempfail", [FAULTY_REFUSE] = "refuse"};
    for (int i = 0; i < FAULTY_MODES; i++)
        if (!strcmp(names[i], name)) {
            *mode = (enum faulty_mode)i;
            return true;
        }
    return false;
}

int faulty_listen(uint16_t *port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(*port)};
    socklen_t size = sizeof address;
    int yes = 1, listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, SOMAXCONN) ||
        getsockname(listener, (struct sockaddr *)&address, &size)) {
        close(listener);
        return -1;
    }
    *port = ntohs(address.sin_port);
    return listener;
}

static void read_all(int client) {
    char bytes[65536];
    while (read(client, bytes, sizeof bytes) > 0)
        continue;
}

static void say(int client, const char *text, size_t size) {
    (void)!send(client, text, size, MSG_NOSIGNAL);
}

static void drip(int client, unsigned delay_ms) {
    for (size_t i = 0; i < sizeof reply - 1; i++) {
        usleep(delay_ms * 1000);
        say(client, &reply[i], 1);
    }
}

static void flood(int client) {
    static const char line[] = "X-Endless: and so on\r\n";
    say(client, "SPAMD/1.5 0 EX_OK\r\n", 19);
    while (send(client, line, sizeof line - 1, MSG_NOSIGNAL) > 0)
        continue;
}

struct client {
    int descriptor;
    struct faulty faulty; /* with this one's mode */
};

static void misbehave(int client, const struct faulty *faulty) {
    struct linger reset = {.l_onoff = 1};
    switch (faulty->mode) {
    case FAULTY_SLOW:
        usleep(faulty->delay_ms * 1000);
        say(client, reply, sizeof reply - 1);
        break;
    case FAULTY_DRIP:
        drip(client, faulty->delay_ms);
        break;
    case FAULTY_MUTE:
    case FAULTY_DEAF:
        pause();
        break;
    case FAULTY_HALF:
        say(client, reply, sizeof reply / 2);
        shutdown(client, SHUT_WR);
        pause();
        break;
    case FAULTY_RESET:
        setsockopt(client, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
        break;
    case FAULTY_GARBAGE:
        say(client, garbage, sizeof garbage - 1);
        break;
    case FAULTY_FLOOD:
        flood(client);
        break;
    case FAULTY_TEMPFAIL:
        say(client, failure, sizeof failure - 1);
        break;
    case FAULTY_NONE:
        say(client, reply, sizeof reply - 1);
        break;
    default:
        break;
    }
}

static void *serve_client(void *context) {
    struct client *client = context;
    if (client->faulty.mode != FAULTY_DEAF)
        read_all(client->descriptor);
    misbehave(client->descriptor, &client->faulty);
    close(client->descriptor);
    free(client);
    return NULL;
}

static void begin(int descriptor, const struct faulty *faulty) {
    pthread_t thread;
    struct client *client = malloc(sizeof *client);
    if (!client)
        abort();
    *client = (struct client){descriptor, *faulty};
    if (pthread_create(&thread, NULL, serve_client, client))
        abort();
    pthread_detach(thread);
}

/* Nobody listens, for a while, on the port that was listened on. */
static int refuse(int listener, unsigned delay_ms) {
    struct sockaddr_in address;
    socklen_t size = sizeof address;
    getsockname(listener, (struct sockaddr *)&address, &size);
    uint16_t port = ntohs(address.sin_port);
    close(listener);
    usleep(delay_ms * 1000);
    int again = faulty_listen(&port);
    if (again < 0)
        abort();
    return again;
}

_Noreturn void faulty_serve(int listener, const struct faulty *faulty) {
    for (unsigned count = 0;; count++) {
        struct faulty now = *faulty;
        if (count < faulty->good || count - faulty->good >= faulty->bad)
            now.mode = FAULTY_NONE;
        int client = accept(listener, NULL, NULL);
        if (client < 0)
            abort();
        if (now.mode == FAULTY_REFUSE) {
            close(client);
            listener = refuse(listener, now.delay_ms);
        } else {
            begin(client, &now);
        }
    }
}
