/* Hosts of links: to one spelling, and to the domain that somebody registered; see link_host.c. */
#ifndef WEIR_MAIL_LINK_HOST_H
#define WEIR_MAIL_LINK_HOST_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/slice.h"

/* DNS allows no longer name. */
#define LINK_HOST_BYTES 253

/* The host in the authority of a URL ("user@host:port") as browsers read it; NULL when there is none. */
const char *link_host_read(struct arena *arena, struct slice authority);
bool link_host_is_address(const char *host);
/* Whether the last label is a public suffix that the list names. name is in any case. */
bool link_host_has_known_suffix(struct slice name);

#endif
