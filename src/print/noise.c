/* Random words. For each pair of letters the table has how much rarer it is than if all pairs were alike, in
 * bits and two more (at least 0; 13 is where it is hardly ever seen), in that of 14 European languages where
 * it is least rare (script bench/letter-pairs, from the word lists of hunspell). A word whose pairs cost more
 * than RANDOM_BITS on average is of no language: 1 word of a dictionary in 2,500, half of all random strings
 * of letters.
 *
 * Cost: three look-ups for a word of seven letters and more, seldom more. */
#include "print/noise.h"

#include <string.h>

#include "print/fold.h"

/* Shorter ones are abbreviations, longer ones names of files and encoded data. */
#define RANDOM_LEAST 7
#define RANDOM_MOST  20
/* One in a few words of a language begins as if it were none; the rest is looked at no further. */
#define RANDOM_BEGINNING 4
/* Cost of a pair on average, in halves of a bit. */
#define RANDOM_HALF_BITS 5
/* One in so many words is many. */
#define MANY_OF 100
/* More digits are a number. */
#define DISGUISED_DIGITS 2
#define DISGUISED_MOST   14
/* The pairs of a word cost so much less, in halves of a bit. */
#define WORD_SPARED 2

/* In digits, ":" to "=" being 10 to 13. */
static const char pair_costs[26][27] = {
    "00000101000000012000000320", /* a */
    "0255053505516317;124165:24", /* b */
    "060707:0020252065101036<00", /* c */
    "03420343033231039102023=20", /* d */
    "01000101000000003000011230", /* e */
    "1573024504526606:131255<44", /* f */
    "0463041202214215;101145=04", /* g */
    "0466054503312106:121242<14", /* h */
    "02000103200000010000111380", /* i */
    "0643035715244205=402146=84", /* j */
    "04450454010151058100123=05", /* k */
    "03210322022021036401125814", /* l */
    "0164034305431301:323156<25", /* m */
    "02000201041340034300123601", /* n */
    "11000102120000003000000220", /* o */
    "0555024006515300<022256<35", /* p */
    "9<=;;==<9==;;=:<::=:0=;===", /* q */
    "01200212041211024000023810", /* r */
    "02030221000112004200113<20", /* s */
    "0234033003213204:000022;01", /* t */
    "11110122012010325000232262", /* u */
    "0554044507335216<22443<=03", /* v */
    "0635077308346214=405377=04", /* w */
    "375847862:7678349873579648", /* x */
    "131214242212221292122315;2", /* y */
    "03220434042220027220032=00", /* z */
};

static int cost_of(uint32_t a, uint32_t b) {
    return pair_costs[a - 'a'][b - 'a'] - '0';
}

static bool is_letter(uint32_t c) {
    return c - 'a' < 26;
}

/* What its pairs cost more than RANDOM_HALF_BITS each, 0: as much. word: letters alone. */
static int excess(const uint32_t *word, size_t length) {
    int cost = 0;
    for (size_t i = 1; i < length; i++)
        cost += cost_of(word[i - 1], word[i]);
    return 2 * cost - RANDOM_HALF_BITS * (int)(length - 1);
}

bool noise_is_many(uint32_t noise, size_t words) {
    return noise && noise * (size_t)MANY_OF > words;
}

static bool are_letters(const uint32_t *word, size_t length) {
    for (size_t i = 0; i < length; i++)
        if (!is_letter(word[i]))
            return false;
    return true;
}

bool noise_is_word(const uint32_t *word, size_t length) {
    return are_letters(word, length) && excess(word, length) <= -(int)(length - 1) * WORD_SPARED;
}

bool noise_is_random(const uint32_t *word, size_t length) {
    if (length < RANDOM_LEAST || length > RANDOM_MOST || !are_letters(word, RANDOM_BEGINNING) ||
        excess(word, RANDOM_BEGINNING) <= 0)
        return false;
    return are_letters(word, length) && excess(word, length) > 0;
}

/* "2" and "4" are also "to" and "for", 6, 7 and 9 are seldom taken for a letter. */
static bool is_disguise(uint32_t digit) {
    return digit < 0x80 && strchr("01348", (int)digit);
}

bool noise_is_disguised(const uint32_t *word, size_t length) {
    uint32_t letters[DISGUISED_MOST];
    size_t digits = 0;
    if (length < NOISE_LEAST || length > DISGUISED_MOST)
        return false;
    for (size_t i = 0; i < length; i++) {
        letters[i] = word[i];
        if (is_letter(word[i]))
            continue;
        if (!i || i + 1 == length || !is_disguise(word[i]) || ++digits > DISGUISED_DIGITS)
            return false;
        letters[i] = fold_digit_as_letter(word[i]);
    }
    return digits && noise_is_word(letters, length);
}
