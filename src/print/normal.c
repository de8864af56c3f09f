/* Text in normal form: a sequence of word hashes in which noise does not show.
 *
 * Every code point is folded to a base letter (see fold.c; letters of other scripts read as the Latin ones
 * that they look like); digits between letters read as the letters they stand for ("pr1ce"), a number is a
 * number whatever its digits; letters set apart ("S T O C K", "S.T.O.C.K") are one word; links and mail
 * addresses are left out, since they are keys of their own; words that name the recipient become one token.
 * Ideographs are words of one character.
 *
 * Cost: one pass, a table look-up a byte. Allocates nothing but the growing array of hashes. */
#include "print/normal.h"

#include <stdlib.h>
#include <unicode/utf8.h>
#include <xxhash.h>

#include "print/fold.h"

#define WORD_BYTES 64 /* a longer run is no word; its beginning stands for it */
/* So many single letters in a row are one word spelt out. */
#define SPELT_LETTERS 3
/* Where scripts begin that are not Latin. */
#define GREEK 0x370
/* Where letters begin that are signs: mathematical bold, script, sans serif, letters in squares. */
#define MATHEMATICAL 0x1d400
/* "U S A" is no disguise. */
#define DISGUISED_SPELT_LETTERS 5

/* The word being read. */
struct reader {
    struct arena *arena;
    const struct normal_names *names;
    struct normal_words *words;
    uint32_t word[WORD_BYTES];
    size_t length;
    size_t letters, digits;
    size_t beyond_ascii;        /* letters of it that are; 0: the following are 0, too */
    size_t foreign, look_alike; /* letters of other scripts; those of them that are drawn like Latin ones */
    size_t dressed;             /* Latin letters that are signs of mathematics and the like */
    uint32_t spelt[WORD_BYTES]; /* single letters in a row */
    size_t spelt_length;
};

static bool is_name(const struct normal_names *names, uint64_t hash) {
    size_t low = 0, high = names ? names->count : 0;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (names->hashes[middle] == hash)
            return true;
        if (names->hashes[middle] < hash)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

static void add_word(struct reader *reader, uint64_t hash) {
    struct normal_words *words = reader->words;
    if (words->count >= NORMAL_WORDS)
        return;
    words->hashes =
        arena_grow(reader->arena, words->hashes, words->count, &words->capacity, sizeof *words->hashes);
    words->wording = (words->wording ^ hash) * UINT64_C(0x9e3779b97f4a7c15);
    words->hashes[words->count++] = is_name(reader->names, hash) ? NORMAL_RECIPIENT : hash;
}

static uint64_t hash_word(const uint32_t *word, size_t length) {
    return XXH3_64bits(word, length * sizeof *word);
}

/* Single letters that did not come to a spelt word are words of one letter; those that did are one word. */
static void end_spelt(struct reader *reader) {
    reader->words->noise.disguised +=
        reader->spelt_length >= DISGUISED_SPELT_LETTERS && noise_is_word(reader->spelt, reader->spelt_length);
    if (reader->spelt_length >= SPELT_LETTERS)
        add_word(reader, hash_word(reader->spelt, reader->spelt_length));
    else
        for (size_t i = 0; i < reader->spelt_length; i++)
            add_word(reader, hash_word(reader->spelt + i, 1));
    reader->spelt_length = 0;
}

/* Before digits become the letters they stand for. Most words are of letters alone, and short. */
static inline void count_noise(struct reader *reader) {
    struct noise *noise = &reader->words->noise;
    if (reader->length < NOISE_LEAST)
        return;
    if (reader->dressed)
        noise->disguised++;
    else if (reader->foreign)
        noise->disguised += reader->look_alike && reader->foreign < reader->letters;
    else if (reader->digits)
        noise->disguised += noise_is_disguised(reader->word, reader->length);
    else
        noise->random += noise_is_random(reader->word, reader->length);
}

static void end_word(struct reader *reader) {
    if (!reader->length)
        return;
    count_noise(reader);
    if (reader->letters == 1 && !reader->digits) {
        if (reader->spelt_length == WORD_BYTES)
            end_spelt(reader);
        reader->spelt[reader->spelt_length++] = reader->word[0];
    } else {
        end_spelt(reader);
        if (reader->letters <= reader->digits) {
            add_word(reader, NORMAL_NUMBER);
        } else {
            for (size_t i = 0; i < reader->length; i++)
                if (reader->word[i] >= '0' && reader->word[i] <= '9')
                    reader->word[i] = (uint32_t)fold_digit_as_letter(reader->word[i]);
            add_word(reader, hash_word(reader->word, reader->length));
        }
    }
    reader->length = reader->letters = reader->digits = 0;
    if (reader->beyond_ascii)
        reader->beyond_ascii = reader->foreign = reader->look_alike = reader->dressed = 0;
}

static void take(struct reader *reader, fold folded) {
    enum fold_class class = fold_class_of(folded);
    uint32_t c = fold_look_alike(folded);
    if (class == FOLD_IGNORED)
        return;
    if (class == FOLD_SPACE) {
        end_word(reader);
        return;
    }
    if (class == FOLD_IDEOGRAPH) {
        end_word(reader);
        end_spelt(reader);
        add_word(reader, hash_word(&c, 1));
        return;
    }
    if (reader->length < WORD_BYTES)
        reader->word[reader->length++] = c;
    if (class == FOLD_LETTER)
        reader->letters++;
    else
        reader->digits++;
}

/* Before it is taken. */
static void note_beyond_ascii(struct reader *reader, UChar32 c) {
    fold folded = fold_of(c);
    if (fold_class_of(folded) != FOLD_LETTER)
        return;
    reader->beyond_ascii++;
    reader->foreign += fold_base(folded) >= GREEK;
    reader->look_alike += fold_base(folded) >= GREEK && folded >> 24;
    reader->dressed += c >= MATHEMATICAL && fold_base(folded) < 0x80;
}

size_t normal_link_bytes(const char *text, size_t size) {
    size_t end = 0;
    bool at_sign = false, scheme = false;
    while (end < size && (unsigned char)text[end] > ' ' && text[end] != '<' && text[end] != '>' &&
           text[end] != '"') {
        at_sign |= text[end] == '@' && end > 0;
        scheme |= text[end] == ':' && end + 2 < size && text[end + 1] == '/' && text[end + 2] == '/';
        end++;
    }
    if (scheme || at_sign)
        return end;
    return end > 4 && (text[0] | 0x20) == 'w' && !strncasecmp(text, "www.", 4) ? end : 0;
}

void normal_words_read(struct arena *arena, struct slice text, const struct normal_names *names,
                       struct normal_words *words) {
    struct reader reader = {.arena = arena, .names = names, .words = words};
    const char *data = text.data;
    int32_t at = 0, size = text.size > INT32_MAX ? INT32_MAX : (int32_t)text.size;
    bool token_start = true;
    while (at < size && words->count < NORMAL_WORDS) {
        unsigned char byte = (unsigned char)data[at];
        if (token_start && byte > ' ') {
            size_t skip = normal_link_bytes(data + at, (size_t)(size - at));
            if (skip) {
                end_word(&reader);
                at += (int32_t)skip;
                continue;
            }
        }
        token_start = byte <= ' ' || byte == '<' || byte == '>' || byte == '"';
        UChar32 c = byte;
        if (byte < 0x80) {
            at++;
        } else {
            U8_NEXT(data, at, size, c);
            note_beyond_ascii(&reader, c);
        }
        take(&reader, fold_of(c));
    }
    end_word(&reader);
    end_spelt(&reader);
}

static int compare_hashes(const void *a, const void *b) {
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

void normal_names_read(struct arena *arena, const struct mail *mail, struct normal_names *names) {
    /* Every recipient's address, and only so many: a mail to hundreds greets nobody by name. */
    enum { GREETED = 8 };
    struct normal_words words = {0};
    for (size_t i = 0; i < mail->recipient_count && i < GREETED; i++) {
        const struct mail_address *address = &mail->recipients[i];
        const char *at = strrchr(address->address, '@');
        normal_words_read(arena, slice_of(address->address, at ? (size_t)(at - address->address) : 0), NULL,
                          &words);
        normal_words_read(arena, slice_from_string(address->name), NULL, &words);
    }
    if (words.count)
        qsort(words.hashes, words.count, sizeof *words.hashes, compare_hashes);
    names->hashes = words.hashes;
    names->count = words.count;
}
