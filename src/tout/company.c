/* Two writings of one company are to be one name. candidate.c takes a name from before a legal form and
 * leaves out the form; here the same is done to a name by itself. Only forms that say nothing of what the
 * company does are left out: "Quavex Gold" and "Quavex Oil" are two companies. */
#include "tout/company.h"

#include <ctype.h>

static bool is_word(const struct tokens *tokens, size_t at) {
    return tokens->words[at].bytes > 0;
}

static bool is_form(const struct tokens *tokens, size_t at) {
    static const char *const forms[] = {
        "inc", "incorporated", "corp", "corporation", "ltd",  "limited", "plc", "llc",
        "llp", "lp",           "co",   "company",     "ag",   "se",      "sa",  "spa",
        "srl", "sl",           "nv",   "bv",          "gmbh", "kgaa",    "kg",  "sas",
        "pty", "pte",          "bhd",  "ab",          "as",   "asa",     "oyj", "aktiengesellschaft"};
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        if (token_is(tokens, at, forms[i]))
            return true;
    return false;
}

/* Words from *from up to the end returned; one is kept in any case. */
static size_t trim(const struct tokens *tokens, size_t *from) {
    size_t to = tokens->count;
    while (*from < to && !is_word(tokens, *from))
        ++*from;
    for (size_t last = to; last-- > *from + 1;) {
        if (is_word(tokens, last) && !is_form(tokens, last))
            break;
        to = last;
    }
    if (*from + 1 < to && token_is(tokens, *from, "the"))
        ++*from;
    return to;
}

void company_fold(struct arena *arena, struct slice text, char name[TOUT_NAME_BYTES]) {
    struct tokens tokens = {0};
    size_t length = 0, from = 0;
    tokens_read(arena, text, &tokens);
    for (size_t to = trim(&tokens, &from); from < to; from++) {
        struct lexicon_word word = tokens.words[from];
        if (!word.bytes || length + word.bytes + 2 > TOUT_NAME_BYTES)
            continue;
        if (length)
            name[length++] = ' ';
        for (size_t i = 0; i < word.bytes; i++)
            name[length++] = (char)toupper((unsigned char)word.form[i]);
    }
    name[length] = 0;
}
