/* Keccak-256 as Ethereum uses it: of the padding before SHA-3, which is why no library here has it. */
#ifndef WEIR_TOUT_KECCAK_H
#define WEIR_TOUT_KECCAK_H

#include <stdint.h>

#include "base/slice.h"

/* At most 135 bytes: one block. */
void keccak_256(struct slice message, uint8_t digest[32]);

#endif
