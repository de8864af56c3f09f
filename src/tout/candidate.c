/* One pass over the tokens; at each the ways of naming an instrument are tried, the most explicit first. What
 * is found is no more than a candidate: evidence.c judges by what stands around it.
 *
 * Cost: a few comparisons a token. */
#include "tout/candidate.h"

#include <ctype.h>
#include <string.h>

#include "tout/identifier.h"

/* Between "symbol" and the symbol stand at most so many marks and small words. */
#define KEY_DISTANCE 5
#define FILLER_BYTES 5
/* "bitcoin" and shorter are not somebody's new coin. */
#define COIN_BYTES 6
/* Words of a label that a symbol may follow ("search for:"). */
#define LABEL_WORDS 4
/* Words of a company's name, and letters at least. */
#define NAME_WORDS 6
#define NAME_BYTES 4
/* In a text with fewer capitals than this share of its words, small letters may be a symbol. */
#define CAPITALS_SHARE 0.02

size_t tout_base_bytes(const char *name, enum tout_kind kind) {
    return kind == TOUT_SYMBOL ? strcspn(name, ".") : strlen(name);
}

struct search {
    const struct tokens *tokens;
    size_t body;
    bool no_capitals;
    struct tout_place *places;
    size_t count;
};

static const struct token *token_at(const struct search *search, size_t at) {
    static const struct token none = {.type = TOKEN_LINE};
    return at < search->tokens->count ? &search->tokens->items[at] : &none;
}

static bool is_mark(const struct search *search, size_t at, char mark) {
    return token_at(search, at)->type == TOKEN_MARK && token_at(search, at)->mark == mark;
}

static bool is_type(const struct search *search, size_t at, enum token_type type) {
    return at < search->tokens->count && search->tokens->items[at].type == type;
}

static bool has(const struct search *search, size_t at, uint32_t categories) {
    return token_at(search, at)->categories & categories;
}

static struct tout_place *add(struct search *search, size_t at, enum tout_kind kind, unsigned how,
                              const struct spelling *spelling) {
    if (search->count == TOUT_PLACES)
        return NULL;
    struct tout_place *place = &search->places[search->count++];
    *place = (struct tout_place){.spelling = *spelling, .kind = kind, .at = at, .to = at + spelling->tokens};
    place->how = how | (spelling->market ? HOW_SUFFIX : 0) | (spelling->spaced ? HOW_SPACED : 0) |
                 (at < search->body ? HOW_SUBJECT : 0);
    return place;
}

static bool is_plain(const struct search *search, size_t at, uint32_t categories) {
    return is_type(search, at, TOKEN_WORD) && lexicon_plain(search->tokens->words[at]) & categories;
}

/* Letters of pieces glued together by marks, digits read as letters; tokens that it takes. */
static size_t join_pieces(const struct search *search, size_t at, char *joined, size_t size) {
    size_t length = 0, end = at;
    for (size_t i = at; i < search->tokens->count && (i == at || search->tokens->items[i].glued); i++) {
        const struct token *token = &search->tokens->items[i];
        if (token->type == TOKEN_MARK && strchr(".-_*'~", token->mark))
            continue;
        if (token->type != TOKEN_WORD || length + search->tokens->words[i].bytes >= size)
            break;
        for (size_t j = 0; j < search->tokens->words[i].bytes; j++) {
            char c = search->tokens->words[i].form[j];
            joined[length++] = isdigit((unsigned char)c) ? "oizeasgtbg"[c - '0'] : c;
        }
        end = i + 1;
    }
    joined[length] = 0;
    return end - at;
}

/* Whether one change, one letter more or one less makes a word of the other. */
static bool is_near(const char *word, const char *other) {
    size_t same = 0, a = strlen(word), b = strlen(other);
    while (word[same] && word[same] == other[same])
        same++;
    if (a == b)
        return a == same || !strcmp(word + same + 1, other + same + 1);
    if (a + 1 == b)
        return !strcmp(word + same, other + same + 1);
    return a == b + 1 && !strcmp(word + same + 1, other + same);
}

/* "Sym8oL", "S.umbol", "t-i-c-k-e-r": how many tokens a disguised key takes, 0 none. */
static size_t disguised_key(const struct search *search, size_t at) {
    static const char *const keys[] = {"symbol", "ticker"};
    enum { LONGEST = 12 };
    char joined[LONGEST];
    char first = search->tokens->words[at].form[0];
    if (first != 's' && first != 't' && first != '5' && first != '7' && first != 'z')
        return 0;
    size_t taken = join_pieces(search, at, joined, sizeof joined);
    if (lexicon_plain((struct lexicon_word){joined, (uint16_t)strlen(joined)})) /* "ticket" */
        return 0;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (is_near(joined, keys[i]))
            return taken;
    return 0;
}

/* Tokens of the phrase of these categories that begins here, 0 none. */
static size_t phrase_tokens(const struct search *search, size_t at, uint32_t categories) {
    return has(search, at, categories) ? token_at(search, at)->phrase : 0;
}

/* Marks and small words that may stand between "symbol" and the symbol. */
static bool is_filler(const struct search *search, size_t at) {
    const struct token *token = token_at(search, at);
    if (token->type == TOKEN_MARK)
        return strchr(":;-=.>*#|\"'([{_~<", token->mark) != NULL;
    if (token->type != TOKEN_WORD || token->capitals)
        return false;
    return has(search, at, LEXICON_KEY) ||
           (token->bytes > 1 && token->bytes <= FILLER_BYTES && is_plain(search, at, LEXICON_COMMON));
}

/* Where the name behind a key begins: over marks, small words, a market's name and one line's end. colon: one
 * of the marks was such. */
static size_t skip_to_name(const struct search *search, size_t at, bool *colon) {
    bool line = false;
    *colon = false;
    for (unsigned i = 0; i < KEY_DISTANCE && at < search->tokens->count; i++) {
        unsigned used;
        if (is_filler(search, at)) {
            *colon |= token_at(search, at)->type == TOKEN_MARK;
            at++;
        } else if (is_type(search, at, TOKEN_LINE) && !line) {
            line = true;
            at++;
        } else if (has(search, at, LEXICON_MARKET) &&
                   lexicon_market_by_prefix(search->tokens->words + at, search->tokens->count - at, &used) &&
                   is_filler(search, at + used)) {
            at += used;
        } else {
            break;
        }
    }
    return at;
}

static bool try_key(struct search *search, size_t at) {
    struct spelling spelling;
    bool colon;
    size_t taken = phrase_tokens(search, at, LEXICON_KEY);
    if (!taken)
        taken = disguised_key(search, at);
    if (!taken)
        return false;
    size_t name = skip_to_name(search, at + taken, &colon);
    if (!spelling_read_expected(search->tokens, name, search->no_capitals || colon, &spelling) ||
        (!colon && !spelling.capitals && !search->no_capitals))
        return false;
    /* in small letters "symbol" may be about anything: a line of its own says what it is */
    return add(search, name, TOUT_SYMBOL, HOW_KEY, &spelling) != NULL;
}

static bool try_market(struct search *search, size_t at) {
    unsigned used;
    struct spelling spelling;
    bool colon;
    if (!has(search, at, LEXICON_MARKET))
        return false;
    const struct lexicon_market *market =
        lexicon_market_by_prefix(search->tokens->words + at, search->tokens->count - at, &used);
    if (!market)
        return false;
    size_t name = skip_to_name(search, at + used, &colon);
    if (name > at + used + 3 || !spelling_read(search->tokens, name, colon, &spelling) ||
        (!colon && (!spelling.capitals || is_type(search, name - 1, TOKEN_LINE))))
        return false;
    bool bracket = is_mark(search, at - 1, '(') || is_mark(search, name + spelling.tokens, ')');
    bool direct =
        is_mark(search, name - 1, ':') || is_mark(search, name - 1, '-') || is_mark(search, name - 1, '.');
    struct tout_place *place =
        add(search, name, TOUT_SYMBOL, direct || bracket ? HOW_MARKET : HOW_CAPITALS, &spelling);
    if (place && !place->spelling.market)
        place->spelling.market = market;
    return place != NULL;
}

static bool try_dollar(struct search *search, size_t at) {
    struct spelling spelling;
    if (!at || !is_mark(search, at - 1, '$') || !token_at(search, at)->glued ||
        !spelling_read(search->tokens, at, false, &spelling) || spelling.spaced)
        return false;
    return add(search, at, TOUT_SYMBOL, HOW_DOLLAR, &spelling) != NULL;
}

static bool try_proof(struct search *search, size_t at) {
    const struct token *token = token_at(search, at);
    struct slice text = slice_of(token->start, token->bytes);
    enum tout_kind kind;
    if (token->bytes < 12 || token->bytes >= TOUT_NAME_BYTES || !token->digits)
        return false;
    if (identifier_is_isin(text))
        kind = TOUT_ISIN;
    else if (identifier_is_contract(text))
        kind = TOUT_CONTRACT;
    else if (identifier_is_wallet(text))
        kind = TOUT_WALLET;
    else
        return false;
    struct spelling spelling = {.tokens = 1, .capitals = true};
    for (size_t i = 0; i < text.size; i++)
        spelling.name[i] = kind == TOUT_ISIN       ? (char)toupper((unsigned char)text.data[i])
                           : kind == TOUT_CONTRACT ? (char)tolower((unsigned char)text.data[i])
                                                   : text.data[i];
    return add(search, at, kind, HOW_PROOF, &spelling) != NULL;
}

static bool add_wkn(struct search *search, size_t at, unsigned how) {
    const struct token *token = token_at(search, at);
    if ((token->type != TOKEN_WORD && token->type != TOKEN_NUMBER) ||
        !identifier_is_wkn(slice_of(token->start, token->bytes)))
        return false;
    struct spelling spelling = {.tokens = 1, .capitals = true};
    for (size_t i = 0; i < token->bytes; i++)
        spelling.name[i] = (char)toupper((unsigned char)token->start[i]);
    return add(search, at, TOUT_WKN, how, &spelling) != NULL;
}

/* Behind its key; those given out since 2003 are known by their look, too: a letter, a digit, four of either.
 */
static bool try_wkn(struct search *search, size_t at) {
    bool colon;
    size_t taken = phrase_tokens(search, at, LEXICON_WKN);
    if (taken)
        return add_wkn(search, skip_to_name(search, at + taken, &colon), HOW_KEY);
    const struct token *token = token_at(search, at);
    bool look = token->bytes == 6 && token->capitals && token->start[0] == 'A' &&
                isdigit((unsigned char)token->start[1]);
    return look && add_wkn(search, at, at && is_mark(search, at - 1, ':') ? HOW_LABEL : HOW_CAPITALS);
}

/* "Search for: ABCD" at the end of a line. */
static bool try_label(struct search *search, size_t at) {
    struct spelling spelling;
    size_t words = 0;
    if (!at || !is_mark(search, at - 1, ':') || !spelling_read_expected(search->tokens, at, false, &spelling))
        return false;
    for (size_t i = at - 1; i-- > 0 && !is_type(search, i, TOKEN_LINE); words++)
        if (!is_type(search, i, TOKEN_WORD))
            return false;
    size_t end = at + spelling.tokens;
    if (!words || words > LABEL_WORDS || !(is_type(search, end, TOKEN_LINE) || is_mark(search, end, '-')))
        return false;
    return add(search, at, TOUT_SYMBOL, HOW_LABEL, &spelling) != NULL;
}

/* Capitalised words before this place, on its line. */
static size_t capitalised_before(const struct search *search, size_t at) {
    size_t words = 0;
    while (words < NAME_WORDS && words < at && is_type(search, at - words - 1, TOKEN_WORD) &&
           token_at(search, at - words - 1)->capitalised)
        words++;
    return words;
}

/* "Examplecoin", "Example Coin", "Example Token": known coins are no names of others. */
static bool is_coin_name(const struct search *search, size_t at) {
    struct lexicon_word word = search->tokens->words[at];
    return word.bytes > COIN_BYTES && !memcmp(word.form + word.bytes - 4, "coin", 4) &&
           !has(search, at, LEXICON_COIN | LEXICON_SECURITY) &&
           !is_plain(search, at, LEXICON_NOT_SYMBOL | LEXICON_COMMON);
}

/* In brackets behind a name: a coin's is as good as announced, a company's initials may be anything. */
static bool try_bracket(struct search *search, size_t at) {
    static const char opening[] = "([{", closing[] = ")]}";
    struct spelling spelling;
    const char *bracket = at && is_type(search, at - 1, TOKEN_MARK) && token_at(search, at - 1)->mark
                              ? strchr(opening, token_at(search, at - 1)->mark)
                              : NULL;
    if (!bracket || !spelling_read(search->tokens, at, search->no_capitals, &spelling) ||
        !is_mark(search, at + spelling.tokens, closing[bracket - opening]))
        return false;
    bool coin = at > 1 && (has(search, at - 2, LEXICON_COIN) || is_coin_name(search, at - 2));
    if (!capitalised_before(search, at - 1) && !search->no_capitals && !coin)
        return false;
    return add(search, at, TOUT_SYMBOL, coin ? HOW_KEY : HOW_BRACKET, &spelling) != NULL;
}

/* With a suffix, spaced, or nothing but capitals. */
static bool try_bare(struct search *search, size_t at) {
    struct spelling spelling;
    bool within =
        at && token_at(search, at)->glued &&
        (is_mark(search, at - 1, '.') || is_mark(search, at - 1, '/') || is_mark(search, at - 1, '@'));
    bool dressed = token_at(search, at + 1)->type == TOKEN_MARK && token_at(search, at + 1)->glued;
    if (within || (!dressed && is_plain(search, at, LEXICON_COMMON | LEXICON_NOT_SYMBOL)) ||
        !spelling_read(search->tokens, at, search->no_capitals, &spelling))
        return false;
    bool brackets =
        at && (is_mark(search, at - 1, '{') || is_mark(search, at - 1, '(') || is_mark(search, at - 1, '['));
    if (spelling.market &&
        (token_at(search, at)->capitals || brackets || search->no_capitals || spelling.spaced))
        return add(search, at, TOUT_SYMBOL, 0, &spelling) != NULL;
    if (!spelling.capitals || has(search, at, LEXICON_LEGAL) || is_plain(search, at, LEXICON_COMMON))
        return false;
    return add(search, at, TOUT_SYMBOL, HOW_CAPITALS, &spelling) != NULL;
}

/* The words from `from` to `to` as a name in capitals. */
static bool add_name(struct search *search, size_t from, size_t to, enum tout_kind kind, unsigned how) {
    struct spelling spelling = {.tokens = to - from, .capitals = true};
    bool all_common = true; /* "The Company", "World" */
    size_t length = 0;
    for (size_t i = from; i < to; i++) {
        struct lexicon_word word = search->tokens->words[i];
        if (!word.bytes || length + word.bytes + 2 > TOUT_NAME_BYTES)
            continue;
        all_common = all_common && (lexicon_plain(word) & LEXICON_COMMON);
        if (length)
            spelling.name[length++] = ' ';
        for (size_t j = 0; j < word.bytes; j++)
            spelling.name[length++] = (char)toupper((unsigned char)word.form[j]);
    }
    return length >= NAME_BYTES && !all_common && add(search, from, kind, how, &spelling) != NULL;
}

/* "Inc", "AG": says nothing of what the company does, and is left out of its name. */
static bool is_legal_form(const struct search *search, size_t at) {
    enum { FORM_BYTES = 5 };
    return has(search, at, LEXICON_LEGAL) && token_at(search, at)->bytes <= FORM_BYTES;
}

/* "Company: Example Holdings (ABCD.PK)" up to the end of the line or a bracket. */
static bool try_company(struct search *search, size_t at) {
    size_t taken = phrase_tokens(search, at, LEXICON_COMPANY);
    bool line = !at || is_type(search, at - 1, TOKEN_LINE);
    if (!taken || !line || !(is_mark(search, at + taken, ':') || is_mark(search, at + taken, '-')))
        return false;
    size_t from = at + taken + 1, to = from;
    while (to < search->tokens->count && to < from + 2 * (size_t)NAME_WORDS &&
           (is_type(search, to, TOKEN_WORD) || is_mark(search, to, '&') || is_mark(search, to, '-') ||
            is_mark(search, to, '.')))
        to++;
    while (to > from + 1 && (!is_type(search, to - 1, TOKEN_WORD) || is_legal_form(search, to - 1)))
        to--;
    return to > from && add_name(search, from, to, TOUT_NAME, HOW_COMPANY);
}

/* The name before a legal form, which is left out of it. */
static bool try_legal(struct search *search, size_t at) {
    if (!has(search, at, LEXICON_LEGAL) || !token_at(search, at)->capitalised)
        return false;
    size_t words = capitalised_before(search, at);
    while (words > 1 && is_plain(search, at - words, LEXICON_COMMON) && !token_at(search, at)->capitals)
        words--; /* "The Example Company" */
    return words && words < NAME_WORDS && add_name(search, at - words, at, TOUT_NAME, HOW_LEGAL);
}

/* "examplecoin", "Example Coin". A coin's symbol in brackets stands behind it and is found as such. */
static bool try_coin(struct search *search, size_t at) {
    if (is_coin_name(search, at))
        return add_name(search, at, at + 1, TOUT_COIN, HOW_LEGAL);
    bool noun = token_is(search->tokens, at, "coin") || token_is(search->tokens, at, "token");
    if (!noun || !at || !token_at(search, at)->capitalised)
        return false;
    const struct token *before = token_at(search, at - 1);
    return before->type == TOKEN_WORD && before->capitalised && before->bytes > 2 &&
           !has(search, at - 1, LEXICON_COIN) &&
           !is_plain(search, at - 1, LEXICON_NOT_SYMBOL | LEXICON_COMMON) &&
           add_name(search, at - 1, at + 1, TOUT_COIN, HOW_LEGAL);
}

/* Whether any way can begin here at all: most words are settled by this. */
static bool is_of_interest(const struct search *search, size_t at) {
    const struct token *token = &search->tokens->items[at];
    const struct token *next = token_at(search, at + 1);
    const uint32_t announcing =
        LEXICON_KEY | LEXICON_MARKET | LEXICON_WKN | LEXICON_COMPANY | LEXICON_LEGAL | LEXICON_COIN;
    if (token->categories & announcing || token->capitals || token->digits || search->no_capitals)
        return true;
    if (next->type == TOKEN_MARK && next->glued)
        return true;
    if (at && search->tokens->items[at - 1].type == TOKEN_MARK && token->glued)
        return true;
    bool run_together = token->capitalised && token->bytes > 1 && isupper((unsigned char)token->start[1]);
    return run_together || (token->bytes > COIN_BYTES && (token->start[token->bytes - 1] | 0x20) == 'n');
}

size_t candidate_find(struct arena *arena, const struct tokens *tokens, size_t body,
                      struct tout_place *places) {
    static bool (*const ways[])(struct search *, size_t) = {try_key,   try_market,  try_dollar,
                                                            try_label, try_bracket, try_bare};
    static bool (*const others[])(struct search *, size_t) = {try_wkn, try_company, try_legal, try_coin};
    struct search search = {.tokens = tokens, .body = body, .places = places};
    search.no_capitals = tokens->capital_words < CAPITALS_SHARE * (double)tokens->letter_words;
    for (size_t i = 0; i < tokens->count; i++) {
        if (tokens->items[i].type == TOKEN_NUMBER)
            try_proof(&search, i);
        if (tokens->items[i].type != TOKEN_WORD || !is_of_interest(&search, i))
            continue;
        bool found = try_proof(&search, i);
        for (size_t j = 0; j < sizeof ways / sizeof *ways && !found; j++)
            found = ways[j](&search, i);
        for (size_t j = 0; j < sizeof others / sizeof *others; j++)
            others[j](&search, i);
    }
    return search.count;
}
