/* Hosts of links, read as browsers do (WHATWG URL, host parsing), since spam spells them so that others do
 * not: percent escapes, international names (UTS 46 through ICU), addresses as one number or in hexadecimal
 * and octal, full-width dots, trailing dots. The registrable domain is what the public suffix list (libpsl)
 * says; looked up once a host and kept in a small cache a thread, as a campaign's links share few hosts.
 *
 * Cost: one pass over at most LINK_HOST_BYTES; about a microsecond for a host not in the cache. */
#include "mail/link_host.h"

#include <arpa/inet.h>
#include <libpsl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uidna.h>
#include <xxhash.h>

#include "mail/link.h"

#define CACHE_SLOTS   512
#define LONGEST_LABEL 63

static UIDNA *idna;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void open_idna(void) {
    UErrorCode status = U_ZERO_ERROR;
    idna = uidna_openUTS46(UIDNA_NONTRANSITIONAL_TO_ASCII, &status);
    if (U_FAILURE(status))
        idna = NULL;
}

static int hex_value(char c) {
    if (c >= '0' && c <= '9')
        return c - '0';
    char lower = (char)(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/* Undoes percent escapes; -1 when it gets too long. */
static int decode(struct slice name, char decoded[LINK_HOST_BYTES + 1], bool *foreign) {
    size_t size = 0;
    *foreign = false;
    for (size_t i = 0; i < name.size; i++) {
        char c = name.data[i];
        if (c == '%' && i + 2 < name.size && hex_value(name.data[i + 1]) >= 0 &&
            hex_value(name.data[i + 2]) >= 0) {
            c = (char)(hex_value(name.data[i + 1]) << 4 | hex_value(name.data[i + 2]));
            i += 2;
        }
        if (size == LINK_HOST_BYTES)
            return -1;
        *foreign |= (c & 0x80) != 0;
        decoded[size++] = c;
    }
    decoded[size] = '\0';
    return (int)size;
}

static int to_ascii(char name[LINK_HOST_BYTES + 1], int size) {
    char ascii[LINK_HOST_BYTES + 1];
    UErrorCode status = U_ZERO_ERROR;
    UIDNAInfo info = UIDNA_INFO_INITIALIZER;
    pthread_once(&once, open_idna);
    if (!idna)
        return -1;
    int32_t length = uidna_nameToASCII_UTF8(idna, name, size, ascii, LINK_HOST_BYTES, &info, &status);
    uint32_t harmless = UIDNA_ERROR_LEADING_HYPHEN | UIDNA_ERROR_TRAILING_HYPHEN | UIDNA_ERROR_HYPHEN_3_4 |
                        UIDNA_ERROR_EMPTY_LABEL | UIDNA_ERROR_LABEL_TOO_LONG;
    if (U_FAILURE(status) || info.errors & ~harmless || length > LINK_HOST_BYTES)
        return -1;
    memcpy(name, ascii, (size_t)length);
    name[length] = '\0';
    return length;
}

/* One part of a numeric address: decimal, 0x hexadecimal, 0 octal. */
static bool read_number(const char *part, size_t size, uint64_t *value) {
    int base = 10;
    *value = 0;
    if (size > 1 && part[0] == '0') {
        bool hexadecimal = part[1] == 'x';
        base = hexadecimal ? 16 : 8;
        part += hexadecimal ? 2 : 1;
        size -= hexadecimal ? 2 : 1;
    }
    for (size_t i = 0; i < size; i++) {
        int digit = hex_value(part[i]);
        if (digit < 0 || digit >= base || *value > UINT32_MAX)
            return false;
        *value = *value * (unsigned)base + (unsigned)digit;
    }
    return true;
}

/* Writes name as a dotted address if it is one by the rules of browsers, whose last part fills what is left.
 */
static bool to_address(const char *name, char address[INET_ADDRSTRLEN]) {
    uint64_t parts[4], sum = 0;
    size_t count = 0;
    for (const char *at = name; at; count++) {
        size_t size = strcspn(at, ".");
        if (count == 4 || !size || !read_number(at, size, &parts[count]))
            return false;
        at = at[size] ? at + size + 1 : NULL;
    }
    for (size_t i = 0; i < count; i++) {
        bool last = i + 1 == count;
        if (parts[i] > (last ? UINT32_MAX >> (8 * (count - 1)) : 255))
            return false;
        sum |= last ? parts[i] : parts[i] << (8 * (3 - i));
    }
    snprintf(address, INET_ADDRSTRLEN, "%u.%u.%u.%u", (unsigned)(sum >> 24 & 255),
             (unsigned)(sum >> 16 & 255), (unsigned)(sum >> 8 & 255), (unsigned)(sum & 255));
    return true;
}

static const char *read_ipv6(struct arena *arena, struct slice literal) {
    char text[INET6_ADDRSTRLEN];
    struct in6_addr address;
    if (literal.size >= sizeof text)
        return NULL;
    memcpy(text, literal.data, literal.size);
    text[literal.size] = '\0';
    if (inet_pton(AF_INET6, text, &address) != 1 || !inet_ntop(AF_INET6, &address, text, sizeof text))
        return NULL;
    return arena_string(arena, text);
}

/* Lower case, up to the first byte that no host has; without dots around. */
static struct slice clean(char *name) {
    char *end = name;
    for (; *end; end++) {
        if (*end >= 'A' && *end <= 'Z')
            *end |= 0x20;
        if (!((*end >= 'a' && *end <= 'z') || (*end >= '0' && *end <= '9') || *end == '.' || *end == '-' ||
              *end == '_'))
            break;
    }
    while (end > name && end[-1] == '.')
        end--;
    while (name < end && *name == '.')
        name++;
    *end = '\0';
    return slice_of(name, (size_t)(end - name));
}

/* Without user and port. */
static struct slice strip_authority(struct slice authority) {
    const char *at = authority.size ? memrchr(authority.data, '@', authority.size) : NULL;
    if (at)
        authority = slice_of(at + 1, authority.size - (size_t)(at + 1 - authority.data));
    if (authority.size && *authority.data == '[') {
        const char *close = memchr(authority.data, ']', authority.size);
        return close ? slice_of(authority.data, (size_t)(close + 1 - authority.data)) : slice_of("", 0);
    }
    const char *colon = authority.size ? memchr(authority.data, ':', authority.size) : NULL;
    if (colon)
        authority.size = (size_t)(colon - authority.data);
    return authority;
}

const char *link_host_read(struct arena *arena, struct slice authority) {
    char name[LINK_HOST_BYTES + 1], address[INET_ADDRSTRLEN];
    bool foreign;
    struct slice host = strip_authority(authority);
    if (host.size > 2 && *host.data == '[')
        return read_ipv6(arena, slice_of(host.data + 1, host.size - 2));
    int size = decode(host, name, &foreign);
    if (size < 0 || (foreign && to_ascii(name, size) < 0))
        return NULL;
    host = clean(name);
    if (!host.size)
        return NULL;
    if (host.data[0] >= '0' && host.data[0] <= '9' && to_address(host.data, address))
        return arena_string(arena, address);
    return arena_copy(arena, host.data, host.size);
}

bool link_host_is_address(const char *host) {
    struct in_addr address;
    return strchr(host, ':') || (*host >= '0' && *host <= '9' && inet_pton(AF_INET, host, &address) == 1);
}

bool link_host_has_known_suffix(struct slice name) {
    char label[LONGEST_LABEL + 1];
    const char *dot = name.size ? memrchr(name.data, '.', name.size) : NULL;
    size_t size = dot ? name.size - (size_t)(dot + 1 - name.data) : 0;
    if (size < 2 || size > LONGEST_LABEL)
        return false;
    for (size_t i = 0; i < size; i++)
        label[i] = (char)(dot[1 + i] >= 'A' && dot[1 + i] <= 'Z' ? dot[1 + i] | 0x20 : dot[1 + i]);
    label[size] = '\0';
    return psl_is_public_suffix2(psl_builtin(), label, PSL_TYPE_ICANN | PSL_TYPE_NO_STAR_RULE);
}

/* Where the registrable domain begins in host. */
static size_t domain_offset(const char *host, size_t size) {
    static _Thread_local struct {
        uint64_t hash;
        size_t offset;
    } cache[CACHE_SLOTS];
    uint64_t hash = XXH3_64bits(host, size);
    size_t slot = hash % CACHE_SLOTS;
    if (cache[slot].hash != hash || cache[slot].offset >= size) {
        const char *domain = psl_registrable_domain(psl_builtin(), host);
        cache[slot].hash = hash;
        cache[slot].offset = domain ? (size_t)(domain - host) : 0;
    }
    return cache[slot].offset;
}

const char *link_registrable_domain(struct arena *arena, const char *host) {
    size_t size = strlen(host);
    if (!size || link_host_is_address(host))
        return arena_copy(arena, host, size);
    return arena_string(arena, host + domain_offset(host, size));
}
