/* Only what stands near a name speaks for it: about a line before and four behind. Evidence of the whole mail
 * would make a tout of every newsletter that says "stock" here and "profit" there.
 *
 * Two sums: being an instrument (the way it is named; a price, a market, shares beside it) and being talked
 * up (a target, a promised gain, hype, urgency). A quotation has the first alone, an advertisement for pills
 * the second. The weights were set by hand on one corpus; docs/touts.md tells how well they do there and
 * elsewhere. */
#include "tout/evidence.h"

#include <math.h>

#define BYTES_BEFORE 120
#define BYTES_BEHIND 260
/* A change of less is the day's, not a promise. */
#define GAIN_PERCENT 15

/* Each further word of a kind says less; none of them more than `most` together. */
static double saturate(double count, double each, double most) {
    return most * (1 - exp(-count * each / most));
}

static const struct {
    enum tout_how how;
    double points;
} hows[] = {
    {HOW_KEY, 4},      {HOW_MARKET, 4},  {HOW_SUFFIX, 3.5}, {HOW_DOLLAR, 2.5},
    {HOW_PROOF, 4},    {HOW_COMPANY, 3}, {HOW_LABEL, 2},    {HOW_BRACKET, 2},
    {HOW_SPACED, 1.5}, {HOW_LEGAL, 1.5}, {HOW_CAPITALS, 1},
};

static double weigh_how(unsigned how) {
    double best = 0, rest = 0;
    for (size_t i = 0; i < sizeof hows / sizeof *hows; i++)
        if (how & hows[i].how) {
            rest += best && hows[i].points ? 0.5 : 0;
            best = fmax(best, hows[i].points);
        }
    return best + rest;
}

struct counts {
    double price, target, percent, gain, hype, urgency, security, coin, market, proof, company, disclaimer,
        service;
};

static void count_number(struct counts *counts, const struct number *number) {
    switch (number->role) {
    case NUMBER_PRICE:
        counts->price += 1;
        break;
    case NUMBER_TARGET:
        counts->target += 1;
        break;
    case NUMBER_PERCENT:
        counts->percent += number->value >= GAIN_PERCENT;
        break;
    case NUMBER_MONEY:
        counts->price += 0.3;
        break;
    default:
        break;
    }
}

static void count_word(struct counts *counts, const struct token *token) {
    uint32_t categories = token->categories;
    if (!categories)
        return;
    counts->gain += (categories & LEXICON_GAIN) != 0;
    counts->hype += (categories & LEXICON_HYPE) != 0;
    counts->urgency += (categories & LEXICON_URGENCY) != 0;
    counts->security += (categories & LEXICON_SECURITY) != 0;
    counts->coin += (categories & LEXICON_COIN) != 0;
    counts->proof += (categories & (LEXICON_WKN | LEXICON_ISIN)) != 0;
    counts->company += (categories & (LEXICON_LEGAL | LEXICON_KEY)) != 0;
    counts->service += (categories & LEXICON_SERVICE) != 0;
    counts->disclaimer += (categories & LEXICON_DISCLAIMER) != 0;
}

static struct counts count_around(const struct tokens *tokens, const struct number *numbers,
                                  const struct tout_place *place) {
    struct counts counts = {0};
    const char *begin = tokens->items[place->at].start, *end = tokens->items[place->to - 1].start;
    for (size_t i = place->at; i-- > 0;) {
        const struct token *token = &tokens->items[i];
        if (token->text != tokens->items[place->at].text || begin - token->start > BYTES_BEFORE)
            break;
        count_word(&counts, token);
        count_number(&counts, &numbers[i]);
    }
    for (size_t i = place->to; i < tokens->count; i++) {
        const struct token *token = &tokens->items[i];
        if (token->text != tokens->items[place->at].text || token->start - end > BYTES_BEHIND)
            break;
        count_word(&counts, token);
        count_number(&counts, &numbers[i]);
    }
    return counts;
}

struct tout_evidence evidence_weigh(const struct tokens *tokens, const struct number *numbers,
                                    const struct tout_place *place) {
    struct counts counts = count_around(tokens, numbers, place);
    double finance = counts.security + counts.coin;
    double promotion = saturate(counts.target, 3, 4) + saturate(counts.percent, 1.5, 2) +
                       saturate(counts.gain, 0.5, 2) + saturate(counts.hype, 1, 5) +
                       saturate(counts.urgency, 0.7, 2.5) + saturate(counts.price, 0.5, 1) +
                       saturate(counts.disclaimer, 0.7, 2) - saturate(counts.service, 0.7, 4);
    return (struct tout_evidence){
        .instrument = weigh_how(place->how) + saturate(counts.price, 1.5, 2) +
                      saturate(counts.target, 1.5, 2) + saturate(finance, 0.5, 1.5) +
                      saturate(counts.proof, 1.5, 2) + saturate(counts.company, 0.5, 1) +
                      (place->spelling.market ? 1 : 0),
        .promotion = fmax(promotion, 0),
    };
}
