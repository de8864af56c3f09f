/* Countries and networks of addresses, by files in MaxMind's format that the user has. */
#ifndef WEIR_STORE_GEO_H
#define WEIR_STORE_GEO_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"

struct geo;

/* Paths: NULL none. NULL with error set when a file that is named is none of the kind. */
struct geo *geo_open(const char *country_path, const char *asn_path, struct error *error);
void geo_close(struct geo *geo); /* NULL does nothing */
bool geo_has_countries(const struct geo *geo);
bool geo_has_networks(const struct geo *geo);

/* address: 16 bytes, IPv4 mapped. *country: ISO 3166-1 alpha-2, *network: "AS64500 Example Net", each ""
 * where its file does not say. Memory is the arena's. false with error set when a file is damaged. */
bool geo_look_up(const struct geo *geo, const uint8_t address[16], struct arena *arena, const char **country,
                 const char **network, struct error *error);

#endif
