/* See identifier.h; each function's source stands beside it. */
#include "tout/identifier.h"

#include <ctype.h>
#include <openssl/sha.h>
#include <stdint.h>

#include "tout/keccak.h"

/* Letters count 10 to 35; -1 for anything else than letters and digits. */
static int value_of(char c) {
    if (isdigit((unsigned char)c))
        return c - '0';
    return isalpha((unsigned char)c) ? toupper((unsigned char)c) - 'A' + 10 : -1;
}

/* Luhn's sum over the digits of the values, from the right. */
bool identifier_is_isin(struct slice text) {
    unsigned sum = 0;
    bool twice = false;
    if (text.size != 12 || value_of(text.data[0]) < 10 || value_of(text.data[1]) < 10 ||
        !isdigit((unsigned char)text.data[11]))
        return false;
    for (size_t i = 12; i-- > 0;) {
        int value = value_of(text.data[i]);
        if (value < 0)
            return false;
        for (unsigned rest = (unsigned)value, more = 1; more; rest /= 10) {
            unsigned digit = rest % 10 * (twice ? 2 : 1);
            sum += digit / 10 + digit % 10;
            twice = !twice;
            more = rest >= 10;
        }
    }
    return sum % 10 == 0;
}

bool identifier_is_wkn(struct slice text) {
    bool digit = false;
    if (text.size != 6)
        return false;
    for (size_t i = 0; i < 6; i++) {
        char c = (char)toupper((unsigned char)text.data[i]);
        if (value_of(c) < 0 || c == 'I' || c == 'O')
            return false;
        digit |= isdigit((unsigned char)c) != 0;
    }
    return digit;
}

/* EIP-55: a letter is a capital where the same digit of the hash of the small ones is 8 or more. */
static bool has_right_cases(const char *digits) {
    char lower[40];
    uint8_t hash[32];
    for (size_t i = 0; i < 40; i++)
        lower[i] = (char)tolower((unsigned char)digits[i]);
    keccak_256(slice_of(lower, 40), hash);
    for (size_t i = 0; i < 40; i++) {
        unsigned nibble = i % 2 ? hash[i / 2] & 15 : hash[i / 2] >> 4;
        if (isalpha((unsigned char)digits[i]) && (nibble >= 8) != (isupper((unsigned char)digits[i]) != 0))
            return false;
    }
    return true;
}

bool identifier_is_contract(struct slice text) {
    bool upper = false, lower = false;
    if (text.size != 42 || text.data[0] != '0' || (text.data[1] | 0x20) != 'x')
        return false;
    for (size_t i = 2; i < 42; i++) {
        if (!isxdigit((unsigned char)text.data[i]))
            return false;
        upper |= isupper((unsigned char)text.data[i]) != 0;
        lower |= islower((unsigned char)text.data[i]) != 0;
    }
    return !(upper && lower) || has_right_cases(text.data + 2);
}

/* Base58Check: 21 bytes and the first four of their double SHA-256. */
static bool is_base58(struct slice text) {
    static const char alphabet[] = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    enum { BYTES = 25 };
    uint8_t bytes[BYTES] = {0}, once[SHA256_DIGEST_LENGTH], twice[SHA256_DIGEST_LENGTH];
    if (text.size < 26 || text.size > 35 || (text.data[0] != '1' && text.data[0] != '3'))
        return false;
    for (size_t i = 0; i < text.size; i++) {
        const char *digit = memchr(alphabet, text.data[i], sizeof alphabet - 1);
        if (!digit)
            return false;
        unsigned carry = (unsigned)(digit - alphabet);
        for (size_t j = BYTES; j-- > 0; carry >>= 8) {
            carry += 58U * bytes[j];
            bytes[j] = (uint8_t)carry;
        }
        if (carry)
            return false;
    }
    SHA256(bytes, BYTES - 4, once);
    SHA256(once, sizeof once, twice);
    return !memcmp(bytes + BYTES - 4, twice, 4);
}

/* BIP 173's checksum over the part before the 1 and the values of what follows. */
static uint32_t bech32_step(uint32_t sum, uint32_t value) {
    static const uint32_t generator[] = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3};
    uint32_t top = sum >> 25;
    sum = (sum & 0x1ffffff) << 5 ^ value;
    for (unsigned i = 0; i < 5; i++)
        sum ^= top >> i & 1 ? generator[i] : 0;
    return sum;
}

static bool is_bech32(struct slice text) {
    static const char alphabet[] = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    const uint32_t bech32 = 1, bech32m = 0x2bc830a3;
    if (text.size < 14 || text.size > 90 || (text.data[0] | 0x20) != 'b' || (text.data[1] | 0x20) != 'c' ||
        text.data[2] != '1')
        return false;
    uint32_t sum = 1;
    sum = bech32_step(sum, 'b' >> 5);
    sum = bech32_step(sum, 'c' >> 5);
    sum = bech32_step(sum, 0);
    sum = bech32_step(sum, 'b' & 31);
    sum = bech32_step(sum, 'c' & 31);
    for (size_t i = 3; i < text.size; i++) {
        const char *digit = memchr(alphabet, tolower((unsigned char)text.data[i]), sizeof alphabet - 1);
        if (!digit)
            return false;
        sum = bech32_step(sum, (uint32_t)(digit - alphabet));
    }
    return sum == bech32 || sum == bech32m;
}

bool identifier_is_wallet(struct slice text) {
    return is_base58(text) || is_bech32(text);
}
