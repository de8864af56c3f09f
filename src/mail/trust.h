/* The networks given by --trust; made by trust_new() of mail/received.h. */
#ifndef WEIR_MAIL_TRUST_H
#define WEIR_MAIL_TRUST_H

#include <stdbool.h>
#include <stdint.h>

#include "mail/received.h"

/* trust may be NULL: nothing is trusted. */
/* Of trust_known(), else NULL. */
const uint8_t *trust_hand_over(const struct trust *trust);
/* Whether a host of this name is the forwarder's. */
bool trust_is_forwarder(const struct trust *trust, const char *name);
bool trust_has(const struct trust *trust, const uint8_t address[16]);

#endif
