/* Phone numbers in text. A candidate is read as groups of digits with what stands between them, and judged
 * by its grouping, since digits alone are prices, dates and orders:
 *
 *   international   +44 20 7946 0958, 0044 20 7946 0958     8 to 15 digits (E.164)
 *   North American  (206) 555-0100, 1-800-555-0100, 206.555.0100: area and exchange begin with 2 to 9;
 *                   kept as +1 and ten digits, however written
 *   any other       only behind a word that says so ("tel", "call"): ten digits, or 0 and more
 *
 * Disguises: spaces between all digits, odd separators, O for 0 and l for 1, digits of other Unicode blocks.
 * Cost: bounded by CANDIDATE_BYTES for each place where digits begin. */
#include "mail/link_text.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define GROUPS          16
#define DIGITS          17
#define SHORTEST        8 /* with country code */
#define LONGEST         15
#define CANDIDATE_BYTES 96
#define NAMING_WORDS    4 /* so far back stands "call" in "call us now at" */

struct candidate {
    char digits[DIGITS + 1];
    size_t count;              /* of digits */
    size_t groups;             /* of groups */
    size_t ends[GROUPS];       /* digits up to the end of each */
    const char *stops[GROUPS]; /* where it ends in the text */
    bool plain_behind[GROUPS]; /* nothing that continues a number follows */
    bool plus, parenthesis;
};

static bool is_letter(char c) {
    return (unsigned char)((c | 0x20) - 'a') < 26;
}

static bool is_digit(char c) {
    return (unsigned char)(c - '0') < 10;
}

/* The digit at `at`, also full width or mathematical; -1 if there is none. */
static int read_digit(const char *at, const char *end, size_t *length) {
    const unsigned char *bytes = (const unsigned char *)at;
    *length = 1;
    if (at >= end)
        return -1;
    if (is_digit(*at))
        return *at - '0';
    if (end - at >= 3 && bytes[0] == 0xef && bytes[1] == 0xbc && bytes[2] >= 0x90 && bytes[2] <= 0x99) {
        *length = 3;
        return bytes[2] - 0x90;
    }
    if (end - at >= 4 && bytes[0] == 0xf0 && bytes[1] == 0x9d && bytes[2] == 0x9f && bytes[3] >= 0x8e &&
        bytes[3] <= 0xbf) {
        *length = 4;
        return (bytes[3] - 0x8e) % 10;
    }
    return -1;
}

static int look_alike(char c) {
    return c == 'O' || c == 'o' ? 0 : c == 'l' || c == 'I' ? 1 : -1;
}

/* Reads one group of digits, look-alikes among them; returns where it ends, NULL if there is none. */
static const char *read_group(struct candidate *candidate, const char *at, const char *end) {
    size_t real = 0, count = candidate->count, length;
    const char *begin = at;
    while (at < end) {
        int digit = read_digit(at, end, &length);
        real += digit >= 0;
        if (digit < 0)
            digit = look_alike(*at);
        if (digit < 0)
            break;
        if (count == DIGITS)
            return NULL;
        candidate->digits[count++] = (char)('0' + digit);
        at += length;
    }
    if (at == begin || !real || (at < end && is_letter(*at)))
        return NULL;
    candidate->count = count;
    candidate->digits[count] = '\0';
    return at;
}

/* Past what may stand between groups: up to three of space, dash, dot, slash, parentheses. */
static const char *skip_separators(struct candidate *candidate, const char *at, const char *end) {
    for (int i = 0; i < 3 && at < end; i++) {
        const unsigned char *bytes = (const unsigned char *)at;
        if (*at == '(' || *at == ')') {
            candidate->parenthesis = true;
            at++;
        } else if (strchr(" -./_~*", *at) && *at) {
            at++;
        } else if (end - at >= 2 && bytes[0] == 0xc2 && (bytes[1] == 0xa0 || bytes[1] == 0xb7)) {
            at += 2;
        } else if (end - at >= 3 && bytes[0] == 0xe2 && bytes[1] == 0x80 && bytes[2] >= 0x90 &&
                   bytes[2] <= 0x95) {
            at += 3;
        } else {
            break;
        }
    }
    return at;
}

static bool ends_plainly(const char *at, const char *end) {
    if (at >= end)
        return true;
    if (is_letter(*at) || is_digit(*at) || *at == '%' || *at == '@' || *at == '_' || *at == '=')
        return false;
    return !(strchr(".,:/-", *at) && *at && end - at > 1 &&
             (is_digit(at[1]) || (*at == '/' && is_letter(at[1]))));
}

static void read_candidate(struct candidate *candidate, const char *at, const char *end) {
    *candidate = (struct candidate){0};
    if ((size_t)(end - at) > CANDIDATE_BYTES)
        end = at + CANDIDATE_BYTES;
    if (*at == '+') {
        candidate->plus = true;
        at++;
    }
    at = skip_separators(candidate, at, end);
    while (candidate->groups < GROUPS && (at = read_group(candidate, at, end))) {
        candidate->ends[candidate->groups] = candidate->count;
        candidate->stops[candidate->groups] = at;
        candidate->plain_behind[candidate->groups++] = ends_plainly(at, end);
        at = skip_separators(candidate, at, end);
    }
}

/* Whether the groups up to `last`, after skipping `first` digits, have these sizes. */
static bool has_sizes(const struct candidate *candidate, size_t last, size_t first, const char *sizes) {
    size_t group = 0, from = first;
    while (group <= last && candidate->ends[group] <= first)
        group++;
    for (; group <= last; group++, sizes++) {
        if (!*sizes || candidate->ends[group] - from != (size_t)(*sizes - '0'))
            return false;
        from = candidate->ends[group];
    }
    return !*sizes;
}

static bool is_international(const struct candidate *candidate, size_t last, size_t first) {
    size_t count = candidate->ends[last] - first;
    const char *digits = candidate->digits + first;
    return count >= SHORTEST && count <= LONGEST && *digits != '0' && (*digits != '1' || count == 11);
}

static bool is_north_american(const struct candidate *candidate, size_t last, size_t first, bool named) {
    const char *digits = candidate->digits + first;
    if (candidate->ends[last] != first + 10 || digits[0] < '2' || digits[3] < '2')
        return false;
    bool single = candidate->ends[last] == last + 1;
    return single || has_sizes(candidate, last, first, "334") || has_sizes(candidate, last, first, "3322") ||
           (candidate->groups && has_sizes(candidate, last, first, "37") && candidate->parenthesis) ||
           (named && (last == 0 || has_sizes(candidate, last, first, "37") ||
                      has_sizes(candidate, last, first, "64")));
}

/* Writes the number that the groups up to `last` make; false when they make none. */
static bool judge(const struct candidate *candidate, size_t last, bool named, char digits[LINK_PHONE_BYTES]) {
    size_t count = candidate->ends[last];
    const char *all = candidate->digits;
    if (candidate->plus) {
        /* +44 (0) 20...: the nought is not dialled from abroad */
        size_t country = candidate->ends[0];
        size_t trunk =
            candidate->parenthesis && last && candidate->ends[1] == country + 1 && all[country] == '0';
        if (!is_international(candidate, last, 0) || count - trunk < SHORTEST)
            return false;
        snprintf(digits, LINK_PHONE_BYTES, "+%.*s%.*s", (int)country, all, (int)(count - country - trunk),
                 all + country + trunk);
        return true;
    }
    if (is_north_american(candidate, last, 0, named) ||
        (*all == '1' && is_north_american(candidate, last, 1, named))) {
        snprintf(digits, LINK_PHONE_BYTES, "+1%.10s", all + (*all == '1'));
        return true;
    }
    if (!strncmp(all, "00", 2) && count >= 11 && is_international(candidate, last, 2) &&
        (named || last > 1)) {
        snprintf(digits, LINK_PHONE_BYTES, "+%.*s", (int)(count - 2), all + 2);
        return true;
    }
    if (named && *all == '0' && all[1] != '0' && count >= 9 && count <= 13) {
        snprintf(digits, LINK_PHONE_BYTES, "%.*s", (int)count, all);
        return true;
    }
    return false;
}

/* Steps back over one word; *word is it. */
static const char *word_before(const char *begin, const char *at, struct slice *word) {
    for (int i = 0; i < 6 && at > begin && !is_letter(at[-1]) && at[-1] != '\n'; i++)
        at--;
    const char *stop = at;
    while (at > begin && is_letter(at[-1]) && stop - at < 16)
        at--;
    *word = slice_of(at, (size_t)(stop - at));
    return at;
}

/* Whether a word shortly before says that a phone number comes. */
static bool is_named(const char *begin, const char *at) {
    static const char *const names[] = {"call", "phone",   "tel",     "telephone", "fax",   "mobile", "cell",
                                        "dial", "ph",      "hotline", "text",      "sms",   "ring",   "tels",
                                        "toll", "telefon", "free",    "whatsapp",  "handy", "phones"};
    for (int i = 0; i < NAMING_WORDS; i++) {
        struct slice word;
        at = word_before(begin, at, &word);
        if (!word.size)
            return false;
        for (size_t j = 0; j < sizeof names / sizeof *names; j++)
            if (word.size == strlen(names[j]) && !strncasecmp(word.data, names[j], word.size))
                return true;
    }
    return false;
}

static bool begins_plainly(const char *begin, const char *at) {
    if (at == begin)
        return true;
    char before = at[-1];
    if (is_letter(before) || is_digit(before) || strchr("$#=/.-,&?%@_+<\\", before))
        return false;
    size_t left = (size_t)(at - begin);
    return !(left >= 3 && !memcmp(at - 3, "\xe2\x82\xac", 3)) &&
           !(left >= 2 && !memcmp(at - 2, "\xc2\xa3", 2));
}

size_t link_phone_match(const char *begin, const char *at, const char *end, bool named,
                        char digits[LINK_PHONE_BYTES]) {
    struct candidate candidate;
    if (!begins_plainly(begin, at))
        return 0;
    read_candidate(&candidate, at, end);
    if (candidate.count < SHORTEST)
        return 0;
    named = named || is_named(begin, at);
    for (size_t i = candidate.groups; i--;)
        if (candidate.plain_behind[i] && judge(&candidate, i, named, digits))
            return (size_t)(candidate.stops[i] - at);
    return 0;
}
