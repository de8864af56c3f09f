/* Each thing that messages are mainly about is judged by itself, from sums over those messages, as the
 * log-odds of its being touted. What counts: how surely it is an instrument; how much it is talked up where
 * it is named; how often a text comes back to it; the small print of paid promotion; and how many hosts send
 * it. Against it: other symbols beside it, long texts in which it is one word of many, an opt-out of a list,
 * one host that sends again and again.
 *
 * The weights were set by hand on one corpus; docs/touts.md tells how well they do there and on other mail.
 */
#include "tout/verdict.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Points beyond these say no more. */
#define INSTRUMENT_MOST 11.0
#define PROMOTION_MOST  8.0
#define DENSITY_MOST    4.0
#define HOSTS_MOST      6.0 /* powers of two */
/* Where a thing is hardly talked up, it is a quotation. */
#define PROMOTION_LEAST 1.5
/* From so many words on a mail is a letter about many things. */
#define LONG_WORDS   300.0
#define THIN_DENSITY 1.5
/* One host that sent so many is somebody's list. */
#define LIST_HOSTS     2
#define LIST_MESSAGES  6
#define SERVICE_THINGS 3
#define SERVICE_SHARE  0.25 /* hosts against messages */
/* Messages that name nothing are of the part's instrument where the others that are so many. */
#define WHOLE_SHARE   0.7
#define SEVERAL_SHARE 0.9
/* Where so many of a part's messages are touts, so is what else they name. */
#define COMPANY_SHARE 0.3
#define COMPANY_ODDS  1.5
/* Another name is one of the same thing where so many of its messages have it. */
#define ALIAS_SHARE 0.2
/* A symbol is written with its suffix where this share of its messages does. */
#define SUFFIX_SHARE 0.15
/* What many messages tout, a few others that name it are likely to tout, too; but people on lists talk about
 * it. */
#define HOT_ODDS 2.5
/* What looks like a symbol is one where the user's list has it. */
#define KNOWN_ODDS 1.0
/* What is left of a disguised symbol: so much of it at least, in no more than this share of its messages. */
#define VARIANT_LETTERS 2
#define VARIANT_SHARE   0.5
#define SYMBOL_MOST     6
/* Touts in linked pictures: hardly more than the link, and words of finance, in most messages. */
#define PICTURE_SHARE 0.5

static bool is_of(const char *primary, const char *name, enum tout_kind kind) {
    size_t bytes = tout_base_bytes(name, kind);
    return strlen(primary) == bytes && !memcmp(primary, name, bytes);
}

/* The thing's mentions by its own name, added up. */
static struct tout_mention sum_up(const struct tout_mention *mentions, size_t count) {
    struct tout_mention sum = {.primary = mentions->primary, .kind = TOUT_KIND_COUNT};
    for (size_t i = 0; i < count; i++) {
        const struct tout_mention *mention = &mentions[i];
        if (!is_of(sum.primary, mention->name, mention->kind))
            continue;
        sum.kind = mention->kind < sum.kind ? mention->kind : sum.kind;
        sum.known |= mention->known;
        sum.messages += mention->messages;
        sum.explicit_messages += mention->explicit_messages;
        sum.instrument += mention->instrument;
        sum.promotion += mention->promotion;
        sum.places += mention->places;
        sum.words += mention->words;
        sum.symbols += mention->symbols;
        sum.solicited += mention->solicited;
        sum.disclaimers += mention->disclaimers;
    }
    return sum;
}

static double above(double number, double limit) {
    return number > limit ? number - limit : 0;
}

/* Few hosts that write of many things are somebody's news or alerts. */
static bool is_a_service(const struct tout_pool *pool) {
    size_t things = 0;
    for (size_t i = 0; i < pool->mention_count; i++)
        things += !i || strcmp(pool->mentions[i].primary, pool->mentions[i - 1].primary) != 0;
    bool few = pool->hosts <= LIST_HOSTS ||
               (pool->sampled >= LIST_MESSAGES && pool->hosts <= SERVICE_SHARE * pool->sampled);
    return few && things >= SERVICE_THINGS;
}

static double log_odds(const struct tout_pool *pool, const struct tout_mention *sum) {
    double messages = sum->messages, promotion = sum->promotion / messages;
    double words = fmax(sum->words / messages, 1), density = 100 * sum->places / fmax(sum->words, 1);
    double hosts = fmax(1, messages * pool->hosts / fmax(pool->sampled, 1));
    double spread = fmin(log2(hosts), HOSTS_MOST);
    double odds = -7.7;
    odds += 0.55 * fmin(sum->instrument / messages, INSTRUMENT_MOST);
    odds += 0.62 * fmin(promotion, PROMOTION_MOST);
    odds += 0.50 * fmin(density, DENSITY_MOST);
    odds += 0.50 * spread;
    odds += 1.0 * sum->explicit_messages / messages;
    odds += 0.7 * sum->disclaimers / messages;
    odds -= 1.8 * sum->solicited / messages;
    odds -= 0.9 * above(sum->symbols / messages, 1.3);
    odds -= density < THIN_DENSITY ? 0.8 * above(log2(words / LONG_WORDS), 0) : 0;
    odds -= 1.4 * above(PROMOTION_LEAST, promotion) * (1 - fmin(1, spread / 4));
    odds -= hosts <= LIST_HOSTS && messages >= LIST_MESSAGES ? 1.2 : 0;
    odds -= is_a_service(pool) ? 1.5 : 0;
    return odds;
}

/* Best identifier first: a symbol before a WKN and so on, with suffix before without, then the commoner. */
static bool is_better_name(const struct tout_mention *a, const struct tout_mention *b, uint32_t messages) {
    if (a->kind != b->kind)
        return a->kind < b->kind;
    bool a_suffix = strchr(a->name, '.') && a->messages >= SUFFIX_SHARE * messages;
    bool b_suffix = strchr(b->name, '.') && b->messages >= SUFFIX_SHARE * messages;
    if (a->kind == TOUT_SYMBOL && a_suffix != b_suffix)
        return a_suffix;
    return a->messages > b->messages;
}

static void add_alias(struct tout_instrument *instrument, const struct tout_mention *alias) {
    if (instrument->alias_count == TOUT_ALIASES &&
        instrument->aliases[TOUT_ALIASES - 1]->messages >= alias->messages)
        return;
    size_t at = instrument->alias_count < TOUT_ALIASES ? instrument->alias_count++ : TOUT_ALIASES - 1;
    while (at && instrument->aliases[at - 1]->messages < alias->messages) {
        instrument->aliases[at] = instrument->aliases[at - 1];
        at--;
    }
    instrument->aliases[at] = alias;
}

/* The best of its own names names it. Others that stand beside it in many of its messages are aliases, but
 * another symbol is another thing. */
static void name_instrument(const struct tout_mention *mentions, size_t count,
                            struct tout_instrument *instrument) {
    for (size_t i = 0; i < count; i++) {
        const struct tout_mention *mention = &mentions[i];
        bool own = is_of(instrument->primary, mention->name, mention->kind);
        if (own && (!instrument->name || is_better_name(mention, instrument->name, instrument->messages)))
            instrument->name = mention;
    }
    for (size_t i = 0; i < count; i++) {
        const struct tout_mention *mention = &mentions[i];
        bool other_symbol = mention->kind == TOUT_SYMBOL && instrument->name->kind == TOUT_SYMBOL;
        if (mention != instrument->name && !other_symbol && mention->kind != TOUT_WALLET &&
            mention->messages >= ALIAS_SHARE * instrument->messages)
            add_alias(instrument, mention);
    }
}

static double logistic(double odds) {
    return 1 / (1 + exp(-odds));
}

static const char *find_hot(const struct tout_mention *mentions, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (mentions[i].hot)
            return mentions[i].hot;
    return NULL;
}

/* Where the next one goes; where there are too many, instead of the one with fewest messages. */
static struct tout_instrument *make_room(struct tout_verdict *verdict, uint32_t messages) {
    if (verdict->count < TOUT_INSTRUMENTS)
        return &verdict->instruments[verdict->count++];
    struct tout_instrument *least = verdict->instruments;
    for (size_t i = 1; i < verdict->count; i++)
        if (verdict->instruments[i].messages < least->messages)
            least = &verdict->instruments[i];
    return least->messages < messages ? least : NULL;
}

/* prior: added to the log-odds. */
static void judge_thing(const struct tout_pool *pool, const struct tout_mention *mentions, size_t count,
                        double prior, struct tout_verdict *verdict) {
    struct tout_mention sum = sum_up(mentions, count);
    if (!sum.messages || sum.kind == TOUT_WALLET)
        return;
    const char *hot = find_hot(mentions, count);
    double solicited = (double)sum.solicited / sum.messages;
    double odds = log_odds(pool, &sum) + prior + (sum.known ? KNOWN_ODDS : 0);
    double score = logistic(odds + (hot ? HOT_ODDS * (1 - solicited) : 0));
    verdict->score = fmax(verdict->score, score);
    if (score < TOUT_SCORE)
        verdict->rest_score = fmax(verdict->rest_score, score);
    struct tout_instrument *instrument = score >= TOUT_SCORE ? make_room(verdict, sum.messages) : NULL;
    if (!instrument)
        return;
    *instrument =
        (struct tout_instrument){.primary = sum.primary,
                                 .messages = sum.messages,
                                 .score = score,
                                 .own = logistic(odds) >= TOUT_SCORE,
                                 .hot = hot,
                                 .confidence = fmin(1, (double)sum.messages / fmax(pool->readings, 1))};
    name_instrument(mentions, count, instrument);
}

static int compare_instruments(const void *a, const void *b) {
    const struct tout_instrument *x = a, *y = b;
    if (x->messages != y->messages)
        return x->messages > y->messages ? -1 : 1;
    return strcmp(x->primary, y->primary);
}

static void judge_pictures(const struct tout_pool *pool, struct tout_verdict *verdict) {
    double share = (double)pool->picture_links / fmax(pool->messages, 1);
    double hosts = fmax(1, pool->messages * (double)pool->hosts / fmax(pool->sampled, 1));
    if (verdict->count || share < PICTURE_SHARE)
        return;
    double score = logistic(-1.0 + 1.5 * share + 0.4 * fmin(log2(hosts), HOSTS_MOST));
    verdict->score = fmax(verdict->score, score);
    verdict->unnamed = score >= TOUT_SCORE;
}

bool tout_is_variant(const char *of, const char *name) {
    size_t bytes = tout_base_bytes(name, TOUT_SYMBOL), same = 0, tail = 0, whole = strlen(of);
    size_t shorter = bytes < whole ? bytes : whole, longer = bytes < whole ? whole : bytes;
    if (shorter < VARIANT_LETTERS || longer > shorter + 1 || longer > SYMBOL_MOST)
        return false;
    while (same < shorter && of[same] == name[same])
        same++;
    while (tail < shorter - same && of[whole - 1 - tail] == name[bytes - 1 - tail])
        tail++;
    return same + tail + 1 >= longer;
}

/* Those that are rare variants of a commoner one go with it; instruments are in order of messages. */
static void fold_variants(struct tout_verdict *verdict) {
    size_t kept = 0;
    for (size_t i = 0; i < verdict->count; i++) {
        const struct tout_instrument *instrument = &verdict->instruments[i];
        bool variant = false;
        for (size_t j = 0; j < kept && !variant; j++)
            variant = instrument->name->kind == TOUT_SYMBOL &&
                      verdict->instruments[j].name->kind == TOUT_SYMBOL &&
                      instrument->messages <= VARIANT_SHARE * verdict->instruments[j].messages &&
                      tout_is_variant(verdict->instruments[j].primary, instrument->primary);
        if (!variant)
            verdict->instruments[kept++] = verdict->instruments[i];
    }
    verdict->count = kept;
}

/* Returns how many messages the touts among them have. */
static uint32_t judge_all(const struct tout_pool *pool, double prior, struct tout_verdict *verdict) {
    uint32_t covered = 0;
    *verdict = (struct tout_verdict){0};
    for (size_t from = 0, to; from < pool->mention_count; from = to) {
        for (to = from + 1;
             to < pool->mention_count && !strcmp(pool->mentions[to].primary, pool->mentions[from].primary);)
            to++;
        judge_thing(pool, pool->mentions + from, to - from, prior, verdict);
    }
    if (verdict->count)
        qsort(verdict->instruments, verdict->count, sizeof *verdict->instruments, compare_instruments);
    for (size_t i = 0; i < verdict->count; i++)
        covered += verdict->instruments[i].messages;
    fold_variants(verdict);
    return covered;
}

void tout_judge(const struct tout_pool *pool, struct tout_verdict *verdict) {
    uint32_t covered = judge_all(pool, 0, verdict);
    if (covered >= COMPANY_SHARE * pool->messages)
        covered = judge_all(pool, COMPANY_ODDS, verdict);
    verdict->whole = covered >= (verdict->count > 1 ? SEVERAL_SHARE : WHOLE_SHARE) * pool->messages;
    verdict->single = verdict->whole && verdict->count == 1 && covered == pool->readings;
    judge_pictures(pool, verdict);
}

size_t tout_choose(const char *const *primaries, size_t count, const struct tout_reading *reading) {
    for (size_t i = 0; i < reading->count; i++)
        for (size_t j = 0; j < count; j++)
            if (is_of(primaries[j], reading->candidates[i].name, reading->candidates[i].kind))
                return j;
    for (size_t i = 0; i < reading->count; i++)
        for (size_t j = 0; j < count; j++)
            if (reading->candidates[i].kind == TOUT_SYMBOL &&
                tout_is_variant(primaries[j], reading->candidates[i].name))
                return j;
    return TOUT_NO_INSTRUMENT;
}
