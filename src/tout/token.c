/* One pass over the text. A word is a run of letters and digits; digits with points and commas between them
 * are a number, in English or continental writing ("1,000.50", "1.000,50"). Marks of quoting at the beginning
 * of a line are left out, so that what a reply quotes reads as it was.
 *
 * The folded form has no case and no accents. Letters of other scripts are read as the Latin ones that they
 * look like where they stand among Latin ones, else as they are; digits stay digits.
 *
 * Cost: a table look-up a character and one of the lexicon a word. */
#include "tout/token.h"

#include <ctype.h>
#include <stdlib.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "print/fold.h"
#include "print/normal.h"

/* A longer run of letters is no word that anybody looks for. */
#define FORM_BYTES 64

#define UNITS (LEXICON_DAY | LEXICON_WEEK | LEXICON_MONTH)
/* What is worth hiding from a filter. Shorter words come about by chance. */
#define DISGUISED                                                                                            \
    (LEXICON_KEY | LEXICON_WKN | LEXICON_ISIN | LEXICON_COMPANY | LEXICON_PRICE | LEXICON_TARGET |           \
     LEXICON_GAIN | LEXICON_HYPE | LEXICON_SECURITY | LEXICON_COIN)
#define PIECES_LEAST 3

struct scan {
    struct arena *arena;
    struct tokens *tokens;
    const char *text;
    int32_t size, at;
    bool line_start, space;
};

static struct token *add(struct scan *scan, enum token_type type, int32_t from, int32_t to) {
    struct tokens *tokens = scan->tokens;
    if (tokens->count == tokens->capacity) {
        size_t words = tokens->capacity;
        tokens->words = arena_grow(scan->arena, tokens->words, tokens->count, &words, sizeof *tokens->words);
        tokens->items =
            arena_grow(scan->arena, tokens->items, tokens->count, &tokens->capacity, sizeof *tokens->items);
    }
    struct token *token = &tokens->items[tokens->count];
    int32_t bytes = to - from < UINT16_MAX ? to - from : UINT16_MAX;
    *token = (struct token){.start = scan->text + from,
                            .bytes = (uint16_t)bytes,
                            .type = (uint8_t)type,
                            .text = tokens->texts,
                            .glued = !scan->space && tokens->count > 0};
    tokens->words[tokens->count++] = (struct lexicon_word){"", 0};
    scan->space = false;
    return token;
}

/* What the letters of a word are like. */
struct shape {
    size_t letters, capitals, digits;
    bool first_capital, latin, alike;
};

static void look_at(struct shape *shape, UChar32 c, fold folded) {
    bool capital = u_isupper(c);
    if (fold_class_of(folded) == FOLD_DIGIT) {
        shape->digits++;
        return;
    }
    shape->first_capital |= capital && !shape->letters;
    shape->letters++;
    shape->capitals += capital;
    shape->latin |= fold_base(folded) < 0x80;
    shape->alike |= folded >> 24 != 0;
}

static size_t append_form(char *form, size_t bytes, uint32_t c) {
    bool error = false;
    int32_t at = (int32_t)bytes;
    if (bytes + U8_MAX_LENGTH > FORM_BYTES)
        return bytes;
    U8_APPEND((uint8_t *)form, at, FORM_BYTES, (UChar32)c, error);
    return error ? bytes : (size_t)at;
}

/* sharp s has no base letter but a spelling */
static size_t append_folded(char *form, size_t bytes, UChar32 c, fold folded, bool latin) {
    if (c == 0xdf || c == 0x1e9e)
        return append_form(form, append_form(form, bytes, 's'), 's');
    return append_form(form, bytes, latin ? fold_look_alike(folded) : fold_base(folded));
}

static struct lexicon_word fold_word(struct scan *scan, int32_t from, int32_t to, bool latin) {
    char *form = arena_alloc_raw(scan->arena, FORM_BYTES);
    size_t bytes = 0;
    for (int32_t at = from; at < to;) {
        UChar32 c;
        U8_NEXT(scan->text, at, to, c);
        fold folded = fold_of(c);
        if (fold_class_of(folded) != FOLD_IGNORED)
            bytes = append_folded(form, bytes, c, folded, latin);
    }
    return (struct lexicon_word){form, (uint16_t)bytes};
}

static void add_word(struct scan *scan, int32_t from, int32_t to, const struct shape *shape,
                     struct lexicon_word form) {
    struct tokens *tokens = scan->tokens;
    struct token *token = add(scan, TOKEN_WORD, from, to);
    token->letters = true;
    token->digits = shape->digits > 0;
    token->capitals = shape->capitals == shape->letters;
    token->capitalised = shape->first_capital;
    tokens->words[tokens->count - 1] = form;
    tokens->word_count++;
    tokens->letter_words += shape->letters > 1;
    tokens->capital_words += token->capitals && shape->letters > 1;
}

/* folded: it is its own folded form. */
static void add_plain_word(struct scan *scan, int32_t from, int32_t to, const struct shape *shape,
                           bool folded) {
    size_t bytes = (size_t)(to - from < FORM_BYTES ? to - from : FORM_BYTES);
    const char *text = scan->text + from;
    if (!folded) {
        char *form = arena_alloc_raw(scan->arena, bytes);
        for (size_t i = 0; i < bytes; i++)
            form[i] = (char)((unsigned char)(text[i] - 'A') < 26 ? text[i] | 0x20 : text[i]);
        text = form;
    }
    add_word(scan, from, to, shape, (struct lexicon_word){text, (uint16_t)bytes});
}

/* Reads a number of which digits are known to begin; returns where it ends. */
static int32_t number_end(const char *text, int32_t at, int32_t size) {
    for (; at < size; at++) {
        bool within =
            (text[at] == '.' || text[at] == ',') && at + 1 < size && isdigit((unsigned char)text[at + 1]);
        if (!isdigit((unsigned char)text[at]) && !within)
            break;
    }
    return at;
}

/* The last point or comma is the decimal one, unless it is of a kind that came before or three digits follow
 * a number that does not begin with 0. */
static double number_value(const char *text, size_t bytes) {
    enum { DIGITS = 40 };
    char plain[DIGITS];
    size_t last = bytes, length = 0;
    for (size_t i = 0; i < bytes; i++)
        if (text[i] == '.' || text[i] == ',')
            last = i;
    bool again = last < bytes && memchr(text, text[last], last);
    bool other = last < bytes && memchr(text, text[last] == '.' ? ',' : '.', last);
    bool thousands = again || (!other && last < bytes && bytes - last == 4 && last > 0 && text[0] != '0');
    for (size_t i = 0; i < bytes && length + 1 < DIGITS; i++)
        if (isdigit((unsigned char)text[i]))
            plain[length++] = text[i];
        else if (i == last && !thousands)
            plain[length++] = '.';
    plain[length] = 0;
    return strtod(plain, NULL);
}

static void add_number(struct scan *scan, int32_t from, int32_t to) {
    struct token *token = add(scan, TOKEN_NUMBER, from, to);
    token->digits = true;
    token->value = number_value(token->start, token->bytes);
    scan->tokens->word_count++;
}

static bool is_ascii_letter(unsigned char c) {
    return (unsigned char)((c | 0x20) - 'a') < 26;
}

/* Nearly all words are of ASCII; returns false where this one is not. */
static bool scan_plain_word(struct scan *scan) {
    const unsigned char *text = (const unsigned char *)scan->text;
    struct shape shape = {0};
    int32_t from = scan->at, at = from;
    bool small = true;
    for (; at < scan->size; at++) {
        unsigned char c = text[at];
        if (is_ascii_letter(c)) {
            bool capital = !(c & 0x20);
            shape.first_capital |= capital && !shape.letters;
            shape.capitals += capital;
            shape.letters++;
            small &= !capital;
        } else if ((unsigned char)(c - '0') < 10) {
            shape.digits++;
        } else if (c >= 0x80) {
            return false;
        } else {
            break;
        }
    }
    if (!shape.letters)
        return false;
    add_plain_word(scan, from, at, &shape, small && !shape.digits);
    scan->at = at;
    return true;
}

static void scan_word(struct scan *scan) {
    struct shape shape = {0};
    int32_t from = scan->at, at = from;
    if (scan_plain_word(scan))
        return;
    while (at < scan->size) {
        int32_t next = at;
        UChar32 c;
        U8_NEXT(scan->text, next, scan->size, c);
        fold folded = fold_of(c);
        enum fold_class class = fold_class_of(folded);
        if (class == FOLD_SPACE || class == FOLD_IDEOGRAPH)
            break;
        if (class != FOLD_IGNORED)
            look_at(&shape, c, folded);
        at = next;
    }
    if (!shape.letters) {
        int32_t end = number_end(scan->text, from, scan->size);
        at = end > at ? end : at;
        add_number(scan, from, at);
    } else {
        add_word(scan, from, at, &shape, fold_word(scan, from, at, shape.latin && shape.alike));
    }
    scan->at = at;
}

static void scan_mark(struct scan *scan, UChar32 c, int32_t next) {
    int32_t from = scan->at;
    bool quote = scan->line_start && (c == '>' || c == '|');
    scan->at = next;
    if (c == '\n') {
        add(scan, TOKEN_LINE, from, next);
        scan->line_start = true;
    } else if (quote && scan->tokens->skip_quotes) {
        const char *end = memchr(scan->text + next, '\n', (size_t)(scan->size - next));
        scan->at = end ? (int32_t)(end - scan->text) : scan->size;
    } else if (quote || c == ' ' || c == '\r' || c == '\t' || (c >= 0x80 && u_isUWhiteSpace(c))) {
        scan->space = true;
    } else {
        bool decimal = c == '.' && next < scan->size && isdigit((unsigned char)scan->text[next]) &&
                       (scan->space || !scan->tokens->count);
        if (decimal) { /* ".18" */
            scan->at = number_end(scan->text, next, scan->size);
            add_number(scan, from, scan->at);
        } else {
            add(scan, TOKEN_MARK, from, next)->mark = c > 0 && c < 0x80 ? (char)c : '?';
        }
        scan->line_start = false;
    }
}

static bool scan_link(struct scan *scan) {
    size_t bytes = normal_link_bytes(scan->text + scan->at, (size_t)(scan->size - scan->at));
    if (!bytes)
        return false;
    add(scan, TOKEN_LINK, scan->at, scan->at + (int32_t)bytes);
    scan->at += (int32_t)bytes;
    return true;
}

static void scan_next(struct scan *scan) {
    int32_t next = scan->at;
    UChar32 c = (unsigned char)scan->text[next];
    if (c == ' ') {
        scan->space = true;
        scan->at++;
        return;
    }
    enum fold_class class = FOLD_SPACE;
    if (c >= 0x80) {
        U8_NEXT(scan->text, next, scan->size, c);
        class = fold_class_of(fold_of(c));
    } else {
        next++;
        if (isalnum(c)) /* within ASCII in any locale */
            class = FOLD_LETTER;
    }
    bool begins = scan->space || scan->line_start;
    if (begins && class != FOLD_SPACE && scan_link(scan)) {
        scan->line_start = false;
    } else if (class == FOLD_IGNORED || class == FOLD_IDEOGRAPH) {
        scan->at = next;
        scan->space = scan->line_start = false; /* looking for a link at each would take square time */
    } else if (class == FOLD_SPACE) {
        scan_mark(scan, c, next);
    } else {
        scan_word(scan);
        scan->line_start = false;
    }
}

/* What the lexicon says of the word as it would be without the digits in it that stand for letters. */
static struct lexicon_match find_disguised(const char *form, size_t bytes) {
    char plain[FORM_BYTES];
    if (bytes > FORM_BYTES)
        return (struct lexicon_match){0};
    for (size_t i = 0; i < bytes; i++)
        plain[i] =
            isdigit((unsigned char)form[i]) ? (char)fold_digit_as_letter((unsigned char)form[i]) : form[i];
    struct lexicon_word word = {plain, (uint16_t)bytes};
    return lexicon_find(&word, 1);
}

/* "S.ymbol", "p-r-i-c-e": a word in pieces, glued by marks. Returns how many tokens it takes, 0 if the pieces
 * together are no word that is looked for. */
static size_t find_pieces(const struct tokens *tokens, size_t at, struct lexicon_match *match) {
    char joined[FORM_BYTES];
    size_t bytes = 0, taken = 0;
    for (size_t i = at; i < tokens->count && (i == at || tokens->items[i].glued); i++) {
        const struct token *token = &tokens->items[i];
        if (token->type == TOKEN_MARK && strchr(".-_*'~", token->mark))
            continue;
        if (token->type == TOKEN_LINE || token->type == TOKEN_LINK || token->type == TOKEN_MARK)
            break;
        struct slice piece = token->type == TOKEN_WORD
                                 ? slice_of(tokens->words[i].form, tokens->words[i].bytes)
                                 : slice_of(token->start, token->bytes); /* a number within */
        if (bytes + piece.size > FORM_BYTES)
            break;
        memcpy(joined + bytes, piece.data, piece.size);
        bytes += piece.size;
        struct lexicon_match found =
            i > at && bytes >= PIECES_LEAST ? find_disguised(joined, bytes) : (struct lexicon_match){0};
        if (found.categories & DISGUISED) {
            *match = found;
            taken = i + 1 - at;
        }
    }
    return taken;
}

/* The words alone, since a phrase may go over marks and numbers ("price-target", "buy / hold"); the ends of
 * lines and links are empty words, over which none goes. */
struct stream {
    struct lexicon_word *words;
    size_t count;
};

static struct stream words_of(struct arena *arena, const struct tokens *tokens, size_t from) {
    struct stream stream = {arena_alloc_raw(arena, (tokens->count - from + 1) * sizeof *stream.words), 0};
    for (size_t i = from; i < tokens->count; i++) {
        enum token_type type = (enum token_type)tokens->items[i].type;
        if (type == TOKEN_WORD || type == TOKEN_LINE || type == TOKEN_LINK)
            stream.words[stream.count++] = tokens->words[i];
    }
    return stream;
}

static struct lexicon_match find_phrase(const struct lexicon_word *words, size_t count) {
    struct lexicon_match match =
        lexicon_find(words, count < LEXICON_PHRASE_WORDS ? count : LEXICON_PHRASE_WORDS);
    if (match.words > 1) /* its first word alone means something, too: "day target" */
        match.categories |= lexicon_find(words, 1).categories & UNITS;
    return match;
}

static size_t tokens_of_words(const struct tokens *tokens, size_t at, unsigned words) {
    size_t end = at;
    for (; words && end < tokens->count; end++)
        words -= tokens->items[end].type == TOKEN_WORD;
    return end - at;
}

/* What the word says in disguise, with how many tokens. */
static struct lexicon_match look_behind_disguise(const struct tokens *tokens, size_t at, size_t *taken) {
    const struct token *token = &tokens->items[at];
    struct lexicon_match match = {0};
    bool glued = at + 2 < tokens->count && tokens->items[at + 1].glued && tokens->items[at + 2].glued &&
                 tokens->items[at + 1].type == TOKEN_MARK;
    *taken = glued ? find_pieces(tokens, at, &match) : 0;
    if (!*taken && token->digits && token->bytes >= PIECES_LEAST) {
        match = find_disguised(tokens->words[at].form, tokens->words[at].bytes);
        *taken = match.categories & DISGUISED ? 1 : 0;
    }
    return match;
}

static void look_up(struct arena *arena, struct tokens *tokens, size_t from) {
    struct stream stream = words_of(arena, tokens, from);
    const struct lexicon_word *words = stream.words, *end = words + stream.count;
    for (size_t i = from; i < tokens->count; i++) {
        struct token *token = &tokens->items[i];
        if (token->type == TOKEN_LINE || token->type == TOKEN_LINK)
            words++;
        if (token->type != TOKEN_WORD)
            continue;
        struct lexicon_match match = find_phrase(words, (size_t)(end - words));
        words++;
        size_t taken = match.words > 1 ? tokens_of_words(tokens, i, match.words) : match.words;
        if (!match.categories) {
            size_t disguised_tokens;
            struct lexicon_match disguised = look_behind_disguise(tokens, i, &disguised_tokens);
            if (disguised_tokens) {
                match = disguised;
                taken = disguised_tokens;
            }
        }
        token->phrase = (uint8_t)taken;
        token->categories = match.categories;
        tokens->categories |= match.categories;
    }
}

void tokens_read(struct arena *arena, struct slice text, struct tokens *tokens) {
    struct scan scan = {.arena = arena,
                        .tokens = tokens,
                        .text = text.data,
                        .size = text.size < INT32_MAX ? (int32_t)text.size : INT32_MAX,
                        .line_start = true,
                        .space = true};
    size_t from = tokens->count;
    if (from && text.size)
        add(&scan, TOKEN_LINE, 0, 0);
    tokens->texts++;
    while (scan.at < scan.size && tokens->count < TOKENS)
        scan_next(&scan);
    look_up(arena, tokens, from);
}

bool token_is(const struct tokens *tokens, size_t at, const char *word) {
    return at < tokens->count && tokens->words[at].bytes == strlen(word) &&
           !memcmp(tokens->words[at].form, word, tokens->words[at].bytes);
}
