/* One pass over the bytes. UTF-8 is not decoded: bytes above ASCII are letters, but for the
 * blocks of punctuation and signs, which the first two bytes tell (U+0080 to U+00BF, U+2000 to U+2BFF, U+3000
 * to U+303F). */
#include "template/words.h"

#include <string.h>
#include <xxhash.h>

enum byte_class { SEPARATES, LETTER, DIGIT, ABOVE_ASCII };

static enum byte_class class_of(unsigned char c) {
    if (c >= 0x80)
        return ABOVE_ASCII;
    if ((c | 0x20u) - 'a' < 26)
        return LETTER;
    return c - (unsigned)'0' < 10 ? DIGIT : SEPARATES;
}

/* Bytes of the separator at `at`, which is above ASCII; 0: it is a letter. */
static size_t wide_separator(const unsigned char *at, const unsigned char *end) {
    if (at[0] == 0xc2)
        return end - at > 1 ? 2 : 1;
    if (at[0] == 0xe2 && end - at > 2 && at[1] < 0xb0)
        return 3;
    return at[0] == 0xe3 && end - at > 2 && at[1] == 0x80 ? 3 : 0;
}

static const unsigned char *skip_separators(const unsigned char *at, const unsigned char *end) {
    while (at < end) {
        size_t wide = 1;
        if (class_of(*at) == ABOVE_ASCII)
            wide = wide_separator(at, end);
        else if (class_of(*at) != SEPARATES)
            wide = 0;
        if (!wide)
            break;
        at += wide;
    }
    return at;
}

/* To the end of a run of letters and digits. *digits: nothing else was in it. */
static const unsigned char *skip_run(const unsigned char *at, const unsigned char *end, bool *digits) {
    *digits = true;
    for (; at < end && class_of(*at) != SEPARATES; at++) {
        if (class_of(*at) == ABOVE_ASCII && wide_separator(at, end))
            break;
        *digits = *digits && class_of(*at) == DIGIT;
    }
    return at;
}

bool words_next(const char **position, const char *text_end, struct word_span *word) {
    const unsigned char *end = (const unsigned char *)text_end;
    const unsigned char *begin = skip_separators((const unsigned char *)*position, end);
    if (begin >= end)
        return false;
    bool digits, more;
    const unsigned char *at = skip_run(begin, end, &digits);
    while (digits && end - at > 1 && (*at == '.' || *at == ',') && class_of(at[1]) == DIGIT) {
        const unsigned char *next = skip_run(at + 1, end, &more);
        if (!more)
            break;
        at = next;
    }
    *word = (struct word_span){(const char *)begin, (const char *)at, digits};
    *position = (const char *)at;
    return true;
}

static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

static char *write_word(char *to, const char *begin, const char *end, bool number) {
    if (number)
        *to++ = '#';
    else
        while (begin < end)
            *to++ = lower(*begin++);
    return to;
}

/* Letters of ASCII in lower case; 0: no letter. */
#define BOTH(upper) [upper] = (upper) + 32, [(upper) + 32] = (upper) + 32
static const unsigned char letters[256] = {
    BOTH('A'), BOTH('B'), BOTH('C'), BOTH('D'), BOTH('E'), BOTH('F'), BOTH('G'), BOTH('H'), BOTH('I'),
    BOTH('J'), BOTH('K'), BOTH('L'), BOTH('M'), BOTH('N'), BOTH('O'), BOTH('P'), BOTH('Q'), BOTH('R'),
    BOTH('S'), BOTH('T'), BOTH('U'), BOTH('V'), BOTH('W'), BOTH('X'), BOTH('Y'), BOTH('Z'),
};
#undef BOTH

/* What begins with neither a letter nor a separator of ASCII. */
static const unsigned char *append_other(const unsigned char *at, const unsigned char *end, char **write) {
    struct word_span word;
    const char *next = (const char *)at;
    if (*at >= 0x80) {
        size_t wide = wide_separator(at, end);
        if (!wide)
            *(*write)++ = (char)*at;
        else if ((*write)[-1] != ' ')
            *(*write)++ = ' ';
        return at + (wide ? wide : 1);
    }
    if ((*write)[-1] != ' ') { /* a digit within a word */
        *(*write)++ = (char)*at;
        return at + 1;
    }
    words_next(&next, (const char *)end, &word);
    *write = write_word(*write, word.begin, word.end, word.number);
    return (const unsigned char *)next;
}

/* The hot path of matching: the same words as words_next() gives, without a call or a branch for each. A
 * separator is written as a space, and written over when it is not the first. */
void words_append(struct buffer *to, struct slice text) {
    const unsigned char *at = (const unsigned char *)text.data, *end = at + text.size;
    char *begin = buffer_reserve(to, 2 * text.size + 2), *write = begin; /* "1" becomes "# " */
    unsigned spaced = 1;
    *write++ = ' ';
    while (at < end) {
        unsigned char c = *at, letter = letters[c];
        if (__builtin_expect(c >= 0x80 || c - (unsigned)'0' < 10, 0)) {
            at = append_other(at, end, &write);
            spaced = write[-1] == ' ';
            continue;
        }
        unsigned separates = !letter;
        *write = (char)(letter | separates << 5);
        write += !(separates & spaced);
        spaced = separates;
        at++;
    }
    if (!spaced)
        *write++ = ' ';
    to->size += (size_t)(write - begin);
}

uint64_t words_hash(struct slice word) {
    return XXH3_64bits(word.data, word.size);
}

static uint64_t hash_span(const struct word_span *span) {
    char form[WORDS_LONGEST];
    return words_hash(
        slice_of(form, (size_t)(write_word(form, span->begin, span->end, span->number) - form)));
}

static bool parts(const char *from, const char *to) {
    for (; from < to; from++)
        if (*from == '\n' || *from == WORDS_HOLE)
            return true;
    return false;
}

void words_read(struct arena *arena, struct slice text, struct words *words) {
    const char *at = text.data, *end = text.data + text.size, *before = at;
    size_t capacity = 0;
    bool broken = true;
    struct word_span span;
    *words = (struct words){0};
    while (words->count < WORDS_LEARNT && words_next(&at, end, &span)) {
        broken = broken || parts(before, span.begin);
        before = span.end;
        if ((size_t)(span.end - span.begin) > WORDS_LONGEST) {
            broken = true;
            continue;
        }
        words->items = arena_grow(arena, words->items, words->count, &capacity, sizeof *words->items);
        words->items[words->count++] = (struct word){.hash = hash_span(&span),
                                                     .begin = span.begin,
                                                     .bytes = (uint32_t)(span.end - span.begin),
                                                     .number = span.number,
                                                     .first = broken};
        broken = false;
    }
}

const char *words_phrase(struct arena *arena, const struct words *words, size_t from, size_t count) {
    const struct word *word = words->items + from;
    size_t bytes = 1;
    for (size_t i = 0; i < count; i++)
        bytes += word[i].bytes + 1;
    char *phrase = arena_alloc_raw(arena, bytes), *to = phrase;
    for (size_t i = 0; i < count; i++) {
        if (i)
            *to++ = ' ';
        to = write_word(to, word[i].begin, word[i].begin + word[i].bytes, word[i].number);
    }
    *to = '\0';
    return phrase;
}

const char *words_surface(struct arena *arena, const struct words *words, size_t from, size_t count) {
    const struct word *last = &words->items[from + count - 1];
    const char *at = words->items[from].begin, *end = last->begin + last->bytes;
    char *surface = arena_alloc_raw(arena, (size_t)(end - at) + 1), *to = surface;
    for (; at < end; at++) {
        bool space = *at == ' ' || *at == '\t' || *at == '\r' || *at == '\n';
        if (!space || to[-1] != ' ')
            *to++ = space ? ' ' : *at;
    }
    *to = '\0';
    return surface;
}
