/* See smtp_peer.h. A thread a connection. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include <strings.h>
#include <unistd.h>

#include "base/arena.h"
#include "smtp_peer.h"

/* Longer than any test that waits. */
enum { PATIENCE_MS = 20000, LINE_BYTES = 65536 };

static const char *const usual[PEER_STAGES] = {
    "220 peer.example ESMTP Peer 1.0\r\n",
    "250-peer.example\r\n250-8BITMIME\r\n250 XCLIENT NAME ADDR PROTO HELO\r\n",
    "220 peer.example ESMTP\r\n",
    "250 ok\r\n",
    "250 ok\r\n",
    "354 go on\r\n",
    "250 taken\r\n",
    "250 ok\r\n",
};

/* false: no more is said in this connection. */
static bool say(struct connection *connection, const char *text) {
    if (!strcmp(text, PEER_CLOSE))
        return false;
    if (!strcmp(text, PEER_HALF)) {
        connection_send(connection, "25", 2);
        connection_shut(connection);
        text = PEER_MUTE;
    }
    if (!strcmp(text, PEER_MUTE)) {
        struct slice rest;
        connection_rest(connection, SIZE_MAX / 2, &rest); /* until the other side has gone */
        return false;
    }
    return connection_send(connection, text, strlen(text));
}

static bool reply(const struct smtp_peer *peer, struct connection *connection, enum smtp_peer_stage stage) {
    return say(connection, peer->replies[stage] ? peer->replies[stage] : usual[stage]);
}

static void command(struct connection *connection, const char *text) {
    struct slice line;
    connection_send(connection, text, strlen(text));
    while (connection_line(connection, LINE_BYTES, &line) && line.size > 3 && line.data[3] == '-')
        continue;
}

/* mail: with dots doubled and the last one. */
static void deliver(const struct smtp_peer *peer, const char *recipient, const struct buffer *mail) {
    struct connection connection;
    if (connection_open(&connection, &peer->back_end, monotonic_ms() + PATIENCE_MS)) {
        command(&connection, "");
        command(&connection, "EHLO peer.example\r\n");
        command(&connection, "MAIL FROM:<sender@peer.example>\r\n");
        command(&connection, recipient);
        command(&connection, "DATA\r\n");
        connection_send(&connection, peer->added, strlen(peer->added));
        connection_send(&connection, mail->data, mail->size);
        command(&connection, "");
        command(&connection, "QUIT\r\n");
    }
    connection_close(&connection);
}

static void hear(struct smtp_peer *peer, const char *text, size_t size) {
    pthread_mutex_lock(&peer->lock);
    buffer_append(&peer->heard, text, size);
    pthread_mutex_unlock(&peer->lock);
}

static bool take_mail(struct smtp_peer *peer, struct connection *connection, const char *recipient) {
    struct buffer mail = {0};
    struct slice line = {0};
    while (connection_line(connection, LINE_BYTES, &line) && strcmp(line.data, ".") != 0)
        buffer_printf(&mail, "%s\r\n", line.data);
    hear(peer, mail.data, mail.size);
    buffer_append_string(&mail, ".\r\n");
    bool goes_on = peer->late_ms && reply(peer, connection, PEER_TEXT);
    usleep(peer->late_ms * 1000);
    for (unsigned i = 0; i < peer->deliveries; i++)
        deliver(peer, recipient, &mail);
    buffer_free(&mail);
    return peer->late_ms ? goes_on : reply(peer, connection, PEER_TEXT);
}

static bool obey(struct smtp_peer *peer, struct connection *connection, const char *line, char *recipient) {
    static const struct {
        const char *name;
        enum smtp_peer_stage stage;
    } commands[] = {{"EHLO", PEER_HELLO}, {"LHLO", PEER_HELLO},     {"XCLIENT", PEER_XCLIENT},
                    {"MAIL", PEER_MAIL},  {"RCPT", PEER_RECIPIENT}, {"DATA", PEER_DATA},
                    {"RSET", PEER_RESET}};
    hear(peer, line, strlen(line));
    hear(peer, "\n", 1);
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        if (strncmp(commands[i].name, line, 4) != 0)
            continue;
        if (commands[i].stage == PEER_RECIPIENT)
            snprintf(recipient, LINE_BYTES, "%s\r\n", line);
        bool goes_on = reply(peer, connection, commands[i].stage);
        bool takes = commands[i].stage == PEER_DATA && !peer->replies[PEER_DATA];
        return goes_on && (!takes || take_mail(peer, connection, recipient));
    }
    say(connection, "221 bye\r\n");
    return false;
}

struct visit {
    struct smtp_peer *peer;
    int client;
};

static void *serve(void *context) {
    struct visit *visit = context;
    struct smtp_peer *peer = visit->peer;
    struct connection connection = {.descriptor = visit->client, .deadline = monotonic_ms() + PATIENCE_MS};
    char *recipient = allocate(LINE_BYTES);
    struct slice line;
    bool goes_on = reply(peer, &connection, PEER_GREETING);
    while (goes_on && connection_line(&connection, LINE_BYTES, &line)) {
        char *own = strdup(line.data);
        goes_on = obey(peer, &connection, own, recipient);
        free(own);
    }
    connection_close(&connection);
    free(recipient);
    free(visit);
    return NULL;
}

static void *run(void *context) {
    struct smtp_peer *peer = context;
    for (int client; (client = accept(peer->listener, NULL, NULL)) >= 0;) {
        struct visit *visit = allocate(sizeof *visit);
        *visit = (struct visit){peer, client};
        if (peer->connections == SMTP_PEER_CONNECTIONS ||
            pthread_create(&peer->visits[peer->connections], NULL, serve, visit))
            abort();
        peer->connections++;
    }
    return NULL;
}

static void set_endpoint(struct endpoint *endpoint, const char *folder, const char *name) {
    char *path;
    assert_true(asprintf(&path, "%s/%s", folder, name) > 0);
    *endpoint = (struct endpoint){.text = path, .path = path};
}

void smtp_peer_start(struct smtp_peer *peer, const char *folder) {
    struct sockaddr_storage address;
    set_endpoint(&peer->own, folder, "peer");
    set_endpoint(&peer->back_end, folder, "back");
    socklen_t size = endpoint_address(&peer->own, &address);
    if (!peer->added)
        peer->added = "";
    unlink(peer->own.path);
    pthread_mutex_init(&peer->lock, NULL);
    peer->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(peer->listener, (struct sockaddr *)&address, size), 0);
    assert_int_equal(listen(peer->listener, 16), 0);
    assert_int_equal(pthread_create(&peer->thread, NULL, run, peer), 0);
}

void smtp_peer_stop(struct smtp_peer *peer) {
    shutdown(peer->listener, SHUT_RDWR);
    pthread_join(peer->thread, NULL);
    for (unsigned i = 0; i < peer->connections; i++)
        pthread_join(peer->visits[i], NULL);
    pthread_mutex_destroy(&peer->lock);
    close(peer->listener);
    free((char *)peer->own.path);
    free((char *)peer->back_end.path);
    buffer_free(&peer->heard);
}
