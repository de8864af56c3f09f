/* IP addresses; reading and writing by inet_pton(3) and inet_ntop(3). IPv4 is mapped into IPv6, so that one
 * comparison of leading bits serves both. */
#include "mail/host_address.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <strings.h>

#define MAPPED_PREFIX_BYTES 12

static const uint8_t mapped_prefix[MAPPED_PREFIX_BYTES] = {[10] = 0xff, [11] = 0xff};

/* What is between the brackets, without the "IPv6:" of RFC 5321 and the zone of RFC 4007. */
static struct slice strip(struct slice text) {
    if (text.size && *text.data == '[')
        text = slice_of(text.data + 1, text.size - 1);
    if (text.size > 5 && !strncasecmp(text.data, "IPv6:", 5))
        text = slice_of(text.data + 5, text.size - 5);
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] == '%' || text.data[i] == ']')
            text.size = i;
    return text;
}

bool host_address_parse(struct slice text, uint8_t address[16]) {
    char copy[HOST_ADDRESS_TEXT_BYTES];
    text = strip(text);
    if (text.size < 2 || text.size >= sizeof copy ||
        (!isxdigit((unsigned char)*text.data) && *text.data != ':'))
        return false;
    memcpy(copy, text.data, text.size);
    copy[text.size] = '\0';
    if (memchr(copy, ':', text.size))
        return inet_pton(AF_INET6, copy, address) == 1;
    memcpy(address, mapped_prefix, MAPPED_PREFIX_BYTES);
    return inet_pton(AF_INET, copy, address + MAPPED_PREFIX_BYTES) == 1;
}

bool host_address_is_ipv4(const uint8_t address[16]) {
    return !memcmp(address, mapped_prefix, MAPPED_PREFIX_BYTES);
}

const char *host_address_format(const uint8_t address[16], char text[HOST_ADDRESS_TEXT_BYTES]) {
    if (host_address_is_ipv4(address))
        return inet_ntop(AF_INET, address + MAPPED_PREFIX_BYTES, text, HOST_ADDRESS_TEXT_BYTES);
    return inet_ntop(AF_INET6, address, text, HOST_ADDRESS_TEXT_BYTES);
}

bool host_address_in_net(const uint8_t address[16], const uint8_t net[16], unsigned prefix_bits) {
    unsigned bytes = prefix_bits / 8, bits = prefix_bits % 8;
    if (memcmp(address, net, bytes) != 0)
        return false;
    return !bits || (address[bytes] ^ net[bytes]) >> (8 - bits) == 0;
}

/* IPv4 networks by their first bytes. */
struct short_net {
    uint8_t net[4];
    unsigned bits;
};

struct long_net {
    uint8_t net[16];
    unsigned bits;
};

static bool in_short_nets(const uint8_t address[16], const struct short_net *nets, size_t count) {
    uint8_t net[16];
    memcpy(net, mapped_prefix, MAPPED_PREFIX_BYTES);
    for (size_t i = 0; i < count; i++) {
        memcpy(net + MAPPED_PREFIX_BYTES, nets[i].net, sizeof nets[i].net);
        if (host_address_in_net(address, net, MAPPED_PREFIX_BYTES * 8 + nets[i].bits))
            return true;
    }
    return false;
}

static bool in_long_nets(const uint8_t address[16], const struct long_net *nets, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (host_address_in_net(address, nets[i].net, nets[i].bits))
            return true;
    return false;
}

bool host_address_is_private(const uint8_t address[16]) {
    static const struct short_net ipv4[] = {{{0}, 8},         {{10}, 8},       {{100, 64}, 10}, {{127}, 8},
                                            {{169, 254}, 16}, {{172, 16}, 12}, {{192, 168}, 16}};
    static const struct long_net ipv6[] = {{{0}, 128}, {{[15] = 1}, 128}, {{0xfc}, 7}, {{0xfe, 0x80}, 9}};
    return host_address_is_ipv4(address) ? in_short_nets(address, ipv4, sizeof ipv4 / sizeof *ipv4)
                                         : in_long_nets(address, ipv6, sizeof ipv6 / sizeof *ipv6);
}

bool host_address_is_reserved(const uint8_t address[16]) {
    static const struct short_net ipv4[] = {
        {{192, 0, 2}, 24}, {{198, 51, 100}, 24}, {{203, 0, 113}, 24}, {{240}, 4}};
    static const struct long_net ipv6[] = {{{0x20, 0x01, 0x0d, 0xb8}, 32}};
    return host_address_is_ipv4(address) ? in_short_nets(address, ipv4, sizeof ipv4 / sizeof *ipv4)
                                         : in_long_nets(address, ipv6, sizeof ipv6 / sizeof *ipv6);
}
