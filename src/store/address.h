/* Addresses of hosts as the store keeps them: 16 bytes, IPv4 as ::ffff:a.b.c.d. */
#ifndef WEIR_STORE_ADDRESS_H
#define WEIR_STORE_ADDRESS_H

#include <arpa/inet.h>
#include <stdint.h>

#define ADDRESS_BYTES      16
#define ADDRESS_TEXT_BYTES INET6_ADDRSTRLEN

/* Writes the usual form to text and returns it; "" for the unknown address, all zeros. */
const char *address_format(const uint8_t address[ADDRESS_BYTES], char text[ADDRESS_TEXT_BYTES]);

#endif
