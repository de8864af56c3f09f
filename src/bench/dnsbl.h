/* What DNS lists answer. */
#ifndef WEIR_BENCH_DNSBL_H
#define WEIR_BENCH_DNSBL_H

#include "bench/answer.h"
#include "bench/product.h"

/* IPv4 addresses as numbers of host byte order. */
struct dnsbl_range {
    uint32_t first, last;
};

struct dnsbl_settings {
    const char *zone;
    const struct dnsbl_range *codes; /* answers that block */
    size_t code_count;
};
/* Without a zone. */
extern const struct dnsbl_settings dnsbl_usual;

/* The most that is asked for: 64 nibbles and dots, and a zone; RFC 1035 has 253. */
#define DNSBL_NAME_BYTES 256
/* The name to ask for. client: 16 bytes, of host_address_parse(). */
void dnsbl_name(const uint8_t client[16], const char *zone, char name[DNSBL_NAME_BYTES]);
/* All addresses that came back, one at least. */
void dnsbl_read(const struct dnsbl_settings *settings, const uint32_t *addresses, size_t count,
                struct answer *answer);

#endif
