/* Tokens after RFC 6590: a keyed hash of the local part in base64 (RFC 4648, for URLs), the host as it is.
 * Who has the tokens but not the key cannot try out addresses. HMAC-SHA-256, of which 16 bytes are kept: two
 * of a billion addresses have the same token once in 10^20 stores. */
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <string.h>

#include "publish/redact_scan.h"

#define TOKEN_BYTES 16
/* In base64, without padding. */
#define TOKEN_DIGITS 22

/* what: sets hosts apart from local parts that are spelt alike. */
static const char *token_of(const struct redactor *redactor, struct arena *arena, char what,
                            struct slice value) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    unsigned char hash[EVP_MAX_MD_SIZE];
    char *message = arena_alloc_raw(arena, value.size + 1), *token = arena_alloc(arena, TOKEN_DIGITS + 1);
    message[0] = what;
    for (size_t i = 0; i < value.size; i++)
        message[i + 1] =
            (char)(value.data[i] >= 'A' && value.data[i] <= 'Z' ? value.data[i] | 0x20 : value.data[i]);
    HMAC(EVP_sha256(), redactor->secret, sizeof redactor->secret, (const unsigned char *)message,
         value.size + 1, hash, NULL);
    uint32_t kept = 0;
    unsigned have = 0;
    for (size_t i = 0, digit = 0; digit < TOKEN_DIGITS; digit++) {
        if (have < 6) {
            kept = kept << 8 | (i < TOKEN_BYTES ? hash[i] : 0);
            i++;
            have += 8;
        }
        have -= 6;
        token[digit] = digits[kept >> have & 63];
    }
    return token;
}

static bool is_own_host(struct redactor *redactor, struct arena *arena, struct slice host) {
    struct redact_scan scan;
    scan_read(&scan, redactor, arena, host, SCAN_LINK, 0);
    for (size_t i = 0; i < scan.count; i++)
        if (scan.marks[i])
            return true;
    return false;
}

const char *redact_token(struct redactor *redactor, struct arena *arena, const char *address) {
    const char *at = strrchr(address, '@'), *end = at ? at : address + strlen(address);
    const char *token = token_of(redactor, arena, 'l', slice_of(address, (size_t)(end - address)));
    if (!redactor->store)
        return "[recipient]";
    if (!at)
        return token;
    struct slice host = slice_from_string(at + 1);
    if (!is_own_host(redactor, arena, host))
        return arena_printf(arena, "%s@%s", token, at + 1);
    return arena_printf(arena, "%s@%s.invalid", token, token_of(redactor, arena, 'h', host));
}
