/* Networks of the feed's own servers and forwarders, as the user named them. A user names a few, so a list is
 * looked through. */
#include "mail/trust.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "mail/host_address.h"

struct trust {
    const uint8_t *hand_over; /* known without the nets; NULL not */
    char *forwarder;          /* name of a host or domain, NULL none */
    size_t count;
    struct trusted_net {
        uint8_t address[16];
        unsigned prefix_bits;
    } nets[];
};

/* "/24" or nothing; false if it is no length of a prefix. */
static bool read_prefix(const char *slash, bool ipv4, unsigned *prefix_bits) {
    unsigned most = ipv4 ? 32 : 128;
    *prefix_bits = 128;
    if (!*slash)
        return true;
    char *end;
    unsigned long bits = strtoul(slash + 1, &end, 10);
    if (slash[1] < '0' || slash[1] > '9' || *end || bits > most)
        return false;
    *prefix_bits = 128 - most + (unsigned)bits;
    return true;
}

static bool read_net(const char *text, struct trusted_net *net) {
    size_t length = strcspn(text, "/");
    return host_address_parse(slice_of(text, length), net->address) &&
           read_prefix(text + length, host_address_is_ipv4(net->address), &net->prefix_bits);
}

struct trust *trust_new(const char *const *nets, size_t count, struct error *error) {
    struct trust *trust = allocate_zeroed(1, sizeof *trust + count * sizeof *trust->nets);
    trust->count = count;
    for (size_t i = 0; i < count; i++) {
        if (read_net(nets[i], &trust->nets[i]))
            continue;
        error_set(error, "\"%s\" is no network: write one like 192.0.2.0/24, 2001:db8::/32 or 192.0.2.1",
                  nets[i]);
        trust_free(trust);
        return NULL;
    }
    return trust;
}

struct trust *trust_with_forwarder(const struct trust *trust, const char *forwarder) {
    size_t count = trust ? trust->count : 0;
    struct trust *with = allocate_zeroed(1, sizeof *with + (count + 1) * sizeof *with->nets);
    if (count)
        memcpy(with->nets, trust->nets, count * sizeof *with->nets);
    with->count = count;
    if (read_net(forwarder, &with->nets[count]))
        with->count++;
    else
        with->forwarder = strcpy(allocate(strlen(forwarder) + 1), forwarder);
    return with;
}

bool trust_is_forwarder(const struct trust *trust, const char *name) {
    const char *forwarder = trust ? trust->forwarder : NULL;
    size_t length = strlen(name), suffix = forwarder ? strlen(forwarder) : 0;
    return suffix && length >= suffix && !strcasecmp(name + length - suffix, forwarder) &&
           (length == suffix || name[length - suffix - 1] == '.');
}

struct trust *trust_known(struct arena *arena, const uint8_t address[16]) {
    struct trust *trust = arena_alloc(arena, sizeof *trust);
    trust->hand_over = address;
    return trust;
}

const uint8_t *trust_hand_over(const struct trust *trust) {
    return trust ? trust->hand_over : NULL;
}

void trust_free(struct trust *trust) {
    if (trust)
        free(trust->forwarder);
    free(trust);
}

bool trust_has(const struct trust *trust, const uint8_t address[16]) {
    for (size_t i = 0; trust && i < trust->count; i++)
        if (host_address_in_net(address, trust->nets[i].address, trust->nets[i].prefix_bits))
            return true;
    return false;
}
