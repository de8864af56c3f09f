/* The normal form of template/words.h turned round: what may stand in a text where a phrase has a space, a
 * number or an end. It is matched byte by byte, since programs differ in what \b, \W and "caseless" mean
 * beyond ASCII, and in whether a text that is no UTF-8 is looked at at all; a byte beyond ASCII is a letter,
 * but for the separators that words.h names: no-break space, U+2000 to U+206F and U+3000.
 *
 * A phrase's ends look around, so that a program that backtracks need only look where its first letter is
 * (2.6 times as fast in SpamAssassin). For Hyperscan, which knows nothing of that, they take the separator
 * in. No text makes a program slow: words begin with what gaps have not, and a number before a number is
 * atomic. A gap is one state, not some: one of 1 to 99 bytes makes rspamd's start five times as long. */
#include "publish/rule_regex.h"

#include <string.h>

/* Bytes with which no letter begins: any number of them are a gap. Signs up to U+00BF and from U+2000 to
 * U+2FFF are let stand in one, which words.h takes for letters. */
#define NO_LETTER "[^a-z0-9\\xc3-\\xe1\\xe3-\\xff]"
#define GAP       NO_LETTER "+"
/* Not behind a letter of ASCII or of two bytes. */
#define BEGINNING          "(?<![a-z0-9])(?<![\\xc3-\\xdf][\\x80-\\xbf])"
#define END                "(?![a-z0-9\\xc3-\\xe1\\xe3-\\xff])"
#define SEPARATOR          "[^a-z0-9\\x80-\\xff]|\\xc2\\xa0|\\xe2[\\x80\\x81].|\\xe3\\x80\\x80"
#define TAKEN_IN_BEGINNING "(?:^|" SEPARATOR ")"
#define TAKEN_IN_END       "(?:$|" SEPARATOR ")"
/* A header's name has the address behind it, where nothing may hit. */
#define NAME_END "[^<]*<"
/* At an end of the phrase, the digits there are all that is asked for. */
#define DIGITS "[0-9]+"
#define NUMBER "[0-9]+(?:[.,][0-9]+)*"

static bool is_number(struct slice word) {
    return word.size == 1 && word.data[0] == '#';
}

/* Cuts the first word off what is left. */
static struct slice next_word(struct slice *left) {
    const char *space = memchr(left->data, ' ', left->size);
    size_t size = space ? (size_t)(space - left->data) : left->size;
    struct slice word = slice_of(left->data, size);
    size += space != NULL;
    *left = slice_of(left->data + size, left->size - size);
    return word;
}

/* A letter of Latin-1, in UTF-8 as everywhere, is also taken as the one byte that it is in text whose charset
 * is not named: SpamAssassin leaves that as it comes. Returns how many bytes it was, 0: it is none. */
static size_t append_latin(struct buffer *into, struct slice left) {
    unsigned first = (unsigned char)left.data[0], second = left.size > 1 ? (unsigned char)left.data[1] : 0;
    if ((first != 0xc2 && first != 0xc3) || second < 0x80 || second > 0xbf)
        return 0;
    buffer_printf(into, "(?:\\x%02x\\x%02x|\\x%02x)", first, second, (first & 3) << 6 | (second & 0x3f));
    return 2;
}

static void append_word(struct buffer *into, struct slice word) {
    for (size_t i = 0; i < word.size;) {
        char byte = word.data[i];
        size_t taken = append_latin(into, slice_of(word.data + i, word.size - i));
        if (!taken && ((byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9')))
            buffer_append(into, &byte, 1);
        else if (!taken)
            buffer_printf(into, "\\x%02x", (unsigned)(unsigned char)byte);
        i += taken ? taken : 1;
    }
}

static void append_number(struct buffer *into, bool is_end, bool before_number, bool behind_number) {
    if (before_number)
        buffer_append_string(into, "(?>" NUMBER ")");
    else
        buffer_append_string(into, is_end && !behind_number ? DIGITS : NUMBER);
}

static void append_phrase(struct buffer *into, struct slice phrase) {
    struct slice before = {0};
    if (!phrase.size)
        buffer_append_string(into, "(?!)"); /* no words are in no text */
    while (phrase.size) {
        struct slice word = next_word(&phrase);
        bool is_end = !before.size || !phrase.size;
        buffer_append_string(into, before.size ? GAP : "");
        if (is_number(word))
            append_number(into, is_end, phrase.size && phrase.data[0] == '#', is_number(before));
        else
            append_word(into, word);
        before = word;
    }
}

void rule_regex_append(struct buffer *into, const struct signature_anchor *anchor, unsigned flags) {
    bool taken_in = (flags & RULE_REGEX_AUTOMATON) && anchor->field == SIGNATURE_BODY;
    buffer_append_string(into, taken_in ? TAKEN_IN_BEGINNING : BEGINNING);
    buffer_append_string(into, anchor->phrase_count > 1 ? "(?:" : "");
    for (size_t i = 0; i < anchor->phrase_count; i++) {
        buffer_append_string(into, i ? "|" : "");
        append_phrase(into, slice_from_string(anchor->phrases[i].words));
    }
    buffer_append_string(into, anchor->phrase_count > 1 ? ")" : "");
    buffer_append_string(into, taken_in ? TAKEN_IN_END : END);
    if ((flags & RULE_REGEX_HEADER) && anchor->field == SIGNATURE_FROM)
        buffer_append_string(into, NAME_END);
}
