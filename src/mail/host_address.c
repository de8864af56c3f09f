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

bool host_address_is_private(const uint8_t address[16]) {
    static const struct {
        uint8_t net[4];
        unsigned bits;
    } ipv4[] = {{{0}, 8},         {{10}, 8},       {{100, 64}, 10}, {{127}, 8},
                {{169, 254}, 16}, {{172, 16}, 12}, {{192, 168}, 16}};
    static const struct {
        uint8_t net[16];
        unsigned bits;
    } ipv6[] = {{{0}, 128}, {{[15] = 1}, 128}, {{0xfc}, 7}, {{0xfe, 0x80}, 9}};
    if (host_address_is_ipv4(address)) {
        for (size_t i = 0; i < sizeof ipv4 / sizeof *ipv4; i++) {
            uint8_t net[16];
            memcpy(net, mapped_prefix, MAPPED_PREFIX_BYTES);
            memcpy(net + MAPPED_PREFIX_BYTES, ipv4[i].net, sizeof ipv4[i].net);
            if (host_address_in_net(address, net, MAPPED_PREFIX_BYTES * 8 + ipv4[i].bits))
                return true;
        }
        return false;
    }
    for (size_t i = 0; i < sizeof ipv6 / sizeof *ipv6; i++)
        if (host_address_in_net(address, ipv6[i].net, ipv6[i].bits))
            return true;
    return false;
}
