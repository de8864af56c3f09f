/* Text as touts are found in it: words, numbers, marks and line ends, in order, each with what the lexicon
 * says of it. See token.c. */
#ifndef WEIR_TOUT_TOKEN_H
#define WEIR_TOUT_TOKEN_H

#include <stdbool.h>

#include "base/arena.h"
#include "tout/lexicon.h"

/* A longer text is read up to here: a tout says what it touts far earlier. */
#define TOKENS 1000

enum token_type { TOKEN_WORD, TOKEN_NUMBER, TOKEN_MARK, TOKEN_LINE, TOKEN_LINK };

struct token {
    const char *start; /* in the text; as written */
    uint16_t bytes;
    uint8_t type;
    uint8_t text;     /* which one it is of, from 1 */
    char mark;        /* of a TOKEN_MARK: itself if ASCII, else '?' */
    bool glued;       /* no space between it and the token before */
    bool capitals;    /* a word of capital letters and maybe digits */
    bool capitalised; /* its first letter is a capital */
    bool letters, digits;
    uint8_t phrase; /* tokens of the lexicon's phrase that begins here, 0 none */
    uint32_t categories;
    double value; /* of a number */
};

struct tokens {
    struct token *items;
    struct lexicon_word *words; /* of each item its folded form; empty if it is no word */
    size_t count;
    size_t capacity;
    bool skip_quotes;     /* set by the caller: lines that quote other mail are left out */
    uint8_t texts;        /* read so far */
    size_t word_count;    /* words and numbers */
    size_t capital_words; /* of capitals, with two letters or more */
    size_t letter_words;  /* words with two letters or more */
    uint32_t categories;  /* of any of them */
};

/* Appends the tokens of text, which outlives them. */
void tokens_read(struct arena *arena, struct slice text, struct tokens *tokens);

/* Whether the word is this one, as folded. */
bool token_is(const struct tokens *tokens, size_t at, const char *word);

#endif
