/* Where links are: from a scheme, "www." or a name under a public suffix on to the next space or bracket. In
 * each, what of the host is the public suffix and what is registered under it. Finding too much does no harm:
 * only words that are a recipient's and random strings are replaced in links. */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "mail/link.h"
#include "mail/link_host.h"
#include "publish/redact_scan.h"
#include "publish/redact_word.h"

static bool is_host_byte(char c) {
    return isalnum((unsigned char)c) || c == '.' || c == '-' || c == '_' || (c & 0x80);
}

static size_t link_end(struct slice text, size_t at) {
    while (at < text.size && (unsigned char)text.data[at] > ' ' && !strchr("<>\"", text.data[at]))
        at++;
    return at;
}

static size_t host_end(struct slice text, size_t at, size_t end) {
    while (at < end && is_host_byte(text.data[at]))
        at++;
    return at;
}

static void place(struct redact_scan *scan, size_t start, size_t end, unsigned places) {
    for (size_t i = scan_word_at(scan, start); i < scan->count && scan->words[i].end <= end; i++)
        scan->places[i] |= (uint8_t)places;
}

/* The host's last labels are nobody's; the one before was registered. */
static void place_host(struct redact_scan *scan, size_t start, size_t end) {
    while (end > start && (scan->text.data[end - 1] == '.' || scan->text.data[end - 1] == '-'))
        end--;
    if (end - start > LINK_HOST_BYTES)
        return;
    char *host = arena_copy(scan->arena, scan->text.data + start, end - start);
    if (link_host_is_address(host)) {
        place(scan, start, end, PLACE_FIXED);
        return;
    }
    for (char *c = host; *c; c++)
        *c = (char)tolower((unsigned char)*c);
    const char *domain = link_registrable_domain(scan->arena, host), *suffix = strchr(domain, '.');
    if (!suffix || suffix == domain || !link_host_has_known_suffix(slice_from_string(host)))
        return;
    size_t registered = end - strlen(domain), suffixed = end - strlen(suffix);
    place(scan, registered, suffixed, PLACE_DOMAIN);
    place(scan, suffixed, end, PLACE_FIXED);
}

static bool is_tracked(const struct redact_scan *scan, size_t start, size_t end) {
    for (size_t i = scan_word_at(scan, start); i < scan->count && scan->words[i].end <= end; i++)
        if (redact_word_find(WORD_UNSUBSCRIBE, scan->words + i, scan->count - i))
            return true;
    return false;
}

/* A link from start to end, whose host begins at `host`. */
static void place_link(struct redact_scan *scan, size_t start, size_t host, size_t end) {
    const char *slash = memchr(scan->text.data + host, '/', end - host);
    size_t authority = slash ? (size_t)(slash - scan->text.data) : end;
    const char *at = memrchr(scan->text.data + host, '@', authority - host);
    host = at ? (size_t)(at + 1 - scan->text.data) : host;
    place(scan, start, end, PLACE_LINK | (is_tracked(scan, start, end) ? PLACE_TRACKED : 0));
    place_host(scan, host, host_end(scan->text, host, end));
}

static bool is_scheme(struct slice word) {
    static const char *const schemes[] = {"http", "https", "hxxp", "hxxps", "ftp", "ftps"};
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
        if (strlen(schemes[i]) == word.size && !strncasecmp(schemes[i], word.data, word.size))
            return true;
    return false;
}

/* "scheme://" at its colon; returns where the link ends. */
static size_t place_scheme(struct redact_scan *scan, size_t colon) {
    size_t start = colon, end = link_end(scan->text, colon);
    while (start && isalnum((unsigned char)scan->text.data[start - 1]))
        start--;
    if (is_scheme(slice_of(scan->text.data + start, colon - start)))
        place(scan, start, colon, PLACE_FIXED);
    place_link(scan, start, colon + strlen("://"), end);
    return end;
}

/* A name without scheme, of which a public suffix says that it is one; returns where to go on. */
static size_t place_name(struct redact_scan *scan, size_t start, bool anyhow) {
    size_t end = host_end(scan->text, start, scan->text.size), name_end = end;
    while (name_end > start && (scan->text.data[name_end - 1] == '.' || scan->text.data[name_end - 1] == '-'))
        name_end--;
    struct slice name = slice_of(scan->text.data + start, name_end - start);
    if (!name.size || name.size > LINK_HOST_BYTES ||
        (!anyhow && (!memchr(name.data, '.', name.size) || !link_host_has_known_suffix(name))))
        return end;
    end = end < scan->text.size && strchr("/?:#", scan->text.data[end]) ? link_end(scan->text, end) : end;
    place_link(scan, start, start, end);
    return end;
}

void scan_find_links(struct redact_scan *scan, enum scan_context context) {
    struct slice text = scan->text;
    if (context == SCAN_LINK)
        place(scan, 0, text.size, PLACE_LINK | (is_tracked(scan, 0, text.size) ? PLACE_TRACKED : 0));
    for (size_t at = 0; at < text.size;) {
        bool begins = is_host_byte(text.data[at]) && (!at || !is_host_byte(text.data[at - 1]));
        if (text.size - at > 3 && !memcmp(text.data + at, "://", 3))
            at = place_scheme(scan, at);
        else if (begins && memmem(text.data + at, host_end(text, at, text.size) - at, ".", 1))
            at = place_name(scan, at, text.size - at > 4 && !strncasecmp(text.data + at, "www.", 4));
        else
            at++;
    }
}
