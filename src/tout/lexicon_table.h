/* The tables that data/compile.py makes and lexicon.c walks. */
#ifndef WEIR_TOUT_LEXICON_TABLE_H
#define WEIR_TOUT_LEXICON_TABLE_H

#include "tout/lexicon.h"

/* The first nodes are the roots. */
enum {
    LEXICON_ROOT_PHRASE,
    LEXICON_ROOT_PREFIX,
    LEXICON_ROOT_SUFFIX,
    LEXICON_ROOT_CURRENCY,
    LEXICON_ROOT_PLAIN
};

/* Where one or more words lead. */
struct lexicon_node {
    uint32_t value;        /* categories, or number of market or currency; 0: no phrase ends here */
    uint32_t stem_lengths; /* a bit a length in bytes of the stems that lead on */
    bool inner;            /* longer phrases go on from here */
};

/* A word, or the stem of words, that leads from a node to another. */
struct lexicon_edge {
    uint32_t form; /* offset in lexicon_forms */
    uint32_t key;  /* number of the node it leads from, doubled; odd for a stem */
    uint16_t to;
    uint16_t bytes;
};

extern const char lexicon_forms[];
extern const struct lexicon_node lexicon_nodes[];
extern const struct lexicon_edge lexicon_edges[];
/* Hash table, open addressing: upper half of the hash, and 1 + number of the edge in the lower 16 bits; 0:
 * free. */
extern const uint32_t lexicon_slots[];
extern const uint32_t lexicon_slot_mask;
/* By hash of a word's first four bytes: lengths of the stems that begin so, as in stem_lengths. */
extern const uint32_t lexicon_stem_filter[];
/* By the upper half of an edge's hash: a bit where there may be one. */
extern const uint32_t lexicon_edge_filter[];
/* By hash of a word's first bytes, four at most: a bit where a phrase may begin with it. */
extern const uint32_t lexicon_head_filter[];
extern const struct lexicon_market lexicon_markets[];
extern const struct lexicon_currency lexicon_currencies[];

#endif
