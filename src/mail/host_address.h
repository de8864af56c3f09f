/* IP addresses as 16 bytes: IPv6 as it is, IPv4 mapped (::ffff:a.b.c.d). */
#ifndef WEIR_MAIL_HOST_ADDRESS_H
#define WEIR_MAIL_HOST_ADDRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"

/* Bytes of the longest text and its NUL (INET6_ADDRSTRLEN). */
#define HOST_ADDRESS_TEXT_BYTES 46

/* Reads "192.0.2.1", "[192.0.2.1]", "[IPv6:2001:db8::1]", "fe80::1%4"; false if text is no address. */
bool host_address_parse(struct slice text, uint8_t address[16]);
/* Canonical text; returns it. */
const char *host_address_format(const uint8_t address[16], char text[HOST_ADDRESS_TEXT_BYTES]);
bool host_address_is_ipv4(const uint8_t address[16]);
/* Loopback, private, link-local, shared (RFC 6598) and unspecified: nobody on the Internet sends from it. */
bool host_address_is_private(const uint8_t address[16]);
/* Kept for documentation (RFC 5737, RFC 3849) or never assigned (240.0.0.0/4): the same. */
bool host_address_is_reserved(const uint8_t address[16]);
/* Whether the first prefix_bits of both are the same. */
bool host_address_in_net(const uint8_t address[16], const uint8_t net[16], unsigned prefix_bits);

#endif
