/* Addresses and hosts. A recipient's address is replaced whole, and so is any at an own host: nobody else has
 * one there. Of others the local part is looked at more strictly than other words are. */
#include <ctype.h>
#include <string.h>

#include "publish/redact_scan.h"
#include "publish/redact_word.h"

/* Words of an address; a longer one is looked at in pieces. */
#define ADDRESS_WORDS 8
/* The bytes of one, to either side of @ (RFC 5321). */
#define SIDE_BYTES 255

/* Letters that stick to a host. */
#define STUCK_BYTES 3

/* Words [first, middle) and [middle, last) stand left and right of an @. */
struct address {
    size_t first, middle, last;
};

static bool is_local_byte(char c, bool in_link) {
    return isalnum((unsigned char)c) || (c & 0x80) || (c && strchr("._%+-'*!$^`{|}~", c)) ||
           (!in_link && c && strchr("#&/=?", c));
}

static bool is_host_byte(char c) {
    return isalnum((unsigned char)c) || (c & 0x80) || c == '.' || c == '-';
}

static void read_address(const struct redact_scan *scan, size_t at, size_t sign_bytes,
                         struct address *address) {
    size_t start = at, end = at + sign_bytes;
    address->middle = scan_word_at(scan, at);
    size_t before = address->middle ? address->middle - 1 : 0;
    bool in_link = address->middle && scan->places[before] & PLACE_LINK;
    while (start && at - start < SIDE_BYTES && is_local_byte(scan->text.data[start - 1], in_link))
        start--;
    while (end < scan->text.size && end - at < SIDE_BYTES && is_host_byte(scan->text.data[end]))
        end++;
    address->first = scan_word_at(scan, start);
    for (address->last = address->middle;
         address->last < scan->count && scan->words[address->last].end <= end;)
        address->last++;
}

/* Marks the words of it that are a recipient's address: something may stick to either end. */
static bool mark_recipient(struct redact_scan *scan, const struct address *address) {
    size_t first = address->first, last = address->last;
    if (address->middle - first > ADDRESS_WORDS)
        first = address->middle - ADDRESS_WORDS;
    for (size_t from = first; from < address->middle; from++)
        for (size_t to = last; to > address->middle && last - to < ADDRESS_WORDS; to--)
            if (redactor_knows(scan->redactor,
                               person_part_key(PERSON_ADDRESS, scan->text, scan->words + from, to - from))) {
                scan_mark(scan, from, to - from, MARK_RECIPIENT);
                return true;
            }
    return false;
}

static bool mark_sender(struct redact_scan *scan, const struct address *address) {
    size_t count = address->last - address->first;
    uint64_t key = person_part_key(PERSON_SENDER, scan->text, scan->words + address->first, count);
    if (address->last == address->middle || !redactor_knows_sender(scan->redactor, key))
        return false;
    scan_mark(scan, address->first, count, MARK_SENDER);
    return true;
}

/* The word without so many letters before and after. */
static struct person_word cut_word(const struct person_word *word, size_t before, size_t after) {
    struct person_word cut = *word;
    bool fits = before + after < word->bytes;
    cut.form += fits ? before : 0;
    cut.bytes = (uint16_t)(fits ? word->bytes - before - after : 0);
    return cut;
}

static bool is_host(const struct redact_scan *scan, struct person_word *words, size_t count) {
    struct person_word last = words[count - 1];
    bool known = false;
    for (size_t stuck = 0; stuck <= STUCK_BYTES && !known; stuck++) {
        words[count - 1] = cut_word(&last, 0, stuck);
        known = redactor_knows(scan->redactor, person_words_key(PERSON_HOST, words, count));
    }
    words[count - 1] = last;
    return known;
}

/* "mx (dot) example (dot) org" */
static bool is_spelt_dot(const struct person_word *word) {
    return word->bytes == 3 && !memcmp(word->form, "dot", 3);
}

/* How many words at `first`, of which `stuck` letters are not of it, are a host of the feed's own; 0: none.
 */
static size_t stuck_host(const struct redact_scan *scan, size_t first, size_t most, size_t stuck) {
    struct person_word words[PERSON_WORDS_MOST];
    size_t longest = 0, count = 0;
    most = scan_close(scan, first, most < 2 * PERSON_WORDS_MOST ? most : 2 * PERSON_WORDS_MOST);
    for (size_t i = 0; i < most && count < PERSON_WORDS_MOST; i++) {
        const struct person_word *word = &scan->words[first + i];
        if (i && is_spelt_dot(word))
            continue;
        words[count++] = cut_word(word, i ? 0 : stuck, 0);
        if (count > 1 && is_host(scan, words, count))
            longest = i + 1;
        if (!redactor_knows(scan->redactor, person_words_key(PERSON_BEGINNING, words, count)))
            break;
    }
    return longest && redact_word_find(WORD_PROVIDER, scan->words + first, longest) == longest ? 0 : longest;
}

/* "mx.example.org", also in "toamx.example.orgx", as broken links have it. */
static size_t own_host(const struct redact_scan *scan, size_t first, size_t most) {
    size_t longest = 0;
    for (size_t stuck = 0; stuck <= STUCK_BYTES && !longest; stuck++)
        longest = stuck_host(scan, first, most, stuck);
    return longest;
}

static bool mark_at_own_host(struct redact_scan *scan, const struct address *address) {
    for (size_t i = address->middle; i < address->last; i++) {
        size_t host = own_host(scan, i, address->last - i);
        if (!host)
            continue;
        scan_mark(scan, address->first, i + host - address->first, MARK_RECIPIENT);
        return true;
    }
    return false;
}

/* The sign itself, in one of its widths. */
static size_t at_sign(struct slice text, size_t at) {
    static const char wide[] = "\xef\xbc\xa0", small[] = "\xef\xb9\xab";
    if (text.data[at] == '@')
        return 1;
    bool is_wide =
        text.size - at >= 3 && (!memcmp(text.data + at, wide, 3) || !memcmp(text.data + at, small, 3));
    return is_wide ? 3 : 0;
}

static void find_address(struct redact_scan *scan, size_t at, size_t sign_bytes) {
    struct address address;
    read_address(scan, at, sign_bytes, &address);
    if (address.first < address.middle &&
        (mark_recipient(scan, &address) || mark_at_own_host(scan, &address) || mark_sender(scan, &address)))
        return;
    for (size_t i = address.first; i < address.middle; i++)
        scan->places[i] |= PLACE_AT;
    if (address.middle && address.first == address.middle && scan->words[address.middle - 1].end + 1 >= at)
        scan->places[address.middle - 1] |= PLACE_AT; /* "name @host" */
    if (address.middle < scan->count && scan->words[address.middle].start <= at + sign_bytes + 1)
        scan->places[address.middle] |= PLACE_AT;
}

/* "name (at) host", "name[at]host" */
static void find_spelt_signs(struct redact_scan *scan) {
    for (size_t i = 1; i + 1 < scan->count; i++) {
        const struct person_word *word = &scan->words[i];
        if (word->bytes != 2 || memcmp(word->form, "at", 2) != 0 ||
            !strchr("([{<", scan->text.data[word->start - 1]))
            continue;
        scan->places[i - 1] |= PLACE_AT;
        scan->places[i + 1] |= PLACE_AT;
    }
}

void scan_find_addresses(struct redact_scan *scan) {
    for (size_t at = 0; at < scan->text.size; at++) {
        size_t sign_bytes = at_sign(scan->text, at);
        if (sign_bytes)
            find_address(scan, at, sign_bytes);
    }
    find_spelt_signs(scan);
}

/* Labels before the host are its own, too. */
static size_t labels_before(const struct redact_scan *scan, size_t first) {
    size_t before = 0;
    while (before < first) {
        const struct person_word *left = &scan->words[first - before - 1], *right = left + 1;
        bool dotted = right->start - left->end == 1 && strchr(".-", scan->text.data[left->end]);
        if (!dotted || scan->marks[first - before - 1])
            break;
        before++;
    }
    return before;
}

void scan_find_hosts(struct redact_scan *scan) {
    for (size_t i = 0; i < scan->count; i++) {
        size_t host = scan->marks[i] ? 0 : own_host(scan, i, scan->count - i);
        if (!host)
            continue;
        size_t before = labels_before(scan, i);
        scan_mark(scan, i - before, host + before, MARK_HOST);
        i += host - 1;
    }
}
