/* Reads `find`'s arguments: words, "quoted phrases" (the quotes reach us when the shell was told to leave
 * them), and keys. A word glued of several by signs ("don't", "a.b.example") is a phrase too. */
#include "store/query.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "mail/link.h"
#include "store/word.h"

static const char *const key_names[TERM_KINDS] = {
    [TERM_IP] = "ip",         [TERM_DOMAIN] = "domain", [TERM_FROM] = "from", [TERM_SUBJECT] = "subject",
    [TERM_SHA256] = "sha256", [TERM_PHONE] = "phone",   [TERM_ID] = "id",
};
static const char known_keys[] = "ip: net: domain: from: subject: sha256: phone: id:";

static bool add(struct query *query, const struct query_clause *clause, struct error *error) {
    if (query->count == QUERY_CLAUSES)
        return error_set(error, "more than %d words; put them into a file and use --list", QUERY_CLAUSES);
    query->clauses[query->count++] = *clause;
    return true;
}

/* A clause of the words in text: one a term, several a phrase. */
static bool read_phrase(struct arena *arena, enum term_kind kind, struct slice text,
                        struct query_clause *clause) {
    struct word_reader reader;
    const char **words = NULL;
    size_t count = 0, capacity = 0;
    word_start(&reader, text);
    while (word_next(&reader)) {
        words = arena_grow(arena, words, count, &capacity, sizeof *words);
        words[count++] = arena_copy(arena, reader.folded, reader.folded_bytes);
    }
    *clause = (struct query_clause){.kind = kind, .value = count ? words[0] : ""};
    if (count > 1) {
        clause->phrase = words;
        clause->phrase_words = count;
    }
    return count > 0;
}

static const char *lower(struct arena *arena, const char *value) {
    char *copy = arena_string(arena, value);
    for (char *c = copy; *c; c++)
        *c = (char)tolower((unsigned char)*c);
    return copy;
}

/* As it is indexed: without the plus. Digits that are no number by themselves are looked for as they are. */
static const char *phone_digits(struct arena *arena, const char *value) {
    const char *phone = link_phone_read(arena, slice_from_string(value));
    char *copy = arena_string(arena, phone ? phone : value), *to = copy;
    for (const char *c = copy; *c; c++)
        if (isdigit((unsigned char)*c))
            *to++ = *c;
    *to = '\0';
    return copy;
}

/* The text form that inet_ntop gives, NULL if it is no address. */
static const char *canonical_ip(struct arena *arena, const char *value) {
    unsigned char bytes[16];
    char text[INET6_ADDRSTRLEN];
    if (inet_pton(AF_INET, value, bytes) == 1)
        return arena_string(arena, inet_ntop(AF_INET, bytes, text, sizeof text));
    if (inet_pton(AF_INET6, value, bytes) == 1)
        return arena_string(arena, inet_ntop(AF_INET6, bytes, text, sizeof text));
    return NULL;
}

static bool is_sha256(const char *value) {
    return strlen(value) == 64 && strspn(value, "0123456789abcdefABCDEF") == 64;
}

/* Without the dots and at signs that people put around domains. */
static const char *bare_domain(struct arena *arena, const char *value) {
    value += strspn(value, "@.*");
    char *copy = (char *)lower(arena, value);
    size_t length = strlen(copy);
    if (length && copy[length - 1] == '.')
        copy[length - 1] = '\0';
    return copy;
}

bool query_key(struct arena *arena, enum term_kind kind, const char *value, struct query_clause *clause) {
    *clause = (struct query_clause){.kind = kind};
    switch (kind) {
    case TERM_IP:
        clause->value = canonical_ip(arena, value);
        break;
    case TERM_DOMAIN:
        clause->value = bare_domain(arena, value);
        break;
    case TERM_SHA256:
        clause->value = is_sha256(value) ? lower(arena, value) : NULL;
        break;
    case TERM_PHONE:
        clause->value = phone_digits(arena, value);
        break;
    case TERM_ID:
        value += strspn(value, "< ");
        clause->value = arena_copy(arena, value, strcspn(value, "> "));
        break;
    case TERM_FROM:
        if (strchr(value, '@') || strchr(value, '.')) {
            clause->value = bare_domain(arena, value);
            break;
        }
        return read_phrase(arena, kind, slice_from_string(value), clause);
    default:
        return read_phrase(arena, kind, slice_from_string(value), clause);
    }
    return clause->value && *clause->value;
}

static bool read_network(const char *value, struct query_clause *clause) {
    char address[INET6_ADDRSTRLEN + 1];
    const char *slash = strchr(value, '/');
    size_t length = slash ? (size_t)(slash - value) : strlen(value);
    if (length >= sizeof address)
        return false;
    memcpy(address, value, length);
    address[length] = '\0';
    unsigned char bytes[16] = {[10] = 0xff, [11] = 0xff};
    bool old = inet_pton(AF_INET, address, bytes + 12) == 1;
    if (!old && inet_pton(AF_INET6, address, bytes) != 1)
        return false;
    char *end;
    long most = old ? 32 : 128, prefix = slash ? strtol(slash + 1, &end, 10) : most;
    if (slash && (end == slash + 1 || *end || prefix < 0 || prefix > most))
        return false;
    prefix += 128 - most;
    clause->network = true;
    for (long bit = 0; bit < 128; bit++) {
        unsigned char mask = (unsigned char)(0x80 >> bit % 8);
        clause->first[bit / 8] |= bit < prefix ? bytes[bit / 8] & mask : 0;
        clause->last[bit / 8] |= bit < prefix ? bytes[bit / 8] & mask : mask;
    }
    return true;
}

/* "ip:", "net:"... at the beginning of a word, but not what is in quotes. */
static bool read_keyed(struct arena *arena, const char *word, const char *colon, struct query_clause *clause,
                       bool *known, struct error *error) {
    size_t length = (size_t)(colon - word);
    const char *value = arena_copy(arena, colon + 1, strlen(colon + 1));
    *known = true;
    if (*value == '"') {
        value++;
        ((char *)value)[strcspn(value, "\"")] = '\0';
    }
    if (length == 3 && !strncasecmp(word, "net", 3)) {
        *clause = (struct query_clause){.kind = TERM_IP};
        return read_network(value, clause) ||
               error_set(error, "%s is not a network; write it as net:192.0.2.0/24", word);
    }
    for (unsigned kind = 0; kind < TERM_KINDS; kind++)
        if (key_names[kind] && strlen(key_names[kind]) == length &&
            !strncasecmp(word, key_names[kind], length))
            return query_key(arena, kind, value, clause) ||
                   error_set(error, "%s has no value that can be looked for", word);
    *known = false;
    return true;
}

static bool looks_like_key(const char *word, const char *colon) {
    for (const char *c = word; c < colon; c++) /* not 10:30 */
        if (!isalnum((unsigned char)*c))
            return false;
    return isalpha((unsigned char)*word) && colon[1] && colon[1] != '/' && !isspace((unsigned char)colon[1]);
}

/* One item: a key with its value, a quoted phrase, a word. */
static bool read_item(struct arena *arena, const char *item, struct query *query, struct error *error) {
    const char *colon = strchr(item, ':');
    struct query_clause clause = {0};
    bool known = false;
    if (colon && looks_like_key(item, colon)) {
        if (!read_keyed(arena, item, colon, &clause, &known, error))
            return false;
        if (!known)
            return error_set(error,
                             "%.*s: is not a key; there are %s; put quotes around it to find the words",
                             (int)(colon - item), item, known_keys);
    }
    if (!known && !read_phrase(arena, TERM_WORD, slice_from_string(item), &clause))
        return true; /* signs alone */
    return add(query, &clause, error);
}

/* An argument may hold several items, parted by space; a quoted stretch is one. */
static bool read_argument(struct arena *arena, const char *argument, struct query *query,
                          struct error *error) {
    for (const char *at = argument; *(at += strspn(at, " \t\n"));) {
        const char *end = at;
        bool quoted = false;
        for (; *end && (quoted || !strchr(" \t\n", *end)); end++)
            quoted ^= *end == '"';
        const char *item = arena_copy(arena, at, (size_t)(end - at));
        at = end;
        if (!read_item(arena, item, query, error))
            return false;
    }
    return true;
}

bool query_read(struct arena *arena, const char *const *words, size_t count, struct query *query,
                struct error *error) {
    query->count = 0;
    for (size_t i = 0; i < count; i++)
        if (!read_argument(arena, words[i], query, error))
            return false;
    return query->count || error_set(error, "nothing to look for: give words or keys (%s)", known_keys);
}
