/* See redact_scan.h. Cost: linear in the text but for what is decoded in links, each of which is looked
 * through SCAN_DEPTH times at most. */
#include "publish/redact_scan.h"

#include <string.h>

/* Between two words of one name or address: ". ", " - ", "**". */
#define GAP_BYTES 4

size_t scan_word_at(const struct redact_scan *scan, size_t at) {
    size_t low = 0, high = scan->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (scan->words[middle].start < at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void scan_mark(struct redact_scan *scan, size_t first, size_t count, enum scan_mark mark) {
    for (size_t i = first; i < first + count; i++) {
        scan->joined[i] = scan->joined[i] || i > first;
        if (!scan->marks[i])
            scan->marks[i] = (uint8_t)mark;
    }
    scan->any = true;
}

size_t scan_close(const struct redact_scan *scan, size_t first, size_t count) {
    size_t close = first < scan->count && count;
    while (close && close < count && first + close < scan->count) {
        size_t gap = scan->words[first + close - 1].end, next = scan->words[first + close].start;
        if (next - gap > GAP_BYTES || memchr(scan->text.data + gap, '\n', next - gap))
            break;
        close++;
    }
    return close;
}

/* RIGHT-TO-LEFT OVERRIDE, EMBEDDING or ISOLATE. */
static bool is_turned(struct slice text) {
    return memmem(text.data, text.size, "\xe2\x80\xae", 3) ||
           memmem(text.data, text.size, "\xe2\x80\xab", 3) || memmem(text.data, text.size, "\xe2\x81\xa7", 3);
}

/* What redaction wrote itself. */
static void fix_own_marks(struct redact_scan *scan) {
    static const char *const marks[] = {"[recipient]", "[sender]", "[trap host]", "[id]"};
    const char *begin = scan->text.data, *end = begin + scan->text.size;
    for (const char *at = begin; (at = memchr(at, '[', (size_t)(end - at))); at++)
        for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
            size_t size = strlen(marks[i]), from = (size_t)(at - begin);
            if (size > (size_t)(end - at) || memcmp(at, marks[i], size) != 0)
                continue;
            for (size_t word = scan_word_at(scan, from);
                 word < scan->count && scan->words[word].end <= from + size; word++)
                scan->places[word] |= PLACE_MARK;
        }
}

void scan_read(struct redact_scan *scan, struct redactor *redactor, struct arena *arena, struct slice text,
               enum scan_context context, unsigned depth) {
    struct person_word *words;
    *scan = (struct redact_scan){.redactor = redactor, .arena = arena, .text = text, .depth = depth};
    scan->count = person_words(arena, text, &words);
    scan->words = words;
    scan->places = arena_alloc(arena, scan->count);
    scan->marks = arena_alloc(arena, scan->count);
    scan->joined = arena_alloc(arena, scan->count * sizeof *scan->joined);
    scan->turned = is_turned(text);
    fix_own_marks(scan);
    scan_find_links(scan, context);
    scan_find_addresses(scan);
    scan_find_greetings(scan);
    scan_find_hosts(scan);
    scan_find_parts(scan);
    scan_find_senders(scan);
    scan_find_codes(scan);
}
