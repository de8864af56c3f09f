/* What a user asks of `find`, as clauses that a mail must all meet. */
#ifndef WEIR_STORE_QUERY_H
#define WEIR_STORE_QUERY_H

#include "base/arena.h"
#include "base/error.h"
#include "store/term.h"

/* More than a person types; a list of indicators is asked one by one. */
#define QUERY_CLAUSES 100

struct query_clause {
    enum term_kind kind;
    const char *value;         /* as indexed: folded */
    const char *const *phrase; /* folded words that stand in a row; NULL: a single term */
    size_t phrase_words;
    bool network;
    uint8_t first[16], last[16]; /* of a network */
};

struct query {
    struct query_clause clauses[QUERY_CLAUSES];
    size_t count;
};

/* words: as typed. false with error set: an unknown key, no network, nothing to look for. */
bool query_read(struct arena *arena, const char *const *words, size_t count, struct query *query,
                struct error *error);
/* One key and its value, e.g. TERM_DOMAIN and "Example.ORG"; false when it is not of the key's form. */
bool query_key(struct arena *arena, enum term_kind kind, const char *value, struct query_clause *clause);

#endif
