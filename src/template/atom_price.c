/* An amount with its currency, as one thing: "$0.64", "US$ 1,200", "0,40 EUR", "2 cents". Which currency is
 * meant is of no matter here. */
#include <string.h>
#include <strings.h>

#include "template/atom.h"

/* "US$", "R$" */
#define PREFIX_BYTES 2

static const char *const signs[] = {"$",        "\xe2\x82\xac", "\xc2\xa3",
                                    "\xc2\xa5", "\xe2\x82\xb9", "\xe2\x82\xbf"};
static const char *const codes[] = {"usd", "eur",  "gbp",   "chf",    "cad",     "aud",  "jpy",
                                    "btc", "usdt", "cents", "dollar", "dollars", "euro", "euros"};

static size_t sign_bytes(const char *at, const char *end) {
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        size_t bytes = strlen(signs[i]);
        if ((size_t)(end - at) >= bytes && !memcmp(at, signs[i], bytes))
            return bytes;
    }
    return 0;
}

static size_t space_bytes(const char *at, const char *end) {
    return at < end && *at == ' ' ? 1 : 0;
}

static size_t number_bytes(const char *at, const char *end) {
    struct word_span span;
    const char *from = at;
    if (at >= end || *at < '0' || *at > '9' || !words_next(&from, end, &span) || span.begin != at ||
        !span.number)
        return 0;
    return (size_t)(span.end - at);
}

static size_t code_bytes(const char *at, const char *end) {
    struct word_span span;
    const char *from = at;
    if (at >= end || (*at | 0x20) < 'a' || (*at | 0x20) > 'z' || !words_next(&from, end, &span) ||
        span.begin != at)
        return 0;
    size_t bytes = (size_t)(span.end - at);
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        if (strlen(codes[i]) == bytes && !strncasecmp(codes[i], at, bytes))
            return bytes;
    return 0;
}

/* The currency, then the amount. */
static size_t currency_first(const char *at, const char *end) {
    size_t letters = 0, bytes;
    while (letters < PREFIX_BYTES && at + letters < end && at[letters] >= 'A' && at[letters] <= 'Z')
        letters++;
    bytes = sign_bytes(at + letters, end);
    bytes = bytes ? letters + bytes : code_bytes(at, end);
    if (!bytes)
        return 0;
    bytes += space_bytes(at + bytes, end);
    size_t number = number_bytes(at + bytes, end);
    return number ? bytes + number : 0;
}

size_t atom_price_bytes(const char *at, const char *end) {
    size_t bytes = currency_first(at, end);
    if (bytes)
        return bytes;
    bytes = number_bytes(at, end);
    if (!bytes)
        return 0;
    size_t space = space_bytes(at + bytes, end), currency = sign_bytes(at + bytes + space, end);
    if (!currency)
        currency = code_bytes(at + bytes + space, end);
    return currency ? bytes + space + currency : 0;
}
