/* Ids as people type them: a letter and digits of the founder's hash, in an alphabet without look-alikes
 * (Crockford's base 32). */
#ifndef WEIR_STORE_PUBLIC_ID_H
#define WEIR_STORE_PUBLIC_ID_H

#include <stdint.h>

#include "store/store.h"

/* Digits usually; more where two would be alike. 12 are all that a hash has. */
#define PUBLIC_ID_DIGITS      7
#define PUBLIC_ID_MOST_DIGITS 12

/* kind: 'c' campaign, 't' template. */
const char *public_id(char kind, uint64_t hash, unsigned digits, char id[STORE_ID_BYTES]);

#endif
