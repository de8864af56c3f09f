/* What a symbol looks like is known (two to six capitals, a suffix for the market); the ways to dress it are
 * few: "A B C D", "A_B_C_D", "A.B.C.D", "ABCD.PK", "{abcd:PK}", "ABCDCurrent price". */
#include "tout/spelling.h"

#include <ctype.h>
#include <string.h>

#include "print/fold.h"

#define SYMBOL_LEAST 2
#define SYMBOL_MOST  6
/* A symbol run together with what follows. */
#define LONGEST_WORD 24
/* A piece of a symbol that was cut. */
#define PIECE_MOST 3
/* Fewer letters set apart are initials. */
#define SPACED_LEAST 3

static bool is_separator(char mark) {
    return mark && strchr(".-_*~'/|+", mark) != NULL;
}

static bool is_word(const struct tokens *tokens, size_t at) {
    return at < tokens->count && tokens->items[at].type == TOKEN_WORD;
}

static bool is_mark(const struct tokens *tokens, size_t at, char mark) {
    return at < tokens->count && tokens->items[at].type == TOKEN_MARK && tokens->items[at].mark == mark;
}

static void append_capitals(struct spelling *spelling, struct lexicon_word word) {
    size_t length = strlen(spelling->name);
    for (size_t i = 0; i < word.bytes && length + 1 < TOUT_NAME_BYTES; i++)
        spelling->name[length++] = (char)toupper((unsigned char)word.form[i]);
    spelling->name[length] = 0;
}

static bool is_ascii(struct lexicon_word word) {
    for (size_t i = 0; i < word.bytes; i++)
        if ((unsigned char)word.form[i] >= 0x80)
            return false;
    return true;
}

static void read_suffix(const struct tokens *tokens, size_t at, struct spelling *spelling);

/* Letters set apart by the same mark, or by spaces, as far as they go. */
static bool read_spaced(const struct tokens *tokens, size_t at, struct spelling *spelling) {
    size_t letters = 0, end = at, next = at;
    char separator = 0;
    while (is_word(tokens, next) && tokens->words[next].bytes == 1 && letters <= SYMBOL_MOST &&
           tokens->items[next].capitals == tokens->items[at].capitals) {
        append_capitals(spelling, tokens->words[next]);
        letters++;
        end = ++next;
        if (next >= tokens->count || tokens->items[next].type != TOKEN_MARK ||
            !is_separator(tokens->items[next].mark))
            continue;
        if (letters > 1 && separator != tokens->items[next].mark)
            break;
        separator = tokens->items[next++].mark;
    }
    spelling->tokens = end - at;
    spelling->capitals = tokens->items[at].capitals;
    spelling->spaced = true;
    read_suffix(tokens, end - 1, spelling);
    return letters >= SPACED_LEAST && letters <= SYMBOL_MOST;
}

/* "ABCDCurrent": the last of the capitals belongs to the word behind. */
static bool read_run_together(const struct tokens *tokens, size_t at, struct spelling *spelling) {
    const struct token *token = &tokens->items[at];
    size_t capitals = 0;
    while (capitals < token->bytes && isupper((unsigned char)token->start[capitals]))
        capitals++;
    if (capitals < SYMBOL_LEAST + 2 || capitals > SYMBOL_MOST + 1 || capitals == token->bytes ||
        tokens->words[at].bytes != token->bytes)
        return false;
    struct lexicon_word rest = {tokens->words[at].form + capitals - 1,
                                (uint16_t)(tokens->words[at].bytes - capitals + 1)};
    if (!(lexicon_find(&rest, 1).categories & (LEXICON_PRICE | LEXICON_TARGET)))
        return false;
    append_capitals(spelling, (struct lexicon_word){tokens->words[at].form, (uint16_t)(capitals - 1)});
    spelling->tokens = 1;
    spelling->capitals = true;
    return true;
}

/* A market's suffix behind a point, or behind a colon within brackets. In small letters a country's is the
 * end of a host's name rather than a suffix. */
static void read_suffix(const struct tokens *tokens, size_t at, struct spelling *spelling) {
    size_t suffix = at + 2;
    bool colon = is_mark(tokens, at + 1, ':');
    if ((!colon && !is_mark(tokens, at + 1, '.')) || !is_word(tokens, suffix) ||
        !(tokens->items[at + 1].glued || spelling->spaced) || !tokens->items[suffix].glued)
        return;
    bool goes_on = suffix + 1 < tokens->count && tokens->items[suffix + 1].glued &&
                   (is_mark(tokens, suffix + 1, '@') || is_mark(tokens, suffix + 1, '/') ||
                    (is_mark(tokens, suffix + 1, '.') && is_word(tokens, suffix + 2) &&
                     tokens->items[suffix + 2].glued));
    const struct lexicon_market *market = lexicon_market_by_suffix(tokens->words[suffix]);
    bool generic = token_is(tokens, suffix, "ob") || token_is(tokens, suffix, "pk");
    if (!market || goes_on || (!tokens->items[suffix].capitals && !generic))
        return;
    spelling->name[strlen(spelling->name) + 1] = 0;
    spelling->name[strlen(spelling->name)] = '.';
    append_capitals(spelling, tokens->words[suffix]);
    spelling->market = market;
    spelling->tokens += 2;
}

/* "D0SE" is an everyday word with a digit for a letter. */
static bool is_disguised_word(struct lexicon_word word) {
    char plain[SYMBOL_MOST];
    for (size_t i = 0; i < word.bytes; i++)
        plain[i] = isdigit((unsigned char)word.form[i])
                       ? (char)fold_digit_as_letter((unsigned char)word.form[i])
                       : word.form[i];
    struct lexicon_word read = {plain, word.bytes};
    return lexicon_find(&read, 1).words > 0 || lexicon_plain(read);
}

static bool read_plain(const struct tokens *tokens, size_t at, bool small, struct spelling *spelling) {
    const struct token *token = &tokens->items[at];
    struct lexicon_word word = tokens->words[at];
    bool dressed =
        at + 1 < tokens->count && tokens->items[at + 1].type == TOKEN_MARK && tokens->items[at + 1].glued;
    if (!token->capitals && !small && !dressed)
        return false;
    if (word.bytes < SYMBOL_LEAST || word.bytes > SYMBOL_MOST || !is_ascii(word))
        return false;
    append_capitals(spelling, word);
    spelling->tokens = 1;
    spelling->capitals = token->capitals;
    read_suffix(tokens, at, spelling);
    if (spelling->market)
        return token->capitals || small || !token->capitalised;
    if (token->digits && !spelling->market && is_disguised_word(word))
        return false;
    uint32_t no_symbol = LEXICON_NOT_SYMBOL | (token->capitals ? 0 : LEXICON_COMMON);
    bool legal = !token->capitals && lexicon_find(&word, 1).categories & LEXICON_LEGAL;
    return (token->capitals || small) && !legal && !(lexicon_plain(word) & no_symbol);
}

/* The name need not be cleared whole. */
static void clear(struct spelling *spelling) {
    spelling->name[0] = 0;
    spelling->market = NULL;
    spelling->tokens = 0;
    spelling->capitals = spelling->spaced = false;
}

bool spelling_read(const struct tokens *tokens, size_t at, bool small, struct spelling *spelling) {
    clear(spelling);
    if (!is_word(tokens, at) || tokens->words[at].bytes > LONGEST_WORD)
        return false;
    if (tokens->words[at].bytes == 1)
        return read_spaced(tokens, at, spelling);
    if (read_plain(tokens, at, small, spelling))
        return true;
    clear(spelling);
    return read_run_together(tokens, at, spelling);
}

/* Two or three pieces of capitals, or small letters where those may be symbols, of which at least one has two
 * letters, together 4 to 6. */
static bool read_pieces(const struct tokens *tokens, size_t at, bool small, struct spelling *spelling) {
    size_t letters = 0, pieces = 0, end = at;
    *spelling = (struct spelling){0};
    for (size_t next = at; pieces < 3 && is_word(tokens, next) && (tokens->items[next].capitals || small) &&
                           tokens->words[next].bytes <= PIECE_MOST && is_ascii(tokens->words[next]) &&
                           !(lexicon_plain(tokens->words[next]) & (LEXICON_NOT_SYMBOL | LEXICON_COMMON));) {
        letters += tokens->words[next].bytes;
        if (letters > SYMBOL_MOST)
            return false;
        append_capitals(spelling, tokens->words[next]);
        pieces++;
        end = ++next;
        if (next < tokens->count && tokens->items[next].type == TOKEN_MARK && tokens->items[next].glued &&
            is_separator(tokens->items[next].mark) && tokens->items[next].mark != '.')
            next++;
    }
    spelling->tokens = end - at;
    spelling->capitals = true;
    spelling->spaced = true;
    if (pieces)
        read_suffix(tokens, end - 1, spelling);
    return pieces > 1 && letters > PIECE_MOST && letters > pieces;
}

bool spelling_read_expected(const struct tokens *tokens, size_t at, bool small, struct spelling *spelling) {
    struct spelling pieces;
    bool read = spelling_read(tokens, at, small, spelling);
    bool cut = is_word(tokens, at) && read_pieces(tokens, at, small, &pieces);
    if (cut && (!read || (!spelling->market && pieces.tokens > spelling->tokens)))
        *spelling = pieces;
    return read || cut;
}
