/* A word that announces a price or a target gives its role to the next number on its line or the next, unless
 * a percent sign or a unit of time says otherwise. A price is only believed with a currency or behind a
 * colon: the words that announce one are everyday words. */
#include "tout/number.h"

#include <string.h>

/* From "price" to its number at most, in tokens. */
#define ANNOUNCED_DISTANCE 8
#define DAYS_WEEK          7
#define DAYS_MONTH         30

static bool is_mark(const struct tokens *tokens, size_t at, char mark) {
    return at < tokens->count && tokens->items[at].type == TOKEN_MARK && tokens->items[at].mark == mark;
}

static bool set_currency(const struct tokens *tokens, size_t at, struct number *number) {
    struct lexicon_currency currency;
    struct lexicon_word word = tokens->words[at];
    if (tokens->items[at].type == TOKEN_MARK)
        word = (struct lexicon_word){tokens->items[at].start, tokens->items[at].bytes};
    if (!word.bytes || !lexicon_currency(word, &currency))
        return false;
    memcpy(number->currency, currency.code, strnlen(currency.code, sizeof number->currency - 1));
    number->value *= currency.factor;
    if (number->role == NUMBER_PLAIN)
        number->role = NUMBER_MONEY;
    return true;
}

static double days_of(uint32_t categories) {
    if (categories & LEXICON_DAY)
        return 1;
    return categories & LEXICON_WEEK ? DAYS_WEEK : DAYS_MONTH;
}

static void read_number(const struct tokens *tokens, size_t at, struct number *number) {
    size_t next = at + 1;
    number->value = tokens->items[at].value;
    if (is_mark(tokens, next, '+')) /* "400+%" */
        next++;
    bool hyphen = is_mark(tokens, next, '-');
    if (next + hyphen < tokens->count &&
        tokens->items[next + hyphen].categories & (LEXICON_DAY | LEXICON_WEEK | LEXICON_MONTH)) {
        number->role = NUMBER_SPAN;
        number->value *= days_of(tokens->items[next + hyphen].categories);
    } else if (is_mark(tokens, next, '%') ||
               (next < tokens->count && tokens->items[next].categories & LEXICON_PERCENT)) {
        number->role = NUMBER_PERCENT;
    } else if (!(at && set_currency(tokens, at - 1, number)) && next < tokens->count) {
        set_currency(tokens, next, number);
    }
}

/* The number that the phrase at this place announces; count if there is none. */
static size_t announced(const struct tokens *tokens, const struct number *numbers, size_t at, bool *colon) {
    unsigned lines = 0;
    *colon = false;
    for (size_t i = at + 1; i < tokens->count && i <= at + ANNOUNCED_DISTANCE; i++) {
        lines += tokens->items[i].type == TOKEN_LINE;
        *colon |= is_mark(tokens, i, ':') || is_mark(tokens, i, '=');
        if (lines > 1)
            break;
        if (tokens->items[i].type == TOKEN_NUMBER && numbers[i].role != NUMBER_SPAN &&
            numbers[i].role != NUMBER_PERCENT)
            return i;
    }
    return tokens->count;
}

static void announce(const struct tokens *tokens, struct number *numbers, size_t at) {
    bool colon, target = tokens->items[at].categories & LEXICON_TARGET;
    size_t number = announced(tokens, numbers, at, &colon);
    if (number == tokens->count || (!colon && numbers[number].role == NUMBER_PLAIN))
        return;
    if (target && numbers[number].role != NUMBER_PRICE)
        numbers[number].role = NUMBER_TARGET;
    else if (!target && numbers[number].role != NUMBER_TARGET)
        numbers[number].role = NUMBER_PRICE;
}

struct number *numbers_read(struct arena *arena, const struct tokens *tokens) {
    struct number *numbers = arena_alloc(arena, (tokens->count + 1) * sizeof *numbers);
    for (size_t i = 0; i < tokens->count; i++)
        if (tokens->items[i].type == TOKEN_NUMBER)
            read_number(tokens, i, &numbers[i]);
    for (size_t i = 0; i < tokens->count; i++)
        if (tokens->items[i].type == TOKEN_WORD &&
            tokens->items[i].categories & (LEXICON_PRICE | LEXICON_TARGET))
            announce(tokens, numbers, i);
    return numbers;
}
