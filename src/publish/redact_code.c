/* Strings of links that say in another writing who the recipient is: hexadecimal digits and base64 are
 * decoded and looked through in their turn; what is random beyond that is an id of his, unless many mails
 * have it.
 *
 * Random is what changes between digits and letters, or capitals and small letters, more often than words and
 * numbers do. In links that unsubscribe or track, any number is. */
#include <ctype.h>
#include <string.h>

#include "publish/redact_scan.h"

/* Of an encoding: "m@x.org" in base64 has 10. */
#define CODE_BYTES_MIN 6
/* A longer one is no address; it is an id. */
#define CODE_BYTES_MAX 4096
/* Found by chance in what was not encoded, shorter words would be. */
#define DECODED_WORD_BYTES 3

static int hex_digit(char c) {
    return isdigit((unsigned char)c) ? c - '0' : isxdigit((unsigned char)c) ? (c | 0x20) - 'a' + 10 : -1;
}

static int base64_digit(char c) {
    if (isupper((unsigned char)c))
        return c - 'A';
    if (islower((unsigned char)c))
        return c - 'a' + 26;
    if (isdigit((unsigned char)c))
        return c - '0' + 52;
    return c == '+' || c == '-' ? 62 : c == '/' || c == '_' ? 63 : -1;
}

/* Digits of `bits` bits to bytes; empty when one is none, or what comes out is no text. */
static struct slice decode(struct arena *arena, struct slice code, int (*digit)(char), unsigned bits) {
    char *to = arena_alloc_raw(arena, code.size + 1);
    uint32_t kept = 0;
    unsigned have = 0;
    size_t size = 0;
    for (size_t i = 0; i < code.size; i++) {
        int value = digit(code.data[i]);
        if (value < 0)
            return slice_of("", 0);
        kept = kept << bits | (uint32_t)value;
        have += bits;
        if (have < 8)
            continue;
        have -= 8;
        to[size] = (char)(kept >> have);
        if (!isprint((unsigned char)to[size]))
            return slice_of("", 0);
        size++;
    }
    to[size] = '\0';
    return slice_of(to, size);
}

/* What is found in it that was not found by chance; MARK_NONE: nothing. */
static enum scan_mark look_into(const struct redact_scan *scan, struct slice decoded) {
    struct redact_scan inner;
    if (decoded.size < DECODED_WORD_BYTES)
        return MARK_NONE;
    scan_read(&inner, scan->redactor, scan->arena, decoded, SCAN_LINK, scan->depth + 1);
    for (size_t i = 0; i < inner.count; i++)
        if (inner.marks[i] && inner.words[i].bytes >= DECODED_WORD_BYTES)
            return inner.marks[i];
    const char *at = memchr(decoded.data, '@', decoded.size);
    return at && memchr(at, '.', decoded.size - (size_t)(at - decoded.data)) ? MARK_ID : MARK_NONE;
}

static enum scan_mark look_into_code(const struct redact_scan *scan, struct slice code) {
    enum scan_mark mark = MARK_NONE;
    if (scan->depth >= SCAN_DEPTH || code.size < CODE_BYTES_MIN || code.size > CODE_BYTES_MAX)
        return MARK_NONE;
    if (code.size % 2 == 0)
        mark = look_into(scan, decode(scan->arena, code, hex_digit, 4));
    return mark ? mark : look_into(scan, decode(scan->arena, code, base64_digit, 6));
}

/* Marks the words from byte start to end. */
static void mark_bytes(struct redact_scan *scan, size_t start, size_t end, enum scan_mark mark) {
    size_t first = scan_word_at(scan, start), last = first;
    while (last < scan->count && scan->words[last].end <= end)
        last++;
    scan_mark(scan, first, last - first, mark);
}

/* Codes within [start, end) that have one of these signs between letters and digits. */
static void find_signed_codes(struct redact_scan *scan, size_t start, size_t end, const char *signs) {
    for (size_t at = start; at < end; at++) {
        size_t from = at;
        bool has_sign = false;
        for (;
             at < end && (isalnum((unsigned char)scan->text.data[at]) || strchr(signs, scan->text.data[at]));
             at++)
            has_sign |= !isalnum((unsigned char)scan->text.data[at]);
        enum scan_mark mark =
            has_sign ? look_into_code(scan, slice_of(scan->text.data + from, at - from)) : MARK_NONE;
        if (mark)
            mark_bytes(scan, from, at, mark);
    }
}

static void find_codes(struct redact_scan *scan, size_t first, size_t last) {
    size_t start = scan->words[first].start, end = scan->words[last].end;
    for (size_t i = first; i <= last; i++) {
        const struct person_word *word = &scan->words[i];
        struct slice code = slice_of(scan->text.data + word->start, word->end - word->start);
        enum scan_mark mark = scan_is_free(scan, i) ? look_into_code(scan, code) : MARK_NONE;
        if (mark)
            scan_mark(scan, i, 1, mark);
    }
    find_signed_codes(scan, start, end, "-_");
    find_signed_codes(scan, start, end, "+/");
}

/* What of a word tells random ones. */
struct shape {
    size_t letters, digits, changes, case_changes;
    bool hexadecimal;
};

static struct shape shape_of(struct slice word) {
    struct shape shape = {.hexadecimal = true};
    for (size_t i = 0; i < word.size; i++) {
        unsigned char c = (unsigned char)word.data[i], before = i ? (unsigned char)word.data[i - 1] : c;
        shape.digits += isdigit(c) != 0;
        shape.letters += isalpha(c) != 0;
        shape.changes += !isdigit(c) != !isdigit(before);
        shape.case_changes += isalpha(c) && isalpha(before) && !isupper(c) != !isupper(before);
        shape.hexadecimal &= isxdigit(c) != 0;
    }
    return shape;
}

static bool is_random(struct slice word, unsigned places) {
    enum { TRACKED = 5, SHORT = 10, LONG = 16, LONG_NUMBER = 12, CHANGES = 5, CHANGES_HEX = 3 };
    struct shape shape = shape_of(word);
    if (shape.letters + shape.digits < word.size)
        return false;
    if (places & PLACE_TRACKED && word.size >= TRACKED && shape.digits)
        return true;
    if (word.size < SHORT)
        return false;
    if (!shape.letters)
        return word.size >= LONG_NUMBER;
    if (shape.hexadecimal && shape.digits)
        return shape.changes >= CHANGES_HEX || word.size >= LONG;
    return shape.changes + shape.case_changes >= CHANGES &&
           3 * (shape.changes + shape.case_changes) > word.size; /* "camelCaseWordsAreLong" */
}

/* "with ESMTP id l38HIW0I003150", as bounces quote it. */
static bool is_called_id(const struct redact_scan *scan, size_t i) {
    return i && scan->words[i - 1].bytes == 2 && !memcmp(scan->words[i - 1].form, "id", 2) &&
           scan_close(scan, i - 1, 2) == 2;
}

static void find_random(struct redact_scan *scan) {
    for (size_t i = 0; i < scan->count; i++) {
        const struct person_word *word = &scan->words[i];
        if (!scan_is_free(scan, i) || scan->places[i] & PLACE_DOMAIN ||
            !(scan->places[i] & (PLACE_LINK | PLACE_AT) || is_called_id(scan, i)))
            continue;
        if (is_random(slice_of(scan->text.data + word->start, word->end - word->start), scan->places[i]) &&
            !(scan->redactor->store && redactor_word_is_ordinary(scan->redactor, scan->text, word)))
            scan_mark(scan, i, 1, MARK_ID);
    }
}

void scan_find_codes(struct redact_scan *scan) {
    for (size_t i = 0; i < scan->count;) {
        size_t last = i;
        while (last < scan->count && scan->places[last] & PLACE_LINK &&
               (last == i || scan_close(scan, last - 1, 2) == 2))
            last++;
        if (last > i)
            find_codes(scan, i, last - 1);
        i = last > i ? last : i + 1;
    }
    find_random(scan);
}
