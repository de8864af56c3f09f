/* Places are weighed one by one; those that name the same thing (whatever its suffix) are one candidate, as
 * sure as its best place and a little surer each time the text comes back to it. Subject and text are read as
 * one, since a symbol may stand in one and its name in the other.
 *
 * Cost: one pass over the text; mail without words of finance is left at that. */
#include "tout/reading.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "tout/evidence.h"

/* A mail with fewer points for its best candidate has nothing to say of instruments. */
#define INSTRUMENT_LEAST 3.0
#define PROMOTION_LEAST  1.0
/* What is read in a picture is read badly, and few of its words are recognised. */
#define PICTURE_LEAST 1.5
/* What coming back to a name adds, at most. */
#define AGAIN_POINTS       3.0
#define COIN_SYMBOL_POINTS 1.5
#define AGAIN_EACH         0.75
/* More words than this are a letter, not a link with an excuse. */
#define PICTURE_LINK_WORDS 90
/* One word of finance may be anything. */
#define PICTURE_FINANCE_WORDS 2
#define DAY_SECONDS           86400
/* With fewer words of its own a mail is what it quotes. */
#define OWN_WORDS  15
#define WORD_BYTES 7 /* of a word with what stands around it, on average */
/* Without a word of these nobody names an instrument. */
#define NAMING                                                                                               \
    (LEXICON_KEY | LEXICON_WKN | LEXICON_ISIN | LEXICON_SECURITY | LEXICON_COIN | LEXICON_TARGET |           \
     LEXICON_MARKET)
#define PICTURE_FINANCE (LEXICON_KEY | LEXICON_SECURITY | LEXICON_GAIN | LEXICON_TARGET)
#define HOW_NAMED       (HOW_EXPLICIT | HOW_LABEL)

struct gathering {
    const struct tokens *tokens;
    struct tout_candidate *candidates;
    size_t count;
};

#define FINANCE                                                                                              \
    (LEXICON_KEY | LEXICON_WKN | LEXICON_ISIN | LEXICON_SECURITY | LEXICON_COIN | LEXICON_TARGET |           \
     LEXICON_HYPE)

static bool is_same(const struct tout_candidate *candidate, const struct tout_place *place) {
    const char *name = place->spelling.name;
    size_t bytes = tout_base_bytes(name, place->kind);
    return tout_base_bytes(candidate->name, candidate->kind) == bytes &&
           !memcmp(candidate->name, name, bytes);
}

static void merge(struct gathering *gathering, const struct tout_place *place,
                  const struct tout_evidence *evidence) {
    struct tout_candidate *candidate = gathering->candidates;
    struct tout_candidate *end = candidate + gathering->count;
    while (candidate < end && !is_same(candidate, place))
        candidate++;
    if (candidate == end) {
        *candidate = (struct tout_candidate){.kind = place->kind, .market = ""};
        gathering->count++;
    }
    if (candidate->kind == TOUT_SYMBOL && place->kind != TOUT_NAME) /* a WKN looks like a symbol */
        candidate->kind = place->kind;
    if (strlen(place->spelling.name) > strlen(candidate->name)) /* with its suffix */
        memcpy(candidate->name, place->spelling.name, TOUT_NAME_BYTES);
    if (place->spelling.market)
        candidate->market = place->spelling.market->name;
    candidate->how |= place->how;
    candidate->places++;
    candidate->instrument = fmax(candidate->instrument, evidence->instrument);
    candidate->promotion = fmax(candidate->promotion, evidence->promotion);
}

/* A symbol that is named as such is what the mail is about rather than the company's name beside it. */
static double worth(const struct tout_candidate *candidate) {
    static const double kinds[TOUT_KIND_COUNT] = {
        [TOUT_SYMBOL] = 3, [TOUT_WKN] = 1.5, [TOUT_ISIN] = 1, [TOUT_COIN] = 1, [TOUT_CONTRACT] = 0.5};
    double kind =
        candidate->kind == TOUT_SYMBOL && !(candidate->how & HOW_NAMED) ? 0 : kinds[candidate->kind];
    return candidate->instrument + candidate->promotion / 2 + kind;
}

static int compare_candidates(const void *a, const void *b) {
    double x = worth(a), y = worth(b);
    if (x != y)
        return x > y ? -1 : 1;
    return strcmp(((const struct tout_candidate *)a)->name, ((const struct tout_candidate *)b)->name);
}

/* Distinct things that are named explicitly: by symbol, or by another identifier. */
static unsigned count_symbols(const struct gathering *gathering) {
    unsigned counts[TOUT_KIND_COUNT] = {0}, most = 0;
    for (size_t i = 0; i < gathering->count; i++)
        counts[gathering->candidates[i].kind] += (gathering->candidates[i].how & HOW_EXPLICIT) != 0;
    for (size_t i = 0; i < TOUT_KIND_COUNT; i++)
        most = counts[i] > most ? counts[i] : most;
    return most;
}

/* Where a new coin is named, capitals that come back are its symbol. */
static void favour_coin_symbols(struct gathering *gathering) {
    bool coin = false;
    for (size_t i = 0; i < gathering->count; i++)
        coin |= gathering->candidates[i].kind == TOUT_COIN;
    for (size_t i = 0; i < gathering->count && coin; i++) {
        struct tout_candidate *candidate = &gathering->candidates[i];
        if (candidate->kind == TOUT_SYMBOL && candidate->how == HOW_CAPITALS && candidate->places > 1) {
            candidate->how |= HOW_LABEL;
            candidate->instrument += COIN_SYMBOL_POINTS;
        }
    }
}

/* Keeps the best, those that are worth it. */
static void keep(struct gathering *gathering, double instrument_least, struct tout_reading *reading) {
    favour_coin_symbols(gathering);
    for (size_t i = 0; i < gathering->count; i++) {
        struct tout_candidate *candidate = &gathering->candidates[i];
        double again = AGAIN_EACH * (candidate->places - 1);
        candidate->instrument += fmin(again, AGAIN_POINTS);
    }
    if (gathering->count)
        qsort(gathering->candidates, gathering->count, sizeof *gathering->candidates, compare_candidates);
    for (size_t i = 0; i < gathering->count && reading->count < TOUT_CANDIDATES; i++) {
        const struct tout_candidate *candidate = &gathering->candidates[i];
        double least = candidate->how & HOW_EXPLICIT ? 0 : PROMOTION_LEAST;
        if (candidate->instrument >= instrument_least && candidate->promotion >= least)
            reading->candidates[reading->count++] = *candidate;
    }
}

/* The first day that is named, on or after that of receipt. */
static int64_t urgent_day(const struct tokens *tokens, int64_t received) {
    const uint32_t week = LEXICON_SUNDAY * 2U - LEXICON_MONDAY;
    int64_t today = received / DAY_SECONDS;
    for (size_t i = 0; i < tokens->count && received > 0; i++) {
        uint32_t categories = tokens->items[i].categories;
        if (categories & LEXICON_TODAY)
            return today * DAY_SECONDS;
        if (categories & LEXICON_TOMORROW)
            return (today + 1) * DAY_SECONDS;
        if (categories & week) {
            int64_t wanted = __builtin_ctz(categories & week) - __builtin_ctz(LEXICON_MONDAY);
            int64_t weekday = (today + 3) % 7; /* 1970-01-01 was a Thursday */
            return (today + (wanted - weekday + 7) % 7) * DAY_SECONDS;
        }
    }
    return TIME_NONE;
}

static void read_claims(const struct tokens *tokens, const struct number *numbers, int64_t received,
                        struct tout_claims *claims) {
    *claims = (struct tout_claims){.urgent = urgent_day(tokens, received)};
    for (size_t i = 0; i < tokens->count; i++) {
        const struct number *number = &numbers[i];
        bool price = number->role == NUMBER_PRICE && !claims->price;
        bool target = number->role == NUMBER_TARGET && number->value > claims->target;
        if (price)
            claims->price = number->value;
        if (target)
            claims->target = number->value;
        if ((price || target) && *number->currency)
            memcpy(claims->currency, number->currency, sizeof claims->currency);
        if (number->role == NUMBER_PERCENT)
            claims->gain = fmax(claims->gain, number->value);
        if (number->role == NUMBER_SPAN && !claims->horizon)
            claims->horizon = number->value;
    }
}

/* The text behind what was read counts, too. */
static void count_words(const struct tokens *tokens, size_t text_bytes, struct tout_reading *reading) {
    for (size_t i = 0; i < tokens->count; i++) {
        reading->finance += (tokens->items[i].categories & (FINANCE | LEXICON_GAIN)) != 0;
        reading->disclaimer |= (tokens->items[i].categories & LEXICON_DISCLAIMER) != 0;
    }
    size_t estimate = tokens->count < TOKENS ? 0 : text_bytes / WORD_BYTES;
    reading->words = (unsigned)(tokens->word_count > estimate ? tokens->word_count : estimate);
}

static bool ends_in_picture(const char *text, size_t bytes) {
    static const char *const endings[] = {".gif", ".jpg", ".jpeg", ".png", ".bmp"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        size_t length = strlen(endings[i]);
        if (bytes > length && !strncasecmp(text + bytes - length, endings[i], length))
            return true;
    }
    return false;
}

/* By its path, or by what it asks its host for: "view?image=a.png". */
static bool is_picture(const char *url) {
    return ends_in_picture(url, strcspn(url, "?#")) || ends_in_picture(url, strlen(url));
}

/* All its links are pictures, or lead to one. Links of a list's footer are let pass beside one that leads
 * there. */
static bool links_to_picture(const struct mail *mail) {
    enum { FOOTER_LINKS = 3 };
    size_t shown = 0, leading = 0, others = 0;
    for (size_t i = 0; i < mail->link_count; i++) {
        const struct mail_link *link = &mail->links[i];
        if (!*link->host)
            continue;
        shown += link->image;
        leading += !link->image && is_picture(link->url);
        others += !link->image && !is_picture(link->url);
    }
    return others ? mail->bulk && leading && others <= FOOTER_LINKS : leading + shown > 0;
}

static void read_tokens(const struct mail *mail, const struct tokens *tokens, size_t body, bool picture,
                        struct tout_reading *reading) {
    struct arena *arena = mail->arena;
    struct tout_place *places = arena_alloc_raw(arena, TOUT_PLACES * sizeof *places);
    struct number *numbers = numbers_read(arena, tokens);
    size_t count = candidate_find(arena, tokens, body, places);
    struct gathering gathering = {tokens, arena_alloc_raw(arena, (count + 1) * sizeof(struct tout_candidate)),
                                  0};
    for (size_t i = 0; i < count; i++) {
        struct tout_evidence evidence = evidence_weigh(tokens, numbers, &places[i]);
        merge(&gathering, &places[i], &evidence);
    }
    reading->symbols = count_symbols(&gathering);
    keep(&gathering, picture ? PICTURE_LEAST : INSTRUMENT_LEAST, reading);
    read_claims(tokens, numbers, mail->received, &reading->claims);
}

/* What a mail quotes is not what it says, unless it says nothing else. */
static void read_own_text(const struct mail *mail, struct tokens *tokens) {
    size_t before = tokens->word_count;
    tokens->skip_quotes = true;
    tokens_read(mail->arena, slice_of(mail->text, mail->text_bytes), tokens);
    tokens->skip_quotes = false;
    if (tokens->word_count - before < OWN_WORDS)
        tokens_read(mail->arena, slice_of(mail->text, mail->text_bytes), tokens);
}

bool tout_read(const struct mail *mail, struct slice text, struct tout_reading *reading) {
    struct tokens tokens = {0};
    *reading = (struct tout_reading){.claims.urgent = TIME_NONE};
    if (mail->returned)
        mail = mail->returned;
    tokens_read(mail->arena, slice_from_string(mail->subject), &tokens);
    size_t body = tokens.count;
    /* what its pictures say first: beside them the mail's own text is often padding */
    tokens_read(mail->arena, text, &tokens);
    read_own_text(mail, &tokens);
    if (!(tokens.categories & (FINANCE | LEXICON_GAIN)))
        return false;
    count_words(&tokens, mail->text_bytes, reading);
    reading->solicited = mail->bulk;
    reading->picture_link = tokens.categories & PICTURE_FINANCE &&
                            reading->finance >= PICTURE_FINANCE_WORDS &&
                            reading->words <= PICTURE_LINK_WORDS && links_to_picture(mail);
    if (tokens.categories & NAMING)
        read_tokens(mail, &tokens, body, text.size > 0, reading);
    return reading->count || reading->picture_link;
}
