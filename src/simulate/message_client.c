/* The hosts that mail comes from: PCs at home, whose lines have names with their address in it, as access
 * providers give them, or none; and servers. A line's provider follows from its network, so that all its
 * addresses are named in one way. */
#include <stdio.h>
#include <string.h>

#include "base/random.h"
#include "simulate/draft.h"
#include "simulate/words.h"

/* Streams of a network's and of a host's. */
enum { OF_NETWORK = 1, OF_HOST };

/* Of networks, which have no names at all. */
#define NAMELESS_OF_16 3

void client_write_ip(uint32_t address, char ip[16]) {
    snprintf(ip, 16, "%u.%u.%u.%u", address >> 24, address >> 16 & 255, address >> 8 & 255, address & 255);
}

static void name_line(uint32_t address, unsigned pool_bits, char name[CLIENT_NAME_BYTES]) {
    struct random random = random_stream(address >> pool_bits, OF_NETWORK, pool_bits);
    unsigned provider = (unsigned)random_below(&random, 60) + 1;
    unsigned a = address >> 24, b = address >> 16 & 255, c = address >> 8 & 255, d = address & 255;
    name[0] = '\0';
    if (random_below(&random, 16) < NAMELESS_OF_16)
        return;
    switch (provider % 6) {
    case 0:
        snprintf(name, CLIENT_NAME_BYTES, "dsl-%u-%u-%u-%u.pool.isp%u.example", a, b, c, d, provider);
        break;
    case 1:
        snprintf(name, CLIENT_NAME_BYTES, "%u-%u-%u-%u.dyn.isp%u.example", d, c, b, a, provider);
        break;
    case 2:
        snprintf(name, CLIENT_NAME_BYTES, "cpe-%02x%02x%02x%02x.home.isp%u.example", a, b, c, d, provider);
        break;
    case 3:
        snprintf(name, CLIENT_NAME_BYTES, "ip-%u-%u-%u-%u.cable.isp%u.test", a, b, c, d, provider);
        break;
    case 4:
        snprintf(name, CLIENT_NAME_BYTES, "p%02x%02x%02x%02x.dip0.isp%u.example", a, b, c, d, provider);
        break;
    default:
        snprintf(name, CLIENT_NAME_BYTES, "user-%u.%u.%u.%u.broadband.isp%u.test", a, b, c, d, provider);
    }
}

static void name_computer(struct random *random, bool plain, char helo[CLIENT_NAME_BYTES]) {
    static const char *const kinds[] = {"PC", "User-PC", "HOME", "Desktop", "Office", "Family-PC", "LAPTOP"};
    if (plain) {
        size_t size = 5 + (size_t)random_below(random, 7);
        for (size_t i = 0; i < size; i++)
            helo[i] = (char)('a' + random_below(random, 26));
        helo[size] = '\0';
        return;
    }
    snprintf(helo, CLIENT_NAME_BYTES, "%s-%04X", kinds[random_below(random, sizeof kinds / sizeof *kinds)],
             (unsigned)random_below(random, 0x10000));
}

static void say_helo(struct draft *draft, enum helo helo, struct random *random) {
    struct client *client = &draft->client;
    const char *at = strrchr(draft->from_address, '@');
    if (helo == HELO_REVERSE && *client->reverse)
        snprintf(client->helo, sizeof client->helo, "%s", client->reverse);
    else if (helo == HELO_DOMAIN && at)
        snprintf(client->helo, sizeof client->helo, "%s", at + 1);
    else if (helo == HELO_ADDRESS || helo == HELO_REVERSE)
        snprintf(client->helo, sizeof client->helo, "[%s]", client->ip);
    else
        name_computer(random, helo == HELO_RANDOM, client->helo);
}

void client_home(struct draft *draft, uint32_t address, unsigned pool_bits, uint64_t key) {
    struct random random = random_stream(key, OF_HOST, 0);
    client_write_ip(address, draft->client.ip);
    name_line(address, pool_bits, draft->client.reverse);
    bool first = random_below(&random, 3) > 0;
    say_helo(draft, draft->habit.helos[!first], &random);
}

void client_server(struct draft *draft, uint32_t address, const char *name) {
    client_write_ip(address, draft->client.ip);
    snprintf(draft->client.reverse, sizeof draft->client.reverse, "%s", name);
    snprintf(draft->client.helo, sizeof draft->client.helo, "%s", name);
}
