/* What tokens of addresses are keyed by (RFC 6590): random, made once, in the store alone and never shown. */
#ifndef WEIR_STORE_SECRET_H
#define WEIR_STORE_SECRET_H

#include <stdint.h>

#include "store/store.h"

#define SECRET_BYTES 32

struct database;

/* Makes it where there is none. Inside the caller's transaction. */
bool secret_make(struct database *database, struct error *error);
bool store_secret(struct store *store, uint8_t secret[SECRET_BYTES], struct error *error);

#endif
