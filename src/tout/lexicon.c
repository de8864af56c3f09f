/* Phrases in a text.
 *
 * The data is one trie of words; data/compile.py lays it out as one hash table of all its edges. A step from
 * a node by a word is one probe for the word itself, and one for each length of stem that a filter of first
 * four bytes admits, which for most words is none.
 *
 * Cost: a word that begins no phrase takes a hash of at most 16 of its bytes, one look at the table and one
 * at the filter: 10 ns; the words of real mail, of which every second is in the lexicon, 30 ns. The tables
 * take 350 kB. */
#include "tout/lexicon.h"

#include <endian.h>
#include <string.h>

#include "tout/lexicon_table.h"

#define STEM_BYTES_MIN 4 /* what the filter looks at */

static uint64_t load_8(const char *bytes) {
    uint64_t value;
    memcpy(&value, bytes, sizeof value);
    return le64toh(value);
}

static uint32_t load_4(const char *bytes) {
    uint32_t value;
    memcpy(&value, bytes, sizeof value);
    return le32toh(value);
}

/* The same as word_hash() in compile.py. The middle of words longer than 16 bytes is left out: the comparison
 * that follows a hit is of all bytes. */
static uint32_t hash_word(const char *form, size_t bytes, uint32_t key) {
    uint64_t a, b = 0;
    if (bytes >= 8) {
        a = load_8(form);
        b = load_8(form + bytes - 8);
    } else if (bytes >= 4) {
        a = load_4(form);
        b = load_4(form + bytes - 4);
    } else {
        a = (uint64_t)(uint8_t)form[0] | (uint64_t)(uint8_t)form[bytes / 2] << 8 |
            (uint64_t)(uint8_t)form[bytes - 1] << 16;
    }
    uint64_t hash = (a + key * UINT64_C(0x9E3779B97F4A7C15)) * UINT64_C(0xD6E8FEB86659FD93);
    hash ^= hash >> 29;
    hash = ((hash ^ b) + bytes) * UINT64_C(0xA0761D6478BD642F);
    return (uint32_t)(hash >> 32);
}

/* NULL if there is no such edge. */
static const struct lexicon_edge *find_edge(const char *form, size_t bytes, uint32_t key) {
    uint32_t hash = hash_word(form, bytes, key), filtered = hash >> 16;
    if (!(lexicon_edge_filter[filtered / 32] >> filtered % 32 & 1))
        return NULL;
    for (uint32_t at = hash & lexicon_slot_mask; lexicon_slots[at]; at = (at + 1) & lexicon_slot_mask) {
        if ((lexicon_slots[at] ^ hash) >> 16)
            continue;
        const struct lexicon_edge *edge = &lexicon_edges[(lexicon_slots[at] & 0xffff) - 1];
        if (edge->key == key && edge->bytes == bytes && !memcmp(lexicon_forms + edge->form, form, bytes))
            return edge;
    }
    return NULL;
}

/* Lengths of the stems that word may begin with, a bit each. */
static uint32_t stem_lengths(const struct lexicon_node *node, struct lexicon_word word) {
    if (!node->stem_lengths || word.bytes < STEM_BYTES_MIN)
        return 0;
    uint32_t lengths =
        node->stem_lengths & lexicon_stem_filter[load_4(word.form) * UINT32_C(0x9E3779B1) >> 20];
    return word.bytes < 31 ? lengths & ((UINT32_C(2) << word.bytes) - 1) : lengths;
}

static void follow(const struct lexicon_word *words, size_t count, uint32_t number, unsigned depth,
                   struct lexicon_match *match);

static void take(const struct lexicon_word *words, size_t count, const struct lexicon_edge *edge,
                 unsigned depth, struct lexicon_match *match) {
    if (!edge)
        return;
    uint32_t value = lexicon_nodes[edge->to].value;
    if (value && depth > match->words)
        *match = (struct lexicon_match){value, (uint8_t)depth};
    else if (value && depth == match->words)
        match->categories |= value;
    follow(words + 1, count - 1, edge->to, depth, match);
}

/* Goes on from a node, reached by depth words, by all edges that fit. The trie's height bounds the recursion.
 */
static void follow(const struct lexicon_word *words, size_t count, uint32_t number, unsigned depth,
                   struct lexicon_match *match) {
    const struct lexicon_node *node = &lexicon_nodes[number];
    if (!count || !node->inner || !words->bytes)
        return;
    take(words, count, find_edge(words->form, words->bytes, number * 2), depth + 1, match);
    for (uint32_t lengths = stem_lengths(node, *words); lengths; lengths &= lengths - 1) {
        size_t bytes = (size_t)__builtin_ctz(lengths);
        take(words, count, find_edge(words->form, bytes, number * 2 + 1), depth + 1, match);
    }
}

/* Settles most words of a text: no phrase begins with these bytes. */
static bool may_begin(struct lexicon_word word) {
    uint32_t head = 0;
    if (word.bytes >= 4)
        head = load_4(word.form);
    else
        for (size_t i = 0; i < word.bytes; i++)
            head |= (uint32_t)(uint8_t)word.form[i] << 8 * i;
    uint32_t slot = head * UINT32_C(0x9E3779B1) >> 18;
    return lexicon_head_filter[slot / 32] >> slot % 32 & 1;
}

uint32_t lexicon_plain(struct lexicon_word word) {
    struct lexicon_match match = {0};
    follow(&word, 1, LEXICON_ROOT_PLAIN, 0, &match);
    return match.categories;
}

struct lexicon_match lexicon_find(const struct lexicon_word *words, size_t count) {
    struct lexicon_match match = {0};
    if (count && may_begin(*words))
        follow(words, count, LEXICON_ROOT_PHRASE, 0, &match);
    return match;
}

const struct lexicon_market *lexicon_market_by_prefix(const struct lexicon_word *words, size_t count,
                                                      unsigned *words_used) {
    struct lexicon_match match = {0};
    follow(words, count, LEXICON_ROOT_PREFIX, 0, &match);
    *words_used = match.words;
    return match.words ? &lexicon_markets[match.categories - 1] : NULL;
}

const struct lexicon_market *lexicon_market_by_suffix(struct lexicon_word suffix) {
    struct lexicon_match match = {0};
    follow(&suffix, 1, LEXICON_ROOT_SUFFIX, 0, &match);
    return match.words ? &lexicon_markets[match.categories - 1] : NULL;
}

bool lexicon_currency(struct lexicon_word word, struct lexicon_currency *currency) {
    struct lexicon_match match = {0};
    follow(&word, 1, LEXICON_ROOT_CURRENCY, 0, &match);
    if (match.words)
        *currency = lexicon_currencies[match.categories - 1];
    return match.words;
}
