/* See public_id.h. */
#include "store/public_id.h"

const char *public_id(char kind, uint64_t hash, unsigned digits, char id[STORE_ID_BYTES]) {
    static const char alphabet[] = "0123456789abcdefghjkmnpqrstvwxyz";
    id[0] = kind;
    for (unsigned i = 0; i < digits; i++)
        id[1 + i] = alphabet[hash >> (59 - 5 * i) & 31];
    id[1 + digits] = '\0';
    return id;
}
