/* DNS lists of hosts (RFC 5782), as partial products: the address of the client that handed the mail over,
 * its octets (IPv6: nibbles) in reverse before the list's zone, is looked up. The resolver is the product's
 * address, so that the rule of all products holds: weir asks nobody outside unless told to.
 *
 *   127.0.0.2 to 127.0.0.255, or `codes`  block
 *   another address of 127.0.0.0/8        pass    a code that is not to block, such as a list of the wanted
 *   127.255.255.0/24                      later   the list refuses us: a public resolver, too many questions
 *                                                 (Spamhaus' error codes, which others use as well)
 *   any other address                     broken  a wildcard or a parked domain (RFC 5782, section 5)
 *   no such name                          pass
 *   SERVFAIL, REFUSED                     later
 *   mail without a client                 pass    it cannot be looked up
 */
#include "bench/dnsbl.h"

#include <ares.h>
#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <ctype.h>
#include <limits.h>
#include <math.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "mail/host_address.h"

#define DNS_PORT 53
/* A lost packet is sent again after it; the deadline ends all. */
#define TRY_MS 2000
/* More addresses than any list gives of one host. */
#define ADDRESSES_MOST 32
/* One server has one for packets and one for a stream, and those that it closes. */
#define SOCKETS_MOST  8
#define LOOPBACK      0x7f000000
#define LENGTH(array) (sizeof(array) / sizeof *(array))

static const struct dnsbl_range usual_codes[] = {{LOOPBACK + 2, LOOPBACK + 255}};
static const struct dnsbl_range errors = {0x7fffff00, 0x7fffffff};
const struct dnsbl_settings dnsbl_usual = {"", usual_codes, LENGTH(usual_codes)};

/* --- settings --- */

static setting_read read_codes;

static const struct setting dnsbl_settings[] = {
    {"zone", SETTING_TEXT, .offset = offsetof(struct dnsbl_settings, zone)},
    {"codes", SETTING_OTHER, .read = read_codes},
};

static bool read_code(const char *text, uint32_t *code) {
    struct in_addr address;
    bool good = inet_pton(AF_INET, text, &address) == 1;
    *code = good ? ntohl(address.s_addr) : 0;
    return good;
}

/* "127.0.0.2" or "127.0.0.2-127.0.0.11" */
static bool read_range(struct arena *arena, const char *text, struct dnsbl_range *range) {
    const char *dash = strchr(text, '-');
    const char *first = dash ? arena_copy(arena, text, (size_t)(dash - text)) : text;
    return read_code(first, &range->first) && read_code(dash ? dash + 1 : text, &range->last) &&
           range->first <= range->last;
}

static bool read_codes(const struct setting_place *place, const struct ucl_value *value, void *into) {
    struct dnsbl_settings *settings = into;
    struct ucl_strings strings = {0};
    bool good = ucl_strings_add(place->arena, &strings, value) && strings.count;
    struct dnsbl_range *codes = arena_alloc(place->arena, strings.count * sizeof *codes);
    for (size_t i = 0; good && i < strings.count; i++)
        good = read_range(place->arena, strings.items[i], &codes[i]);
    settings->codes = codes;
    settings->code_count = strings.count;
    return good || setting_refuse(place, value,
                                  "a list of answers is wanted, such as [127.0.0.2, "
                                  "127.0.0.4-127.0.0.11]");
}

static bool check(struct arena *arena, struct product *product, struct error *error) {
    const struct dnsbl_settings *settings = product->own;
    size_t size = strlen(settings->zone);
    if (product->network == PRODUCT_NETWORK_UNSAID) /* unless the list is kept on this host */
        product->network = PRODUCT_NETWORK_ON;
    if (!size)
        return error_set(error, "it has no `zone`, such as zen.example.org");
    for (size_t i = 0; i < size; i++)
        if (!isalnum((unsigned char)settings->zone[i]) && !strchr("-_.", settings->zone[i]))
            return error_set(error, "zone %s: it is a name of letters, digits, -, _ and dots",
                             settings->zone);
    if (size > DNSBL_NAME_BYTES - 70)
        return error_set(error, "zone: its name is too long");
    return product->endpoint.host ||
           error_set(error, "the address of a DNS list is that of a resolver, such as \"127.0.0.1:53\"");
}

/* --- names and answers --- */

void dnsbl_name(const uint8_t client[16], const char *zone, char name[DNSBL_NAME_BYTES]) {
    char *end = name + DNSBL_NAME_BYTES, *at = name;
    for (size_t i = 16; i-- > (host_address_is_ipv4(client) ? 12U : 0U);)
        at += host_address_is_ipv4(client)
                  ? snprintf(at, (size_t)(end - at), "%u.", client[i])
                  : snprintf(at, (size_t)(end - at), "%x.%x.", client[i] & 0xfU, client[i] >> 4U);
    snprintf(at, (size_t)(end - at), "%s", zone);
}

static bool is_in(uint32_t address, const struct dnsbl_range *range) {
    return address >= range->first && address <= range->last;
}

static enum answer_state state_of(const struct dnsbl_settings *settings, uint32_t address) {
    if (is_in(address, &errors))
        return ANSWER_LATER;
    if (address >> 24 != LOOPBACK >> 24)
        return ANSWER_BROKEN;
    for (size_t i = 0; i < settings->code_count; i++)
        if (is_in(address, &settings->codes[i]))
            return ANSWER_BLOCK;
    return ANSWER_PASS;
}

/* The worst answer counts: of states, the later in their order. Codes of several lists come together. */
void dnsbl_read(const struct dnsbl_settings *settings, const uint32_t *addresses, size_t count,
                struct answer *answer) {
    enum answer_state worst = ANSWER_PASS;
    uint32_t said = addresses[0];
    for (size_t i = 0; i < count; i++) {
        enum answer_state state = state_of(settings, addresses[i]);
        if (state > worst) {
            worst = state;
            said = addresses[i];
        }
    }
    answer_set(answer, worst, NAN, "%u.%u.%u.%u", said >> 24, said >> 16 & 255, said >> 8 & 255, said & 255);
}

/* --- asking --- */

struct dnsbl_session {
    const struct product *product;
    ares_channel channel; /* NULL: could not be made */
    bool answered;
    struct answer *answer;
    uint32_t serial; /* of the zone, 0 not told */
};

static void *dnsbl_open(const struct product *product) {
    struct dnsbl_session *session = allocate_zeroed(1, sizeof *session);
    const struct endpoint *endpoint = &product->endpoint;
    char server[HOST_ADDRESS_TEXT_BYTES + 16], lookups[] = "b";
    struct ares_options options = {
        .flags = ARES_FLAG_NOSEARCH | ARES_FLAG_NOALIASES, .timeout = TRY_MS, .tries = 4, .lookups = lookups};
    bool ipv6 = strchr(endpoint->host, ':');
    session->product = product;
    snprintf(server, sizeof server, "%s%s%s:%u", ipv6 ? "[" : "", endpoint->host, ipv6 ? "]" : "",
             endpoint->port);
    if (ares_init_options(&session->channel, &options,
                          ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_LOOKUPS) ||
        ares_set_servers_ports_csv(session->channel, server)) {
        if (session->channel)
            ares_destroy(session->channel);
        session->channel = NULL;
    }
    return session;
}

static void dnsbl_close(void *session) {
    struct dnsbl_session *closed = session;
    if (closed->channel)
        ares_destroy(closed->channel);
    free(closed);
}

static void read_failure(int status, struct answer *answer) {
    enum answer_state state = status == ARES_ENOTFOUND || status == ARES_ENODATA     ? ANSWER_PASS
                              : status == ARES_ETIMEOUT || status == ARES_ECANCELLED ? ANSWER_TIMEOUT
                              : status == ARES_ECONNREFUSED                          ? ANSWER_DOWN
                              : status == ARES_EBADRESP || status == ARES_EFORMERR   ? ANSWER_BROKEN
                                                                                     : ANSWER_LATER;
    answer_set(answer, state, NAN, "%s", state == ANSWER_PASS ? "not listed" : ares_strerror(status));
}

/* One step of the channel, until the deadline; false when nothing is left to wait for. */
static bool step(ares_channel channel, int64_t deadline) {
    ares_socket_t sockets[SOCKETS_MOST];
    struct pollfd polled[SOCKETS_MOST];
    int wanted = ares_getsock(channel, sockets, SOCKETS_MOST);
    nfds_t count = 0;
    for (int i = 0; i < SOCKETS_MOST; i++) {
        short events = (short)((ARES_GETSOCK_READABLE(wanted, i) ? POLLIN : 0) |
                               (ARES_GETSOCK_WRITABLE(wanted, i) ? POLLOUT : 0));
        if (events)
            polled[count++] = (struct pollfd){.fd = sockets[i], .events = events};
    }
    int64_t left = deadline - monotonic_ms();
    struct timeval most = {.tv_sec = left / 1000, .tv_usec = left % 1000 * 1000}, least;
    if (!count || left <= 0)
        return false;
    const struct timeval *wait = ares_timeout(channel, &most, &least);
    poll(polled, count, (int)(wait->tv_sec * 1000 + wait->tv_usec / 1000 + 1));
    for (nfds_t i = 0; i < count; i++)
        ares_process_fd(channel, polled[i].revents & ~POLLOUT ? polled[i].fd : ARES_SOCKET_BAD,
                        polled[i].revents & POLLOUT ? polled[i].fd : ARES_SOCKET_BAD);
    ares_process_fd(channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
    return true;
}

/* What is asked for is called back once, at the latest when it is cancelled. */
static void query(struct dnsbl_session *session, const char *name, int type, ares_callback called,
                  int64_t deadline) {
    session->answered = false;
    ares_query(session->channel, name, ns_c_in, type, called, session);
    while (!session->answered && step(session->channel, deadline))
        continue;
    if (!session->answered)
        ares_cancel(session->channel);
}

static void take_addresses(void *context, int status, int timeouts, unsigned char *reply, int size) {
    struct dnsbl_session *session = context;
    const struct dnsbl_settings *settings = session->product->own;
    struct ares_addrttl got[ADDRESSES_MOST];
    uint32_t addresses[ADDRESSES_MOST];
    int count = ADDRESSES_MOST;
    session->answered = true;
    if (!status)
        status = ares_parse_a_reply(reply, size, NULL, got, &count);
    for (int i = 0; !status && i < count; i++)
        addresses[i] = ntohl(got[i].ipaddr.s_addr);
    if (!status && count)
        dnsbl_read(settings, addresses, (size_t)count, session->answer);
    else
        read_failure(status ? status : ARES_ENODATA, session->answer);
}

static void dnsbl_ask(void *session, const struct handover *mail, int64_t deadline, struct answer *answer) {
    struct dnsbl_session *asked = session;
    const struct dnsbl_settings *settings = asked->product->own;
    char name[DNSBL_NAME_BYTES];
    uint8_t client[16];
    if (!host_address_parse(slice_from_string(mail->client), client)) {
        answer_set(answer, ANSWER_PASS, NAN, "no client");
        return;
    }
    if (!asked->channel) {
        answer_set(answer, ANSWER_DOWN, NAN, "c-ares could not be set up");
        return;
    }
    asked->answer = answer;
    dnsbl_name(client, settings->zone, name);
    query(asked, name, ns_t_a, take_addresses, deadline);
}

static void take_serial(void *context, int status, int timeouts, unsigned char *reply, int size) {
    struct dnsbl_session *session = context;
    struct ares_soa_reply *soa = NULL;
    session->answered = true;
    if (!status && !ares_parse_soa_reply(reply, size, &soa))
        session->serial = soa->serial;
    ares_free_data(soa);
}

/* The serial number of the zone says which state of the list was asked. */
static void dnsbl_tell(const struct product *product, int64_t deadline, struct product_facts *facts) {
    const struct dnsbl_settings *settings = product->own;
    struct dnsbl_session *session = dnsbl_open(product);
    if (session->channel)
        query(session, settings->zone, ns_t_soa, take_serial, deadline);
    if (session->serial)
        snprintf(facts->rules, sizeof facts->rules, "serial %u", session->serial);
    dnsbl_close(session);
}

const struct product_protocol product_dnsbl = {
    .name = "dnsbl",
    .summary = "a DNS list of hosts, asked through the resolver at its address",
    .product_class = PRODUCT_COMPLEMENTARY,
    .port = DNS_PORT,
    .addressed = true,
    .canaries = CANARY_PLAIN,
    .settings = dnsbl_settings,
    .setting_count = LENGTH(dnsbl_settings),
    .own_bytes = sizeof(struct dnsbl_settings),
    .own_usual = &dnsbl_usual,
    .check = check,
    .open = dnsbl_open,
    .ask = dnsbl_ask,
    .close = dnsbl_close,
    .tell = dnsbl_tell,
};
