/* Links of a mail: each URL read as browsers read it, once a visibility, with host and registrable domain.
 *
 * Only what a click would open is kept. A URL without scheme is one when it begins like a host, since mail
 * programs help out where browsers do not. Cost: one pass over the URL and a look-up in a hash set. */
#include "mail/link.h"

#include <strings.h>
#include <xxhash.h>

#include "mail/link_host.h"
#include "mail/link_index.h"
#include "mail/link_text.h"

#define URL_BYTES     2000
#define ADDRESS_BYTES 254 /* RFC 5321's longest path */

static struct link_index *index_of(struct mail *mail) {
    if (!mail->link_index)
        mail->link_index = arena_alloc(mail->arena, sizeof *mail->link_index);
    return mail->link_index;
}

static bool begins(struct slice text, const char *word) {
    size_t size = strlen(word);
    return text.size >= size && !strncasecmp(text.data, word, size);
}

/* Between characters. */
static struct slice cut(struct slice url, size_t limit) {
    if (url.size <= limit)
        return url;
    while (limit && ((unsigned char)url.data[limit] & 0xc0) == 0x80)
        limit--;
    return slice_of(url.data, limit);
}

/* Cut, control characters out, no spaces around. */
static struct slice clean(struct arena *arena, struct slice url) {
    url = cut(url, URL_BYTES);
    char *copy = arena_alloc_raw(arena, url.size + 1);
    size_t size = 0;
    for (size_t i = 0; i < url.size; i++) {
        unsigned char c = (unsigned char)url.data[i];
        if (c > ' ' ? c != 0x7f : c == ' ' && size)
            copy[size++] = url.data[i];
    }
    while (size && copy[size - 1] == ' ')
        size--;
    copy[size] = '\0';
    return slice_of(copy, size);
}

/* Bytes of the scheme without its colon; 0 when there is none. */
static size_t scheme_bytes(struct slice url) {
    for (size_t i = 0; i < url.size; i++) {
        char c = url.data[i];
        bool letter = (unsigned char)((c | 0x20) - 'a') < 26;
        bool other = (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
        if (c == ':')
            return i;
        if (!letter && !(other && i))
            return 0;
    }
    return 0;
}

/* A new link, or the one that was there. */
static void keep(struct mail *mail, struct slice url, const char *host, bool image, bool hidden) {
    struct link_index *index = index_of(mail);
    bool fresh;
    if (mail->link_count >= MAIL_LINKS) {
        mail->anomalies |= MAIL_LIMIT;
        return;
    }
    uint64_t hash = XXH3_64bits_withSeed(url.data, url.size, hidden);
    uint32_t *number = link_set_find(mail->arena, &index->links, hash, &fresh);
    if (!fresh) {
        mail->links[*number].image &= image;
        return;
    }
    *number = (uint32_t)mail->link_count;
    mail->links =
        arena_grow(mail->arena, mail->links, mail->link_count, &index->link_capacity, sizeof *mail->links);
    struct mail_link *link = &mail->links[mail->link_count++];
    *link = (struct mail_link){.url = url.data, .host = host, .image = image, .hidden = hidden};
    link->domain = link_registrable_domain(mail->arena, host);
}

/* rest is what follows the scheme's colon, or a URL without scheme. */
static const char *read_host(struct mail *mail, struct slice rest) {
    size_t at = 0;
    while (at < rest.size && (rest.data[at] == '/' || rest.data[at] == '\\'))
        at++;
    size_t begin = at;
    while (at < rest.size && !strchr("/\\?#", rest.data[at]))
        at++;
    return link_host_read(mail->arena, slice_of(rest.data + begin, at - begin));
}

static int hex_value(char c) {
    if (c >= '0' && c <= '9')
        return c - '0';
    char lower = (char)(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/* Percent escapes undone, but those that would be control characters or no UTF-8. */
static struct slice unescape(struct arena *arena, struct slice text) {
    char *plain = arena_alloc_raw(arena, text.size + 1);
    size_t size = 0;
    for (size_t i = 0; i < text.size; i++) {
        int high = i + 2 < text.size && text.data[i] == '%' ? hex_value(text.data[i + 1]) : -1;
        int low = high >= 2 && high < 8 ? hex_value(text.data[i + 2]) : -1;
        plain[size++] = low >= 0 ? (char)(high << 4 | low) : text.data[i];
        i += low >= 0 ? 2 : 0;
    }
    plain[size] = '\0';
    return slice_of(plain, size);
}

/* "a@example.org,b@example.org?subject=..." */
static void add_mailto(struct mail *mail, struct slice rest) {
    const char *query = rest.size ? memchr(rest.data, '?', rest.size) : NULL;
    if (query)
        rest.size = (size_t)(query - rest.data);
    rest = unescape(mail->arena, rest);
    while (rest.size) {
        size_t size = 0;
        while (size < rest.size && rest.data[size] != ',' && rest.data[size] != ';')
            size++;
        struct slice one = slice_of(rest.data, size);
        if (size && memchr(one.data, '@', size))
            link_find(mail, one, false);
        rest = slice_of(rest.data + size + (size < rest.size), rest.size - size - (size < rest.size));
    }
}

static void add_tel(struct mail *mail, struct slice rest) {
    char digits[LINK_PHONE_BYTES];
    rest = unescape(mail->arena, rest);
    while (rest.size && (*rest.data == '/' || *rest.data == ' '))
        rest = slice_of(rest.data + 1, rest.size - 1);
    if (rest.size && link_phone_match(rest.data, rest.data, rest.data + rest.size, true, digits))
        link_add_phone(mail, slice_from_string(digits));
}

/* Without a scheme: "//host/", "www.example.com", "example.com/x"; a path alone leads nowhere from a mail. */
static void add_bare(struct mail *mail, struct slice url, bool image, bool hidden) {
    size_t size = 0;
    bool double_slash = url.size > 2 && strchr("/\\", url.data[0]) && strchr("/\\", url.data[1]);
    while (size < url.size && !strchr("/\\?#:", url.data[size]))
        size++;
    if (!double_slash && !link_host_has_known_suffix(slice_of(url.data, size)))
        return;
    const char *host = read_host(mail, url);
    if (!host)
        return;
    const char *scheme = double_slash ? "http:" : "http://";
    url = cut(url, URL_BYTES - strlen(scheme));
    const char *whole = arena_printf(mail->arena, "%s%.*s", scheme, (int)url.size, url.data);
    keep(mail, slice_from_string(whole), host, image, hidden);
}

void link_add(struct mail *mail, struct slice url, bool image, bool hidden) {
    static const char *const inert[] = {"javascript:", "vbscript:", "cid:",  "mid:", "data:", "about:",
                                        "file:",       "blob:",     "news:", "urn:", "res:",  "x-apple-"};
    url = clean(mail->arena, url);
    if (!url.size || *url.data == '#')
        return;
    size_t scheme = scheme_bytes(url);
    struct slice rest = slice_of(url.data + scheme + 1, scheme ? url.size - scheme - 1 : 0);
    if (begins(url, "mailto:")) {
        add_mailto(mail, rest);
        return;
    }
    if (begins(url, "tel:") || begins(url, "callto:")) {
        add_tel(mail, rest);
        return;
    }
    for (size_t i = 0; i < sizeof inert / sizeof *inert; i++)
        if (begins(url, inert[i]))
            return;
    bool web = begins(url, "http:") || begins(url, "https:") || begins(url, "ftp:");
    if (!scheme || (!web && link_host_has_known_suffix(slice_of(url.data, scheme)))) {
        add_bare(mail, url, image, hidden);
        return;
    }
    bool has_authority = web || (rest.size > 2 && !memcmp(rest.data, "//", 2));
    const char *host = has_authority ? read_host(mail, rest) : "";
    if (host && (web || *host || (scheme > 2 && rest.size)))
        keep(mail, url, host, image, hidden);
}

/* Adds text to one of the two lists unless it is there. */
static const char **keep_text(struct mail *mail, struct link_set *set, const char **list, size_t *count,
                              size_t *capacity, const char *text, size_t size) {
    bool fresh;
    if (*count >= MAIL_INDICATORS) {
        mail->anomalies |= MAIL_LIMIT;
        return list;
    }
    link_set_find(mail->arena, set, XXH3_64bits(text, size), &fresh);
    if (!fresh)
        return list;
    list = arena_grow(mail->arena, list, *count, capacity, sizeof *list);
    list[(*count)++] = arena_copy(mail->arena, text, size);
    return list;
}

void link_add_address(struct mail *mail, struct slice address) {
    char lower[ADDRESS_BYTES];
    struct link_index *index = index_of(mail);
    if (address.size > ADDRESS_BYTES)
        return;
    for (size_t i = 0; i < address.size; i++) {
        char c = address.data[i];
        lower[i] = (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
    }
    mail->addresses = keep_text(mail, &index->addresses, mail->addresses, &mail->address_count,
                                &index->address_capacity, lower, address.size);
}

void link_add_phone(struct mail *mail, struct slice digits) {
    struct link_index *index = index_of(mail);
    mail->phones = keep_text(mail, &index->phones, mail->phones, &mail->phone_count, &index->phone_capacity,
                             digits.data, digits.size);
}
