/* The normal form of template/words.h turned round: what may stand in a text where a phrase has a space, a
 * number or an end. It is matched byte by byte, since programs differ in what \b, \W and "caseless" mean
 * beyond ASCII, and in whether a text that is no UTF-8 is looked at at all; a byte beyond ASCII is a letter,
 * but for the separators that words.h names: no-break space, U+2000 to U+206F and U+3000.
 *
 * Nothing here can be matched in two ways, so no text makes a backtracking program slow: words begin and end
 * with what gaps have not, and a number before a number is atomic. Hyperscan takes all but that last one. */
#include "publish/rule_regex.h"

#include <string.h>

/* One separator. */
#define SEPARATORS "[^a-z0-9\\x80-\\xff]|\\xc2\\xa0|\\xe2[\\x80\\x81].|\\xe3\\x80\\x80"
#define GAP        "(?:" SEPARATORS ")+"
/* Between two ASCII words: short and quick, at the price of letting words of other scripts stand there. A
 * line of dashes with its line ends is not longer. */
#define ASCII_GAP "[^a-z0-9]{1,99}"
#define BEGINNING "(?:^|" SEPARATORS ")"
#define END       "(?:$|" SEPARATORS ")"
/* So many points and commas stand in a number. A bound, so that a text of nothing but them costs no square of
 * its length. */
#define NUMBER "[0-9]+(?:[.,][0-9]+){0,9}"

static bool is_number(struct slice word) {
    return word.size == 1 && word.data[0] == '#';
}

static bool is_ascii(struct slice word) {
    for (size_t i = 0; i < word.size; i++)
        if ((unsigned char)word.data[i] >= 0x80)
            return false;
    return true;
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

static void append_phrase(struct buffer *into, struct slice phrase) {
    struct slice before = {0};
    if (!phrase.size)
        buffer_append_string(into, "(?!)"); /* no words are in no text */
    while (phrase.size) {
        struct slice word = next_word(&phrase);
        bool before_number = phrase.size && phrase.data[0] == '#';
        if (before.size)
            buffer_append_string(into, is_ascii(before) && is_ascii(word) ? ASCII_GAP : GAP);
        if (!is_number(word))
            append_word(into, word);
        else
            buffer_append_string(into, before_number ? "(?>" NUMBER ")" : NUMBER);
        before = word;
    }
}

/* A header's name has the address behind it, where nothing may hit. */
#define NAME_END "(?:[^<]*<|(?<=<))"

void rule_regex_append(struct buffer *into, const struct signature_anchor *anchor, bool whole_header) {
    buffer_append_string(into, BEGINNING);
    buffer_append_string(into, anchor->phrase_count > 1 ? "(?:" : "");
    for (size_t i = 0; i < anchor->phrase_count; i++) {
        buffer_append_string(into, i ? "|" : "");
        append_phrase(into, slice_from_string(anchor->phrases[i].words));
    }
    buffer_append_string(into, anchor->phrase_count > 1 ? ")" : "");
    buffer_append_string(into, END);
    if (whole_header && anchor->field == SIGNATURE_FROM)
        buffer_append_string(into, NAME_END);
}
