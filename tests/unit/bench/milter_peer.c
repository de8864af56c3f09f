/* See milter_peer.h. One connection at a time, as weir has one a mail. */
#include "milter_peer.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/arena.h"

/* Between signs of life. */
#define LIFE_MS 5

void milter_peer_write(char code, const void *data, size_t size, struct buffer *into) {
    const uint32_t bytes = htonl((uint32_t)size + 1);
    buffer_append(into, &bytes, sizeof bytes);
    buffer_append(into, &code, 1);
    buffer_append(into, data, size);
}

static bool read_all(int stream, char *into, size_t size) {
    while (size) {
        ssize_t got = read(stream, into, size);
        if (got <= 0)
            return false;
        into += got;
        size -= (size_t)got;
    }
    return true;
}

static bool send_all(int stream, struct slice bytes) {
    while (bytes.size) {
        ssize_t sent = send(stream, bytes.data, bytes.size, MSG_NOSIGNAL);
        if (sent <= 0)
            return false;
        bytes = slice_of(bytes.data + sent, bytes.size - (size_t)sent);
    }
    return true;
}

static bool send_packet(int stream, char code, const void *data, size_t size) {
    struct buffer packet = {0};
    milter_peer_write(code, data, size, &packet);
    bool sent = send_all(stream, buffer_slice(&packet));
    buffer_free(&packet);
    return sent;
}

static bool answer_options(const struct milter_peer *peer, int stream, struct slice data) {
    uint32_t offered[3], answer[3];
    memcpy(offered, data.data, sizeof offered);
    if (peer->most_version && ntohl(offered[0]) > peer->most_version)
        return false;
    answer[0] = htonl(peer->version ? peer->version : 6);
    answer[1] = 0;
    answer[2] = htonl(peer->wishes);
    return send_packet(stream, 'O', answer, sizeof answer);
}

/* false: the connection is over. */
static bool misbehave(const struct milter_peer *peer, int stream) {
    switch (peer->mode) {
    case PEER_ANSWERS:
        return send_all(stream, peer->answer);
    case PEER_REFUSES:
        send_all(stream, peer->answer);
        return false;
    case PEER_MUTE:
        return true;
    case PEER_CLOSES:
        return false;
    case PEER_ENDS:
        return !shutdown(stream, SHUT_WR);
    case PEER_LIVES:
        while (send_packet(stream, 'p', "", 0))
            poll(NULL, 0, LIFE_MS);
        return false;
    }
    return false;
}

static bool is_silent(const struct milter_peer *peer, char command) {
    static const struct {
        char command;
        uint32_t wish;
    } silent[] = {{'C', 0x1000},  {'H', 0x2000}, {'M', 0x4000},  {'R', 0x8000},
                  {'T', 0x10000}, {'L', 0x80},   {'N', 0x40000}, {'B', 0x80000}};
    for (size_t i = 0; i < sizeof silent / sizeof *silent; i++)
        if (silent[i].command == command)
            return peer->wishes & silent[i].wish;
    return command == 'D' || command == 'A';
}

static bool serve_packet(struct milter_peer *peer, int stream) {
    uint32_t size;
    if (!read_all(stream, (char *)&size, sizeof size))
        return false;
    buffer_append(&peer->heard, &size, sizeof size);
    size = ntohl(size);
    if (!read_all(stream, buffer_reserve(&peer->heard, size), size))
        return false;
    const char *packet = peer->heard.data + peer->heard.size;
    const char command = *packet;
    peer->heard.size += size;
    if (command == 'Q')
        return false;
    if (command == peer->at)
        return misbehave(peer, stream);
    if (command == 'O')
        return answer_options(peer, stream, slice_of(packet + 1, size - 1));
    return is_silent(peer, command) || send_packet(stream, 'c', "", 0);
}

static void *serve(void *argument) {
    struct milter_peer *peer = argument;
    int stream;
    while ((stream = accept(peer->listener, NULL, NULL)) >= 0) {
        peer->connections++;
        while (serve_packet(peer, stream))
            continue;
        close(stream);
    }
    return NULL;
}

void milter_peer_start(struct milter_peer *peer) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(peer->folder, sizeof peer->folder, "/tmp/weir-milter-XXXXXX");
    if (!mkdtemp(peer->folder))
        abort();
    snprintf(peer->path, sizeof peer->path, "%s/socket", peer->folder);
    snprintf(peer->address, sizeof peer->address, "unix:%s", peer->path);
    memcpy(address.sun_path, peer->path, strlen(peer->path) + 1);
    peer->endpoint = (struct endpoint){.text = peer->address, .path = peer->path};
    peer->listener = socket(AF_UNIX, SOCK_STREAM, 0);
    if (bind(peer->listener, (struct sockaddr *)&address, sizeof address) || listen(peer->listener, 8) ||
        pthread_create(&peer->thread, NULL, serve, peer))
        abort();
}

void milter_peer_stop(struct milter_peer *peer) {
    shutdown(peer->listener, SHUT_RDWR);
    pthread_join(peer->thread, NULL);
    close(peer->listener);
    unlink(peer->path);
    rmdir(peer->folder);
}

void milter_peer_free(struct milter_peer *peer) {
    buffer_free(&peer->heard);
}

/* --- what came --- */

static bool next_packet(struct slice *rest, struct slice *packet) {
    uint32_t size;
    if (rest->size < sizeof size)
        return false;
    memcpy(&size, rest->data, sizeof size);
    *packet = slice_of(rest->data + sizeof size, ntohl(size));
    *rest = slice_of(packet->data + packet->size, rest->size - sizeof size - packet->size);
    return true;
}

struct slice milter_peer_packet(const struct milter_peer *peer, char command, size_t nth) {
    struct slice rest = buffer_slice(&peer->heard), packet;
    while (next_packet(&rest, &packet))
        if (*packet.data == command && !nth--)
            return slice_of(packet.data + 1, packet.size - 1);
    return slice_of(NULL, 0);
}

size_t milter_peer_count(const struct milter_peer *peer, char command) {
    size_t count = 0;
    while (milter_peer_packet(peer, command, count).data)
        count++;
    return count;
}

const char *milter_peer_macro(const struct milter_peer *peer, char command, const char *name) {
    struct slice macros;
    for (size_t i = 0; (macros = milter_peer_packet(peer, 'D', i)).data; i++) {
        const char *end = macros.data + macros.size;
        if (*macros.data != command)
            continue;
        for (const char *at = macros.data + 1; at < end;) {
            const char *value = at + strlen(at) + 1;
            if (!strcmp(at, name))
                return value;
            at = value + strlen(value) + 1;
        }
    }
    return "";
}
