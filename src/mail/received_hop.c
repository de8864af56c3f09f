/* One Received header, in every mail server's dress.
 *
 * RFC 5321, 4.4 gives clauses (from, by, via, with, id, for), each a word, with comments between them, and a
 * date behind the last semicolon; what servers write into the comment of `from` is their own affair:
 *
 *   from HELO (user@REVERSE [IP] (may be forged))    sendmail, Postfix
 *   from REVERSE ([IP] helo=HELO)                    Exim
 *   from [IP] (helo=HELO)                            Exim, no name looked up
 *   from REVERSE (HELO HELO) (user@IP)               qmail
 *   from HELO (IP)                                   Exchange
 *   from HELO [IP]                                   fetchmail
 *   (qmail 1 invoked from network[IP/REVERSE])       qmail with a log
 *
 * A later comment outweighs an earlier one, since what a client may smuggle in with its HELO stands before
 * what the server adds. Cost: one pass over the value, one more over its comments. */
#include <ctype.h>
#include <strings.h>

#include "mail/host_address.h"
#include "mail/received.h"

/* The longest value looked at, and the longest name (RFC 1035) or address (RFC 5321) taken from it. */
#define VALUE_BYTES ((size_t)4 << 10)
#define NAME_BYTES  ((size_t)320)

enum clause { CLAUSE_NONE, CLAUSE_FROM, CLAUSE_BY, CLAUSE_VIA, CLAUSE_WITH, CLAUSE_ID, CLAUSE_FOR };

/* Slices of the value while it is read; empty is none. */
struct reading {
    enum clause clause;
    bool has_value; /* the clause has its word */
    struct slice from, helo, reverse, by, recipient;
    struct slice ip;
    bool ip_in_comment;
    struct received_hop *hop;
};

static bool equals(struct slice text, const char *word) {
    return text.size == strlen(word) && !strncasecmp(text.data, word, text.size);
}

static bool starts_with(struct slice text, const char *word) {
    return text.size >= strlen(word) && !strncasecmp(text.data, word, strlen(word));
}

static struct slice without_end(struct slice text, const char *bytes) {
    while (text.size && strchr(bytes, text.data[text.size - 1]))
        text.size--;
    return text;
}

/* Text from outside as ASCII that can be shown. */
static const char *copy_name(struct arena *arena, struct slice text) {
    if (!text.size)
        return "";
    char *copy = arena_copy(arena, text.data, text.size < NAME_BYTES ? text.size : NAME_BYTES);
    for (char *c = copy; *c; c++)
        if (*c < ' ' || *c > '~')
            *c = '?';
    return copy;
}

static bool is_name(struct slice text) {
    static const char *const no_names[] = {"unknown", "unverified", "none", "ehlo", "helo"};
    for (size_t i = 0; i < sizeof no_names / sizeof *no_names; i++)
        if (equals(text, no_names[i]))
            return false;
    bool letter = false;
    for (size_t i = 0; i < text.size; i++) {
        unsigned char c = (unsigned char)text.data[i];
        if (!isalnum(c) && c != '.' && c != '-' && c != '_')
            return false;
        letter |= isalpha(c) != 0;
    }
    return letter;
}

static bool take_ip(struct reading *reading, struct slice word) {
    uint8_t address[16];
    if (!host_address_parse(word, address))
        return false;
    memcpy(reading->hop->address, address, sizeof address);
    reading->ip = word;
    return true;
}

static enum clause clause_of(struct slice word) {
    static const char *const names[] = {"", "from", "by", "via", "with", "id", "for"};
    for (size_t i = 1; i < sizeof names / sizeof *names; i++)
        if (equals(word, names[i]))
            return (enum clause)i;
    return CLAUSE_NONE;
}

/* The next run of bytes without any of `separators`; false at the end. */
static bool next_token(struct slice *text, const char *separators, struct slice *token) {
    size_t begin = 0;
    while (begin < text->size && (!text->data[begin] || strchr(separators, text->data[begin])))
        begin++;
    size_t end = begin;
    while (end < text->size && text->data[end] && !strchr(separators, text->data[end]))
        end++;
    *token = slice_of(text->data + begin, end - begin);
    *text = slice_of(text->data + end, text->size - end);
    return token->size;
}

static bool take_helo(struct reading *reading, struct slice token, bool *helo_next) {
    if (*helo_next || starts_with(token, "helo=") || starts_with(token, "ehlo=")) {
        reading->helo = *helo_next ? token : slice_of(token.data + 5, token.size - 5);
        reading->hop->looked_up = true;
        *helo_next = false;
        return true;
    }
    *helo_next = equals(token, "helo") || equals(token, "ehlo");
    return *helo_next;
}

/* IDENT answers stand before the name or address: "root@host", "cpunks@[192.0.2.1]". */
static struct slice without_user(struct slice token) {
    const char *at = memrchr(token.data, '@', token.size);
    return at ? slice_of(at + 1, token.size - (size_t)(at + 1 - token.data)) : token;
}

/* "invoked from network[192.0.2.1/name]" */
static bool take_network(struct reading *reading, struct slice token) {
    const char *open = memchr(token.data, '[', token.size);
    if (!starts_with(token, "network[") || !open)
        return false;
    struct slice rest = slice_of(open + 1, token.size - (size_t)(open + 1 - token.data)), ip, name;
    if (!next_token(&rest, "/]", &ip) || !take_ip(reading, ip))
        return false;
    reading->reverse = next_token(&rest, "/]", &name) && is_name(name) ? name : slice_of(NULL, 0);
    return reading->hop->looked_up = true;
}

/* A comment behind `from`, or one without any clause. */
static void read_from_comment(struct reading *reading, struct slice comment) {
    struct slice token, before = slice_from_string("");
    size_t tokens = 0;
    bool helo_next = false, found = false;
    for (; next_token(&comment, " \t(),;", &token); tokens++) {
        if (equals(token, "forged"))
            reading->hop->doubtful_name = true;
        if (take_helo(reading, token, &helo_next) || found || take_network(reading, token))
            continue;
        token = without_user(token);
        if ((found = take_ip(reading, token))) {
            reading->ip_in_comment = true;
            reading->reverse = is_name(before) ? before : slice_of(NULL, 0);
            reading->hop->looked_up |= *token.data == '[' || reading->reverse.size;
        }
        before = token;
    }
    if (!found && tokens == 1 && reading->clause == CLAUSE_FROM && memchr(before.data, '.', before.size) &&
        is_name(before))
        reading->reverse = before;
}

static void take_value(struct reading *reading, struct slice word) {
    struct slice clean = without_end(word, ",;");
    if (reading->clause == CLAUSE_FROM)
        reading->from = clean;
    else if (reading->clause == CLAUSE_BY)
        reading->by = clean;
    else if (reading->clause == CLAUSE_WITH)
        reading->hop->fetched = starts_with(word, "POP") || starts_with(word, "IMAP");
    else if (reading->clause == CLAUSE_FOR && memchr(word.data, '@', word.size))
        reading->recipient =
            without_end(*clean.data == '<' ? slice_of(clean.data + 1, clean.size - 1) : clean, ">");
    reading->has_value = true;
}

static void read_word(struct reading *reading, struct slice word) {
    enum clause clause = clause_of(word);
    bool open = reading->clause != CLAUSE_NONE && !reading->has_value;
    if (clause != CLAUSE_NONE && !open) {
        reading->clause = clause;
        reading->has_value = false;
        return;
    }
    if (reading->clause == CLAUSE_FROM && !reading->ip_in_comment && !reading->ip.size)
        take_ip(reading, word);
    if (open)
        take_value(reading, word);
}

static void read_comment(struct reading *reading, struct slice comment) {
    if (reading->clause != CLAUSE_FROM && reading->clause != CLAUSE_NONE)
        return;
    read_from_comment(reading, comment);
    reading->has_value = true;
}

/* The comment that begins at text[0], with those inside it; an unclosed one ends with the text. */
static size_t comment_size(struct slice text) {
    size_t depth = 0;
    for (size_t i = 0; i < text.size; i++) {
        depth += text.data[i] == '(';
        if (text.data[i] == ')' && --depth == 0)
            return i + 1;
    }
    return text.size;
}

static void read_clauses(struct reading *reading, struct slice text) {
    size_t at = 0;
    while (at < text.size) {
        char c = text.data[at];
        if (c == '(') {
            size_t size = comment_size(slice_of(text.data + at, text.size - at));
            read_comment(reading, slice_of(text.data + at + 1, size - 1));
            at += size;
            continue;
        }
        size_t begin = at;
        while (at < text.size && text.data[at] != '(' && !isspace((unsigned char)text.data[at]))
            at++;
        if (at > begin)
            read_word(reading, slice_of(text.data + begin, at - begin));
        else
            at++;
    }
}

/* Where a date without its semicolon begins: at the last "Mon," of the value. */
static size_t weekday_at(struct slice value) {
    static const char days[] = "sunmontuewedthufrisat";
    for (size_t i = value.size; i-- > 4;) {
        if (value.data[i] != ',' || !isspace((unsigned char)value.data[i - 4]))
            continue;
        for (size_t day = 0; day < 7; day++)
            if (!strncasecmp(value.data + i - 3, days + 3 * day, 3))
                return i - 3;
    }
    return value.size;
}

/* Takes the date off the end of value. */
static int64_t take_date(struct slice *value) {
    const char *semicolon = memrchr(value->data, ';', value->size);
    size_t at = semicolon ? (size_t)(semicolon + 1 - value->data) : value->size;
    int64_t time = head_parse_date(slice_of(value->data + at, value->size - at));
    if (time == TIME_NONE) {
        at = weekday_at(*value);
        time = head_parse_date(slice_of(value->data + at, value->size - at));
    }
    value->size = at;
    return time;
}

/* Exim and qmail write first what they looked up, and what the client said into the comment; the others the
 * other way round. */
static void settle_names(struct reading *reading) {
    bool said = reading->helo.size;
    if (said && is_name(reading->from) && !reading->reverse.size)
        reading->reverse = reading->from;
    if (!said)
        reading->helo = reading->from;
    reading->reverse = without_end(reading->reverse, ".");
}

static const char *lower_domain(char *address) {
    char *at = strrchr(address, '@');
    for (char *c = at; c && *c; c++)
        *c = (char)tolower((unsigned char)*c);
    return address;
}

void received_parse(struct arena *arena, struct slice value, struct received_hop *hop) {
    *hop = (struct received_hop){0};
    struct reading reading = {.hop = hop};
    if (!value.size)
        value = slice_from_string("");
    hop->time = take_date(&value);
    if (value.size > VALUE_BYTES)
        value.size = VALUE_BYTES;
    read_clauses(&reading, value);
    settle_names(&reading);
    hop->from_name = copy_name(arena, reading.helo);
    hop->reverse_name = copy_name(arena, reading.reverse);
    hop->by = copy_name(arena, without_end(reading.by, "."));
    hop->recipient = lower_domain(arena_string(arena, copy_name(arena, reading.recipient)));
    char text[HOST_ADDRESS_TEXT_BYTES];
    hop->ip = reading.ip.size ? arena_string(arena, host_address_format(hop->address, text)) : "";
}
