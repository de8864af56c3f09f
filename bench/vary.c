/* Variation of mail, line by line, in two passes over the corpus.
 *
 * The first collects words (a reservoir sample, so that frequent ones stay frequent) and counts in how many
 * messages each link domain occurs. The second writes a copy: a new Message-ID, every date of the head later
 * by as many weeks as the copy's number, another address for the recipient wherever he is named, one body
 * word in twenty replaced, and in each third copy the link domains and stock symbols renamed by shifting
 * their letters (which keeps lengths). Domains in more than one message of fifty are not what is promoted and
 * stay. Only text that stands there unencoded or quoted-printable changes; base64 and other parts stay byte
 * for byte. */
#include "vary.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <xxhash.h>

#include "base/arena.h"
#include "base/time.h"

#define WORDS      ((size_t)1 << 16) /* sampled */
#define WORD_BYTES 24                /* longer runs of letters are no words */
#define DOMAINS    ((size_t)1 << 20) /* counted; a power of two */
#define COMMON_IN  50                /* a domain in more than one message of so many is common */
#define SYMBOLS    8                 /* renamed in one message */
#define WEEK       (7 * 86400)

struct domain {
    uint64_t hash;
    uint64_t last_message;
    uint32_t messages;
};

struct vary {
    char (*words)[WORD_BYTES];
    uint64_t words_seen;
    uint64_t messages;
    struct domain *domains;
    size_t domains_used;
};

/* What changes in one copy. */
struct change {
    const struct vary *vary;
    unsigned copy;
    uint64_t number;
    uint64_t random;
    struct slice local, host; /* of the recipient's address */
    struct slice symbols[SYMBOLS];
    size_t symbol_count;
};

/* Where a line stands in the structure of its message. */
struct place {
    bool first_head, head, encoded, text, tag;
};

struct vary *vary_new(void) {
    struct vary *vary = allocate_zeroed(1, sizeof *vary);
    vary->words = allocate_zeroed(WORDS, sizeof *vary->words);
    vary->domains = allocate_zeroed(DOMAINS, sizeof *vary->domains);
    return vary;
}

void vary_free(struct vary *vary) {
    free(vary->words);
    free(vary->domains);
    free(vary);
}

/* splitmix64 */
static uint64_t next_random(uint64_t *state) {
    uint64_t z = *state += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
}

static bool begins(struct slice line, const char *name) {
    size_t size = strlen(name);
    return line.size >= size && !strncasecmp(line.data, name, size);
}

static struct slice next_line(struct slice text, size_t at) {
    const char *end = memchr(text.data + at, '\n', text.size - at);
    return slice_of(text.data + at, end ? (size_t)(end - text.data) - at + 1 : text.size - at);
}

static void step_place(struct place *place, struct slice text, size_t at, struct slice line) {
    if (place->head) {
        if (*line.data == '\n' || *line.data == '\r') {
            place->head = place->first_head = place->tag = false;
        } else if (begins(line, "Content-Transfer-Encoding:")) {
            place->encoded =
                memmem(line.data, line.size, "ase64", 5) || memmem(line.data, line.size, "ASE64", 5);
        } else if (begins(line, "Content-Type:")) {
            place->text =
                memmem(line.data, line.size, "text/", 5) || memmem(line.data, line.size, "TEXT/", 5);
        }
    } else if (begins(line, "--")) {
        bool part = begins(next_line(text, at + line.size), "Content-");
        if (part || place->encoded)
            *place = (struct place){.head = part, .text = true};
    }
}

static bool is_host_byte(char c) {
    return isalnum((unsigned char)c) || c == '-' || c == '.';
}

/* The host of a link that starts at `at`: after "://" or from "www."; empty if none does. */
static struct slice link_host(struct slice line, size_t at) {
    struct slice rest = {line.data + at, line.size - at};
    size_t start = begins(rest, "http://") ? 7 : begins(rest, "https://") ? 8 : 0;
    size_t end = start;
    if (!start && !begins(rest, "www."))
        return slice_of(rest.data, 0);
    while (end < rest.size && is_host_byte(rest.data[end]))
        ++end;
    return slice_of(rest.data + start, end - start);
}

/* From the label that was registered on, as far as one can tell without a list: before the last, or before
 * the last two if both are short (co.uk). */
static struct slice registered(struct slice host) {
    size_t starts[3] = {0}, count = 0, end = host.size;
    for (size_t i = host.size; i-- > 0 && count < 3;)
        if (host.data[i] == '.' || !i)
            starts[count++] = host.data[i] == '.' ? i + 1 : i;
    if (count < 2)
        return slice_of(host.data, 0);
    bool short_ends = end - starts[0] == 2 && starts[0] - starts[1] <= 4;
    size_t start = count == 3 && short_ends ? starts[2] : starts[1];
    return slice_of(host.data + start, end - start);
}

static struct domain *find_domain(const struct vary *vary, struct slice name) {
    char lower[64];
    size_t size = name.size < sizeof lower ? name.size : sizeof lower;
    for (size_t i = 0; i < size; ++i)
        lower[i] = (char)tolower((unsigned char)name.data[i]);
    uint64_t hash = XXH3_64bits(lower, size) | 1;
    size_t at = hash & (DOMAINS - 1);
    while (vary->domains[at].hash && vary->domains[at].hash != hash)
        at = (at + 1) & (DOMAINS - 1);
    if (!vary->domains[at].hash && vary->domains_used < DOMAINS / 2)
        vary->domains[at].hash = hash;
    return &vary->domains[at];
}

static void learn_link(struct vary *vary, struct slice host) {
    struct domain *domain = find_domain(vary, registered(host));
    if (domain->hash && domain->last_message != vary->messages) {
        vary->domains_used += !domain->messages;
        domain->last_message = vary->messages;
        ++domain->messages;
    }
}

static void learn_word(struct vary *vary, struct slice word) {
    uint64_t state = vary->words_seen++;
    size_t slot = state < WORDS ? state : next_random(&state) % vary->words_seen;
    if (slot >= WORDS)
        return;
    memset(vary->words[slot], 0, WORD_BYTES);
    memcpy(vary->words[slot], word.data, word.size);
}

static bool is_letter(char c) {
    return isalpha((unsigned char)c) || (unsigned char)c >= 0x80;
}

/* The next stretch of a body line: a link's host, a word, or bytes that are neither. */
enum stretch { STRETCH_OTHER, STRETCH_HOST, STRETCH_WORD };

static enum stretch next_stretch(struct slice line, size_t at, bool *tag, struct slice *stretch) {
    struct slice host = link_host(line, at);
    char c = line.data[at];
    *stretch = slice_of(line.data + at, 1);
    if (host.size) {
        /* What stands before the host goes with it. */
        *stretch = slice_of(line.data + at, (size_t)(host.data - line.data) - at + host.size);
        return STRETCH_HOST;
    }
    if (c == '<' && at + 1 < line.size && (is_letter(line.data[at + 1]) || strchr("/!?", line.data[at + 1])))
        *tag = true;
    else if (c == '>')
        *tag = false;
    if (c == '=' && at + 2 < line.size && isxdigit((unsigned char)line.data[at + 1])) {
        stretch->size = 3; /* quoted-printable */
    } else if (c == '&' || c == '@' || c == '.') {
        while (at + stretch->size < line.size && is_letter(line.data[at + stretch->size]))
            ++stretch->size; /* entities and the rest of host names are no words */
    } else if (is_letter(c)) {
        while (at + stretch->size < line.size && is_letter(line.data[at + stretch->size]))
            ++stretch->size;
        if (!*tag && stretch->size >= 3 && stretch->size < WORD_BYTES)
            return STRETCH_WORD;
    }
    return STRETCH_OTHER;
}

void vary_learn(struct vary *vary, struct slice message) {
    ++vary->messages;
    struct place place = {.first_head = true, .head = true, .text = true};
    for (size_t at = 0; at < message.size;) {
        struct slice line = next_line(message, at);
        step_place(&place, message, at, line);
        at += line.size;
        if (place.head || place.encoded || !place.text)
            continue;
        struct slice stretch;
        for (size_t i = 0; i < line.size; i += stretch.size) {
            enum stretch kind = next_stretch(line, i, &place.tag, &stretch);
            if (kind == STRETCH_HOST)
                learn_link(vary, link_host(line, i));
            else if (kind == STRETCH_WORD)
                learn_word(vary, stretch);
        }
    }
}

/* Shifts the letters of a name by the number of the copy. */
static void append_renamed(struct buffer *into, struct slice name, unsigned copy) {
    for (size_t i = 0; i < name.size; ++i) {
        char c = name.data[i];
        char base = isupper((unsigned char)c) ? 'A' : 'a';
        if (isascii(c) && isalpha((unsigned char)c))
            c = (char)(base + (c - base + 1 + (int)(copy % 25)) % 26);
        buffer_append(into, &c, 1);
    }
}

static bool renames(const struct change *change) {
    return change->copy % VARY_RENAME_EVERY == 0;
}

static void append_link(struct buffer *into, const struct change *change, struct slice link,
                        struct slice host) {
    struct slice domain = registered(host);
    size_t before = domain.size ? (size_t)(domain.data - link.data) : link.size;
    buffer_append(into, link.data, before);
    if (!domain.size)
        return;
    const char *dot = memchr(domain.data, '.', domain.size);
    size_t label = dot ? (size_t)(dot - domain.data) : domain.size;
    bool common = (uint64_t)find_domain(change->vary, domain)->messages * COMMON_IN > change->vary->messages;
    if (renames(change) && !common && !isdigit((unsigned char)host.data[host.size - 1]))
        append_renamed(into, slice_of(domain.data, label), change->copy);
    else
        buffer_append(into, domain.data, label);
    buffer_append(into, domain.data + label, domain.size - label);
}

static bool is_symbol(const struct change *change, struct slice word) {
    for (size_t i = 0; i < change->symbol_count; ++i)
        if (change->symbols[i].size == word.size && !memcmp(change->symbols[i].data, word.data, word.size))
            return true;
    return false;
}

static void append_word(struct buffer *into, struct change *change, struct slice word) {
    uint64_t random = next_random(&change->random);
    size_t known = change->vary->words_seen < WORDS ? change->vary->words_seen : WORDS;
    if (is_symbol(change, word))
        append_renamed(into, word, change->copy);
    else if (known && random % VARY_WORD_IN == 0)
        buffer_append_string(into, change->vary->words[(random >> 16) % known]);
    else
        buffer_append(into, word.data, word.size);
}

static void vary_body_line(struct change *change, struct slice line, bool *tag, struct buffer *into) {
    struct slice stretch;
    for (size_t i = 0; i < line.size; i += stretch.size) {
        enum stretch kind = next_stretch(line, i, tag, &stretch);
        if (kind == STRETCH_HOST)
            append_link(into, change, stretch, link_host(line, i));
        else if (kind == STRETCH_WORD)
            append_word(into, change, stretch);
        else
            buffer_append(into, stretch.data, stretch.size);
    }
}

static int month_of(const char *name) {
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    for (int i = 0; i < 12; ++i)
        if (!memcmp(months + i * 3, name, 3))
            return i + 1;
    return 0;
}

/* Copies a line of the head with its dates - `8 Apr 2007`, in the From_ line `Apr  8 13:07:32 2007` - so many
 * weeks later. line is NUL-terminated for sscanf(); what follows a NUL inside of it is left out. */
static void vary_dates(const char *line, unsigned weeks, struct buffer *into) {
    for (const char *at = line; *at;) {
        int day, year, hour, minute, second, read = 0;
        char month[4];
        bool mail = isdigit((unsigned char)*at) && (at == line || !isalnum((unsigned char)at[-1])) &&
                    sscanf(at, "%2d %3[A-Za-z] %4d%n", &day, month, &year, &read) == 3 &&
                    strlen(month) == 3 && month_of(month) && year > 1970 && !isdigit((unsigned char)at[read]);
        bool asctime = !mail && isupper((unsigned char)*at) &&
                       sscanf(at, "%3[A-Za-z] %2d %2d:%2d:%2d %4d%n", month, &day, &hour, &minute, &second,
                              &year, &read) == 6 &&
                       strlen(month) == 3 && month_of(month) && year > 1970;
        if (!mail && !asctime) {
            buffer_append(into, at++, 1);
            continue;
        }
        time_t then = (time_t)time_from_civil(year, month_of(month), day, 0, 0, 0) + (time_t)weeks * WEEK;
        struct tm civil;
        char text[40];
        gmtime_r(&then, &civil);
        size_t size = strftime(text, sizeof text, mail ? "%d %b %Y" : "%b %e", &civil);
        if (asctime)
            size += (size_t)snprintf(text + size, sizeof text - size, " %02d:%02d:%02d %d", hour, minute,
                                     second, civil.tm_year + 1900);
        buffer_append(into, text, size);
        at += read;
    }
}

static void vary_head_line(struct change *change, struct slice line, struct buffer *into) {
    if (begins(line, "Message-ID:")) {
        buffer_printf(into, "%.11s <%u.%llu@bench.example>%s", line.data, change->copy,
                      (unsigned long long)change->number, line.data[line.size - 2] == '\r' ? "\r\n" : "\n");
        return;
    }
    if (begins(line, "Subject:")) {
        for (size_t i = 0; i < line.size;) {
            size_t end = i;
            while (end < line.size && isupper((unsigned char)line.data[end]))
                ++end;
            struct slice word = {line.data + i, end - i};
            if (word.size && is_symbol(change, word))
                append_renamed(into, word, change->copy);
            else
                buffer_append(into, line.data + i, word.size ? word.size : 1);
            i += word.size ? word.size : 1;
        }
        return;
    }
    struct buffer copy = {0};
    buffer_append(&copy, line.data, line.size);
    buffer_append(&copy, "", 1);
    vary_dates(copy.data, change->copy, into);
    buffer_free(&copy);
}

static bool same_text(struct slice text, size_t at, struct slice expected) {
    return at + expected.size <= text.size && !strncasecmp(text.data + at, expected.data, expected.size);
}

/* Copies a line with the recipient's address changed: `local` becomes `local.copy`. */
static void append_readdressed(const struct change *change, struct slice line, struct buffer *into) {
    size_t done = 0;
    const char *sign;
    for (size_t at = 0; at < line.size && (sign = memchr(line.data + at, '@', line.size - at));
         at = (size_t)(sign - line.data) + 1) {
        size_t i = (size_t)(sign - line.data);
        if (!change->local.size || i < done + change->local.size ||
            !same_text(line, i - change->local.size, change->local) || !same_text(line, i + 1, change->host))
            continue;
        buffer_append(into, line.data + done, i - done);
        buffer_printf(into, ".%u", change->copy);
        done = i;
    }
    buffer_append(into, line.data + done, line.size - done);
}

/* The address around the first @ of text. */
static bool find_address(struct change *change, struct slice text) {
    const char *sign = memchr(text.data, '@', text.size);
    if (!sign)
        return false;
    const char *start = sign, *end = sign + 1;
    while (start > text.data && (isalnum((unsigned char)start[-1]) || strchr("._-+=", start[-1])))
        --start;
    while (end < text.data + text.size && is_host_byte(*end))
        ++end;
    change->local = slice_of(start, (size_t)(sign - start));
    change->host = slice_of(sign + 1, (size_t)(end - sign) - 1);
    return change->local.size && change->host.size;
}

/* To whom the mail was delivered, by what its head says, the surest field first. */
static void find_recipient(struct change *change, struct slice message) {
    static const char *const fields[] = {"Delivered-To:", "X-Original-To:", "for <", "To:"};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; ++i)
        for (size_t at = 0; at < message.size;) {
            struct slice line = next_line(message, at);
            if (line.size <= 2)
                break;
            at += line.size;
            const char *inside = i == 2 ? memmem(line.data, line.size, "for <", 5) : NULL;
            if (inside)
                line = slice_of(inside, line.size - (size_t)(inside - line.data));
            if (begins(line, fields[i]) && find_address(change, line))
                return;
        }
    change->local.size = 0;
}

/* Symbols of stocks: capitals after "symbol" or "ticker", or before the suffix of an exchange. */
static void find_symbols(struct change *change, struct slice message) {
    for (size_t at = 0; at < message.size && change->symbol_count < SYMBOLS;) {
        struct slice rest = {message.data + at, message.size - at};
        size_t skip = begins(rest, "symbol") || begins(rest, "ticker") ? 6 : 0;
        while (skip && skip < rest.size && strchr(" :*_-=\t.", rest.data[skip]))
            ++skip;
        size_t end = skip;
        while (end < rest.size && isupper((unsigned char)rest.data[end]))
            ++end;
        struct slice word = {rest.data + skip, end - skip};
        bool suffix = end + 3 <= rest.size &&
                      (!memcmp(rest.data + end, ".PK", 3) || !memcmp(rest.data + end, ".OB", 3));
        if (word.size >= 3 && word.size <= 5 && (skip || suffix) && !is_symbol(change, word))
            change->symbols[change->symbol_count++] = word;
        at += end ? end : 1;
    }
}

void vary_copy(const struct vary *vary, struct slice message, unsigned copy, uint64_t number,
               struct buffer *into) {
    struct change change = {.vary = vary, .copy = copy, .number = number};
    change.random = (uint64_t)copy << 40 ^ number;
    find_recipient(&change, message);
    if (renames(&change))
        find_symbols(&change, message);
    struct place place = {.first_head = true, .head = true, .text = true};
    struct buffer line_now = {0};
    for (size_t at = 0; at < message.size;) {
        struct slice line = next_line(message, at);
        step_place(&place, message, at, line);
        at += line.size;
        buffer_clear(&line_now);
        if (place.first_head)
            vary_head_line(&change, line, &line_now);
        else if (place.head || place.encoded || !place.text)
            buffer_append(&line_now, line.data, line.size);
        else
            vary_body_line(&change, line, &place.tag, &line_now);
        if (place.encoded && !place.head)
            buffer_append(into, line_now.data, line_now.size);
        else
            append_readdressed(&change, buffer_slice(&line_now), into);
    }
    buffer_free(&line_now);
}
