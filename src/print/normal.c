/* Text in normal form: a sequence of word hashes in which noise does not show.
 *
 * Every code point is folded to a base letter (case, accents, compatibility forms by ICU's NFKC_Casefold and
 * NFD; letters of other scripts that look Latin by the table of Unicode TR 39 as far as spam uses it); digits
 * between letters read as the letters they stand for ("pr1ce"), a number is a number whatever its digits;
 * letters set apart ("S T O C K", "S.T.O.C.K") are one word; links and mail addresses are left out, since
 * they are keys of their own; words that name the recipient become one token. Ideographs are words of one
 * character.
 *
 * Cost: one pass, a table look-up a byte for ASCII, for the rest a table made at first use of a block of 256
 * code points. Allocates nothing but the growing array of hashes. */
#include "print/normal.h"

#include <ctype.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/ustring.h>
#include <xxhash.h>

#define WORD_BYTES 64 /* a longer run is no word; its beginning stands for it */
/* So many single letters in a row are one word spelt out. */
#define SPELT_LETTERS 3

enum { CLASS_SPACE, CLASS_LETTER, CLASS_DIGIT, CLASS_IDEOGRAPH, CLASS_IGNORED };

/* class in the upper 8 bits, folded code point in the lower 24. */
typedef uint32_t folding;

static _Atomic(folding *) blocks[0x1100];

/* Letters of other scripts drawn like Latin ones (after Unicode TR 39, confusables), lower case. */
static const struct {
    uint16_t from;
    char to;
} look_alikes[] = {
    {0x0430, 'a'}, {0x0435, 'e'}, {0x043e, 'o'}, {0x0440, 'p'}, {0x0441, 'c'}, {0x0443, 'y'}, {0x0445, 'x'},
    {0x0455, 's'}, {0x0456, 'i'}, {0x0458, 'j'}, {0x04bb, 'h'}, {0x0501, 'd'}, {0x051b, 'q'}, {0x051d, 'w'},
    {0x03b1, 'a'}, {0x03b9, 'i'}, {0x03bd, 'v'}, {0x03bf, 'o'}, {0x03c1, 'p'}, {0x03c5, 'u'}, {0x0131, 'i'},
    {0x0251, 'a'}, {0x0261, 'g'}, {0x0578, 'n'}, {0x057d, 'u'}, {0x0585, 'o'}, {0x043a, 'k'}, {0x043c, 'm'},
    {0x0442, 't'}, {0x0432, 'b'}, {0x043d, 'h'},
};

static UChar32 fold_look_alike(UChar32 c) {
    for (size_t i = 0; i < sizeof look_alikes / sizeof *look_alikes; i++)
        if (look_alikes[i].from == c)
            return look_alikes[i].to;
    return c;
}

/* The base letter of c: first code point of its case-folded compatibility decomposition. */
static UChar32 fold_letter(UChar32 c) {
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *casefold = unorm2_getNFKCCasefoldInstance(&status);
    const UNormalizer2 *decompose = unorm2_getNFDInstance(&status);
    UChar source[2], folded[32], base[64];
    int32_t length = 0;
    U16_APPEND_UNSAFE(source, length, c);
    int32_t folded_length = unorm2_normalize(casefold, source, length, folded, 32, &status);
    int32_t base_length = unorm2_normalize(decompose, folded, folded_length, base, 64, &status);
    if (U_FAILURE(status) || base_length == 0)
        return c;
    UChar32 first;
    int32_t at = 0;
    U16_NEXT(base, at, base_length, first);
    return fold_look_alike(first);
}

static folding fold_code_point(UChar32 c) {
    unsigned class = CLASS_SPACE;
    UChar32 to = c;
    if (u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) || u_charType(c) == U_NON_SPACING_MARK) {
        class = CLASS_IGNORED;
    } else if (u_isdigit(c)) {
        class = CLASS_DIGIT;
        to = '0' + u_charDigitValue(c);
    } else if (u_isalpha(c) || u_hasBinaryProperty(c, UCHAR_ALPHABETIC)) {
        UErrorCode status = U_ZERO_ERROR;
        UScriptCode script = uscript_getScript(c, &status);
        bool ideograph = script == USCRIPT_HAN || script == USCRIPT_HIRAGANA || script == USCRIPT_KATAKANA ||
                         script == USCRIPT_THAI;
        class = ideograph ? CLASS_IDEOGRAPH : CLASS_LETTER;
        to = ideograph ? c : fold_letter(c);
        if (class == CLASS_LETTER && u_isdigit(to))
            class = CLASS_DIGIT;
    } else {
        /* signs that stand for letters, such as circled or mathematical ones */
        UChar32 base = fold_letter(c);
        if (base != c && u_isalpha(base)) {
            class = CLASS_LETTER;
            to = base;
        }
    }
    return class << 24 | (folding)to;
}

/* Two threads may both make a block; the loser frees its own. */
static const folding *make_block(unsigned block) {
    folding *made = allocate(256 * sizeof *made), *expected = NULL;
    for (unsigned i = 0; i < 256; i++)
        made[i] = fold_code_point((UChar32)(block << 8 | i));
    if (!atomic_compare_exchange_strong(&blocks[block], &expected, made)) {
        free(made);
        return expected;
    }
    return made;
}

static folding fold(UChar32 c) {
    if (c < 0 || c > 0x10ffff)
        return CLASS_SPACE << 24;
    const folding *block = atomic_load_explicit(&blocks[c >> 8], memory_order_acquire);
    if (!block)
        block = make_block((unsigned)c >> 8);
    return block[c & 0xff];
}

/* The letter a digit stands for between letters; 0 if none. */
static char digit_as_letter(UChar32 digit) {
    static const char letters[] = "oizeasgtbg";
    return letters[digit - '0'];
}

/* The word being read. */
struct reader {
    struct arena *arena;
    const struct normal_names *names;
    struct normal_words *words;
    uint32_t word[WORD_BYTES];
    size_t length;
    size_t letters, digits;
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
    words->hashes[words->count++] = is_name(reader->names, hash) ? NORMAL_RECIPIENT : hash;
}

static uint64_t hash_word(const uint32_t *word, size_t length) {
    return XXH3_64bits(word, length * sizeof *word);
}

/* Single letters that did not come to a spelt word are words of one letter; those that did are one word. */
static void end_spelt(struct reader *reader) {
    if (reader->spelt_length >= SPELT_LETTERS)
        add_word(reader, hash_word(reader->spelt, reader->spelt_length));
    else
        for (size_t i = 0; i < reader->spelt_length; i++)
            add_word(reader, hash_word(reader->spelt + i, 1));
    reader->spelt_length = 0;
}

static void end_word(struct reader *reader) {
    if (!reader->length)
        return;
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
                    reader->word[i] = (uint32_t)digit_as_letter((UChar32)reader->word[i]);
            add_word(reader, hash_word(reader->word, reader->length));
        }
    }
    reader->length = reader->letters = reader->digits = 0;
}

static void take(struct reader *reader, folding folded) {
    unsigned class = folded >> 24;
    uint32_t c = folded & 0xffffff;
    if (class == CLASS_IGNORED)
        return;
    if (class == CLASS_SPACE) {
        end_word(reader);
        return;
    }
    if (class == CLASS_IDEOGRAPH) {
        end_word(reader);
        end_spelt(reader);
        add_word(reader, hash_word(&c, 1));
        return;
    }
    if (reader->length < WORD_BYTES)
        reader->word[reader->length++] = c;
    if (class == CLASS_LETTER)
        reader->letters++;
    else
        reader->digits++;
}

/* At a link or mail address: how many bytes it takes, 0 if there is none. `at` stands at the start of a
 * token. */
static size_t link_size(const char *text, size_t size) {
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
    return end > 4 && !strncasecmp(text, "www.", 4) ? end : 0;
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
            size_t skip = link_size(data + at, (size_t)(size - at));
            if (skip) {
                end_word(&reader);
                at += (int32_t)skip;
                continue;
            }
        }
        token_start = byte <= ' ' || byte == '<' || byte == '>' || byte == '"';
        UChar32 c = byte;
        if (byte < 0x80)
            at++;
        else
            U8_NEXT(data, at, size, c);
        take(&reader, fold(c));
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
