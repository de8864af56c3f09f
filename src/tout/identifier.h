/* Identifiers that carry their own proof. All take text of that many bytes, in any case of letters where case
 * means nothing. */
#ifndef WEIR_TOUT_IDENTIFIER_H
#define WEIR_TOUT_IDENTIFIER_H

#include <stdbool.h>

#include "base/slice.h"

/* ISO 6166: country, nine letters or digits, check digit. */
bool identifier_is_isin(struct slice text);
/* Wertpapierkennnummer: six digits or capitals, without I and O; has no check digit. */
bool identifier_is_wkn(struct slice text);
/* Ethereum address (EIP-55): 0x and 40 hexadecimal digits; where cases are mixed they are the checksum. */
bool identifier_is_contract(struct slice text);
/* Bitcoin address: Base58Check, or Bech32 of BIP 173 and BIP 350. */
bool identifier_is_wallet(struct slice text);

#endif
