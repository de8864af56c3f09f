/* A greedy cover. From all samples not matched yet, take the anchors that most of them share until the
 * conjunction is worth enough to be safe; what it matches is done; begin again with the rest. An anchor is
 * one phrase where (nearly) all samples share one, else a choice of few phrases that cover them, as where a
 * sender's program picks one of ten greetings.
 *
 * Following Botnet Judo (NDSS 2010), which aligns fixed text and dictionaries of choices, and SOUGHT, which
 * keeps one phrase a set of messages; against both, what a campaign promotes is an anchor of its own, since
 * one template promotes many things (docs/signatures.md). A signature of a thing promoted needs less other
 * text than one without. */
#include "template/infer.h"

#include <stdlib.h>
#include <string.h>

#include "template/name.h"
#include "template/phrase.h"

/* What a conjunction must be worth (phrase_weight()), and what it may grow to at no loss: measured on wanted
 * mail, docs/signatures.md. */
#define WEIGHT_NEEDED       7.0
#define WEIGHT_NEEDED_NAMED 2.5
#define WEIGHT_ENOUGH_NAMED 5.0
/* Of a name that is no everyday word. */
#define WEIGHT_NAME 1.0
/* Anchors worth less add up to chance. */
#define WEIGHT_ANCHOR 1.5
/* One phrase at least must be worth this: single words meet anywhere in a long text. */
#define WEIGHT_BEST 3.0
/* An anchor shared by this share of the samples may lose the others to the next signature. */
#define SHARE_FIXED 0.97
/* A choice of phrases must cover this share; and as each alternative is one that the samples happened to
 * show, there must be so many samples for each. */
#define SHARE_CHOICE        0.95
#define SAMPLES_ALTERNATIVE 15
/* A pattern stands in one sample of so many at least. */
#define SAMPLES_A_PATTERN 50
/* Sequences grown before the best is taken. */
#define TRIED 48

/* Sequences worth less are not grown: a heavier one stands in any phrase that is worth anything. */
#define WEIGHT_GRAM 1.0

struct search {
    struct arena *arena;
    struct grams grams;
    const struct infer_settings *settings;
    size_t least;           /* samples that show a pattern */
    struct sample_set open; /* those that the anchors so far match */
    struct inferred *to;
    double best; /* weight of the heaviest phrase */
};

/* A sequence and in how many of the open samples it stands. */
struct candidate {
    const struct gram *gram;
    size_t support;
    double weight;
};

static size_t open_count(const struct search *search) {
    return sample_set_count(&search->open);
}

static bool is_refused(const struct search *search, const char *words) {
    for (size_t i = 0; i < search->settings->refused_count; i++)
        if (!strcmp(search->settings->refused[i], words))
            return true;
    return false;
}

/* Most samples first, then the heaviest; then the one that stands first in the earliest mail. */
static int compare_candidates(const void *a, const void *b) {
    const struct candidate *one = a, *other = b;
    if (one->support != other->support)
        return one->support < other->support ? 1 : -1;
    if (one->weight < other->weight || one->weight > other->weight)
        return one->weight < other->weight ? 1 : -1;
    return one->gram->begin < other->gram->begin ? -1 : 1;
}

static size_t count_support(const struct search *search, const struct gram *gram,
                            const struct sample_set *within) {
    const struct grams *grams = &search->grams;
    size_t support = 0;
    uint32_t before = UINT32_MAX;
    for (size_t i = gram->begin; i < gram->end; i++) {
        const struct place *place = &grams->places[grams->at[i]];
        if (place->sample == before || !sample_set_has(within, place->sample))
            continue;
        bool taken = false;
        for (size_t j = 0; j < gram->words; j++)
            taken = taken || place[j].taken;
        if (taken)
            continue;
        support++;
        before = place->sample;
    }
    return support;
}

/* Sequences of the field (SIGNATURE_FIELDS: any) that enough of `within` have; in the arena, best first. */
static struct candidate *rank(const struct search *search, const struct sample_set *within, unsigned field,
                              size_t *count) {
    const struct grams *grams = &search->grams;
    struct candidate *candidates = NULL;
    size_t capacity = 0;
    *count = 0;
    for (size_t i = 0; i < grams->count; i++) {
        const struct gram *gram = &grams->items[i];
        size_t place = grams->at[gram->begin];
        struct candidate candidate = {gram, 0, phrase_weight(grams, place, gram->words)};
        if (candidate.weight < WEIGHT_GRAM ||
            (field != SIGNATURE_FIELDS && grams->places[place].field != field))
            continue;
        candidate.support = count_support(search, gram, within);
        if (candidate.support < search->least)
            continue;
        candidates = arena_grow(search->arena, candidates, *count, &capacity, sizeof *candidates);
        candidates[(*count)++] = candidate;
    }
    if (*count)
        qsort(candidates, *count, sizeof *candidates, compare_candidates);
    return candidates;
}

/* The heaviest of the phrases that about as many samples of `within` have as any; count 0: there is none. */
static struct phrase best_phrase(const struct search *search, const struct sample_set *within,
                                 unsigned field) {
    size_t count, tried = 0, floor = 0;
    struct candidate *candidates = rank(search, within, field, &count);
    struct phrase best = {0};
    for (size_t i = 0; i < count && tried < TRIED && candidates[i].support >= floor; i++, tried++) {
        struct phrase phrase = phrase_of_gram(search->arena, &search->grams, candidates[i].gram);
        phrase_extend(search->arena, &search->grams, within, candidates[i].support, &phrase);
        if (phrase.weight < WEIGHT_ANCHOR || phrase.weight <= best.weight ||
            is_refused(search, phrase_text(search->arena, &search->grams, &phrase).words))
            continue;
        if (!best.count)
            floor = (size_t)((double)candidates[i].support * SHARE_FIXED);
        best = phrase;
    }
    return best;
}

/* Adds phrases as one anchor, which the samples of `matched` have. */
static void add_anchor(struct search *search, const struct phrase *phrases, size_t count) {
    struct signature *signature = &search->to->signature;
    struct signature_anchor *anchor = &signature->anchors[signature->anchor_count++];
    struct sample_set matched = {{0}}, all = sample_set_all(search->grams.sample_count);
    double weight = phrases[0].weight;
    anchor->field = search->grams.places[phrases[0].at[0]].field;
    anchor->phrase_count = count;
    for (size_t i = 0; i < count; i++) {
        anchor->phrases[i] = phrase_text(search->arena, &search->grams, &phrases[i]);
        struct sample_set here = phrase_samples(&search->grams, &phrases[i], &all);
        for (size_t j = 0; j < SAMPLES_MOST / 64; j++)
            matched.bits[j] |= here.bits[j];
        weight = phrases[i].weight < weight ? phrases[i].weight : weight;
    }
    /* Only now: alternatives may overlap each other. */
    for (size_t i = 0; i < count; i++)
        phrase_take(&search->grams, &phrases[i]);
    search->open = sample_set_and(search->open, matched);
    search->to->samples = sample_set_and(search->to->samples, matched);
    search->to->weight += weight;
    search->best = weight > search->best ? weight : search->best;
}

/* Few phrases of one field that cover the open samples together; 0: there are none. */
static size_t find_choice(const struct search *search, struct phrase phrases[SIGNATURE_PHRASES]) {
    size_t count = 0, all = open_count(search), covered = 0;
    struct sample_set left = search->open;
    unsigned field = SIGNATURE_FIELDS;
    while (count < SIGNATURE_PHRASES && (double)covered < SHARE_CHOICE * (double)all) {
        struct phrase phrase = best_phrase(search, &left, field);
        if (!phrase.count)
            break;
        struct sample_set here = phrase_samples(&search->grams, &phrase, &left);
        left = sample_set_without(left, here);
        covered += sample_set_count(&here);
        field = search->grams.places[phrase.at[0]].field;
        phrases[count++] = phrase;
    }
    return (double)covered < SHARE_CHOICE * (double)all || count * SAMPLES_ALTERNATIVE > all ? 0 : count;
}

/* One more anchor, as far as it costs nothing. */
static bool add_free(struct search *search) {
    struct phrase fixed = best_phrase(search, &search->open, SIGNATURE_FIELDS);
    if (!fixed.count)
        return false;
    struct sample_set with = phrase_samples(&search->grams, &fixed, &search->open);
    /* What a few samples share they may share by chance. */
    size_t needed = SAMPLES_ALTERNATIVE * (search->to->signature.anchor_count + 1);
    if (sample_set_count(&with) < open_count(search) || open_count(search) < needed)
        return false;
    add_anchor(search, &fixed, 1);
    return true;
}

/* One more anchor; false: nothing is left that enough samples share. */
static bool add_next(struct search *search) {
    struct phrase phrases[SIGNATURE_PHRASES];
    struct phrase fixed = best_phrase(search, &search->open, SIGNATURE_FIELDS);
    if (!fixed.count)
        return false;
    struct sample_set with = phrase_samples(&search->grams, &fixed, &search->open);
    size_t count = 0;
    /* A text that tells one template by itself is no choice of another's. */
    bool enough = !search->to->named && search->to->weight + fixed.weight >= WEIGHT_NEEDED;
    if (!enough && (double)sample_set_count(&with) < SHARE_FIXED * (double)open_count(search))
        count = find_choice(search, phrases);
    if (count)
        add_anchor(search, phrases, count);
    else
        add_anchor(search, &fixed, 1);
    return true;
}

/* Of names in order of how surely they are this thing's (a symbol first), those that open samples have which
 * have none before. Returns how many are kept; *named: the samples that have one. */
static size_t needed_names(const struct search *search, struct phrase *phrases, size_t count,
                           struct sample_set *named) {
    size_t kept = 0;
    *named = (struct sample_set){{0}};
    for (size_t i = 0; i < count; i++) {
        struct sample_set here = phrase_samples(&search->grams, &phrases[i], &search->open);
        here = sample_set_without(here, *named);
        if (!sample_set_count(&here))
            continue;
        for (size_t j = 0; j < SAMPLES_MOST / 64; j++)
            named->bits[j] |= here.bits[j];
        phrases[kept++] = phrases[i];
    }
    return kept;
}

static void add_names(struct search *search) {
    struct phrase phrases[SIGNATURE_PHRASES];
    const struct infer_settings *settings = search->settings;
    struct sample_set named;
    size_t count = name_phrases(search->arena, &search->grams, settings->names, settings->name_count, phrases,
                                SIGNATURE_PHRASES);
    count = needed_names(search, phrases, count, &named);
    if (sample_set_count(&named) < search->least)
        return;
    add_anchor(search, phrases, count);
    search->to->named = true;
    /* However it is spaced, it is one word; and it says what the mail is about, not that it is this template.
     */
    search->to->weight = phrases[0].weight > WEIGHT_NAME ? phrases[0].weight : WEIGHT_NAME;
    search->best = 0;
}

static bool is_safe(const struct search *search) {
    const struct inferred *to = search->to;
    if (to->named)
        return to->weight >= WEIGHT_NEEDED_NAMED && search->best >= WEIGHT_ANCHOR;
    return to->weight >= WEIGHT_NEEDED && search->best >= WEIGHT_BEST;
}

static void free_places(struct grams *grams) {
    for (size_t i = 0; i < grams->place_count; i++)
        grams->places[i].taken = false;
}

/* The signature of most of `unmatched`; false: they have nothing in common that would be safe. */
static bool infer_one(struct search *search, struct sample_set unmatched, struct inferred *to) {
    *to = (struct inferred){.samples = sample_set_all(search->grams.sample_count)};
    search->to = to;
    search->open = unmatched;
    search->best = 0;
    free_places(&search->grams);
    add_names(search);
    while (!is_safe(search))
        if (to->signature.anchor_count == SIGNATURE_ANCHORS || !add_next(search))
            return false;
    while (to->named && to->weight < WEIGHT_ENOUGH_NAMED && to->signature.anchor_count < SIGNATURE_ANCHORS &&
           add_free(search)) {
    }
    return open_count(search) >= search->least;
}

void signature_infer(struct arena *arena, const struct sample *samples, size_t count,
                     const struct infer_settings *settings, struct inference *inference) {
    struct search search = {.arena = arena, .settings = settings};
    size_t share = (count + SAMPLES_A_PATTERN - 1) / SAMPLES_A_PATTERN;
    search.least = share < INFER_SAMPLES_LEAST ? INFER_SAMPLES_LEAST : share;
    *inference = (struct inference){.unmatched = sample_set_all(count)};
    grams_build(arena, samples, count, search.least, &search.grams);
    while (inference->count < INFER_SIGNATURES && sample_set_count(&inference->unmatched) >= search.least) {
        struct inferred *to = &inference->items[inference->count];
        if (!infer_one(&search, inference->unmatched, to))
            break;
        inference->unmatched = sample_set_without(inference->unmatched, to->samples);
        inference->count++;
    }
}
