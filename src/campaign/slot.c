/* The slot in which a template's decisive word stands.
 *
 * Spun phrases alternate from message to message; the thing promoted (a symbol, a name) runs in a stretch:
 * from its first message to its last nearly every message of the cluster has it. And it has rivals: before
 * and after, another word does the same. So a slot is a set of words, each of which fills its own stretch, no
 * two of which share messages, and which together cover nearly the whole cluster; and each of them is the
 * campaign's own: hardly any other mail has it. A single word without rival (a sentence added one day, the
 * name of a weekday) is no slot, and neither are common words that alternate. No knowledge of finance, or of
 * any language, enters.
 *
 * Cost: O(words of all members) to count them, then a little for the few words that are left. */
#include "campaign/slot.h"

#include <stdlib.h>
#include <string.h>

/* A value of the slot needs this many messages before it can split anything. */
#define LEAST_MESSAGES 5
/* A word in more than this share of the cluster has no room for a rival. */
#define GREATEST_SHARE 0.97
/* The share of its stretch that a value must fill, after this share of its messages is trimmed off at both
 * ends. */
#define STRETCH_SHARE 0.85
#define TRIM_SHARE    0.025
/* Messages outside the cluster that have the word, against those inside. */
#define OUTSIDE_SHARE 0.2
#define OUTSIDE_LEAST 2
/* Values may share so much of the smaller one's messages, and must cover so much of the cluster together. */
#define OVERLAP_SHARE 0.05
#define COVER_SHARE   0.8
/* More candidates than this are the words of few long texts; the commonest do. */
#define CANDIDATES 512
#define VALUES     64
/* Of the sketch at most; beyond some millions of words more of them are tallied than need be. */
#define SKETCH_BYTES ((size_t)4 << 20)

struct tally {
    uint32_t word;      /* 0: empty */
    uint16_t seen, own; /* as of the last member filed that has it */
    uint32_t count;
    uint32_t *positions; /* of candidates */
};

struct tallies {
    struct tally *slots;
    size_t slot_count, used;
};

static struct tally *find_tally(const struct tallies *tallies, uint32_t word) {
    size_t at = word & (tallies->slot_count - 1);
    while (tallies->slots[at].word && tallies->slots[at].word != word)
        at = (at + 1) & (tallies->slot_count - 1);
    return &tallies->slots[at];
}

static void grow(struct arena *arena, struct tallies *tallies) {
    struct tallies grown = {.slot_count = tallies->slot_count ? 2 * tallies->slot_count : 256};
    grown.slots = arena_alloc(arena, grown.slot_count * sizeof *grown.slots);
    for (size_t i = 0; i < tallies->slot_count; i++)
        if (tallies->slots[i].word)
            *find_tally(&grown, tallies->slots[i].word) = tallies->slots[i];
    grown.used = tallies->used;
    *tallies = grown;
}

static void count_word(struct arena *arena, struct tallies *tallies, const struct slot_word *word) {
    if (2 * (tallies->used + 1) > tallies->slot_count)
        grow(arena, tallies);
    struct tally *tally = find_tally(tallies, word->word);
    tallies->used += !tally->word;
    tally->word = word->word;
    tally->count++;
    if (word->seen > tally->seen) {
        tally->seen = word->seen;
        tally->own = word->own;
    }
}

/* How often words occur, at least, counted up to LEAST_MESSAGES in a byte each: words of padding, of which a
 * large cluster has millions, occur once and need no tally. */
struct sketch {
    uint8_t *counts;
    size_t mask;
};

static struct sketch sketch_words(struct arena *arena, const struct slot_member *members, size_t count) {
    struct sketch sketch = {.mask = 255};
    size_t all = 0;
    for (size_t i = 0; i < count; i++)
        all += members[i].word_count;
    while (sketch.mask < 2 * all && sketch.mask < SKETCH_BYTES)
        sketch.mask = 2 * sketch.mask + 1;
    sketch.counts = arena_alloc(arena, sketch.mask + 1);
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < members[i].word_count; j++) {
            uint8_t *seen = &sketch.counts[members[i].words[j].word & sketch.mask];
            *seen += *seen < LEAST_MESSAGES;
        }
    return sketch;
}

static void count_words(struct arena *arena, const struct slot_member *members, size_t count,
                        struct tallies *tallies) {
    struct sketch sketch = sketch_words(arena, members, count);
    grow(arena, tallies);
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < members[i].word_count; j++)
            if (sketch.counts[members[i].words[j].word & sketch.mask] == LEAST_MESSAGES)
                count_word(arena, tallies, &members[i].words[j]);
}

static int compare_tallies(const void *a, const void *b) {
    const struct tally *x = *(struct tally *const *)a, *y = *(struct tally *const *)b;
    if (x->count != y->count)
        return x->count > y->count ? -1 : 1;
    return x->word < y->word ? -1 : x->word > y->word;
}

/* What was seen of a word before the first of these members may have been older members, where there are
 * such. */
static bool may_be_value(const struct tally *tally, size_t messages, bool all) {
    if (tally->count < LEAST_MESSAGES || tally->count > GREATEST_SHARE * (double)messages)
        return false;
    double own = all || tally->own < tally->count ? tally->count : tally->own;
    double allowed = OUTSIDE_SHARE * own > OUTSIDE_LEAST ? OUTSIDE_SHARE * own : OUTSIDE_LEAST;
    return tally->seen - own <= allowed;
}

/* The candidates, commonest first; returns how many. */
static size_t pick_candidates(struct arena *arena, const struct tallies *tallies, size_t messages, bool all,
                              struct tally ***candidates) {
    size_t count = 0, capacity = 0;
    struct tally **picked = NULL;
    for (size_t i = 0; i < tallies->slot_count; i++) {
        struct tally *tally = &tallies->slots[i];
        if (tally->word && may_be_value(tally, messages, all)) {
            picked = arena_grow(arena, picked, count, &capacity, sizeof *picked);
            picked[count++] = tally;
        }
    }
    if (count)
        qsort(picked, count, sizeof *picked, compare_tallies);
    *candidates = picked;
    return count < CANDIDATES ? count : CANDIDATES;
}

static void find_positions(struct arena *arena, const struct slot_member *members, size_t count,
                           const struct tallies *tallies, struct tally **candidates, size_t candidate_count) {
    for (size_t i = 0; i < candidate_count; i++) {
        candidates[i]->positions = arena_alloc_raw(arena, candidates[i]->count * sizeof(uint32_t));
        candidates[i]->count = 0;
    }
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < members[i].word_count; j++) {
            struct tally *tally = find_tally(tallies, members[i].words[j].word);
            if (tally->positions)
                tally->positions[tally->count++] = (uint32_t)i;
        }
}

static bool fills_its_stretch(const struct tally *tally) {
    uint32_t trim = (uint32_t)(tally->count * TRIM_SHARE);
    uint32_t first = tally->positions[trim], last = tally->positions[tally->count - 1 - trim];
    return tally->count - 2 * trim >= STRETCH_SHARE * (last - first + 1);
}

static size_t shared_messages(const struct tally *a, const struct tally *b) {
    size_t i = 0, j = 0, shared = 0;
    while (i < a->count && j < b->count) {
        if (a->positions[i] == b->positions[j])
            shared++, i++, j++;
        else if (a->positions[i] < b->positions[j])
            i++;
        else
            j++;
    }
    return shared;
}

/* Greedy, commonest first: a value that shares hardly a message with those chosen is chosen. */
static size_t choose_values(struct tally **candidates, size_t candidate_count, const struct tally **values) {
    size_t chosen = 0;
    for (size_t i = 0; i < candidate_count && chosen < VALUES; i++) {
        if (!fills_its_stretch(candidates[i]))
            continue;
        bool rival = true;
        for (size_t j = 0; rival && j < chosen; j++) {
            uint32_t smaller =
                candidates[i]->count < values[j]->count ? candidates[i]->count : values[j]->count;
            rival = (double)shared_messages(candidates[i], values[j]) <= OVERLAP_SHARE * smaller;
        }
        if (rival)
            values[chosen++] = candidates[i];
    }
    return chosen;
}

void slot_fill_gaps(unsigned *parts, size_t count) {
    for (size_t from = 0; from < count; from++) {
        if (parts[from] != SLOT_NO_PART)
            continue;
        size_t to = from;
        while (to < count && parts[to] == SLOT_NO_PART)
            to++;
        unsigned after = to < count ? parts[to] : from ? parts[from - 1] : 0;
        unsigned before = from ? parts[from - 1] : after;
        for (size_t i = from; i < to; i++)
            parts[i] = i - from <= to - 1 - i ? before : after;
        from = to;
    }
}

unsigned slot_split(struct arena *arena, const struct slot_member *members, size_t count, bool all,
                    unsigned *parts) {
    memset(parts, 0, count * sizeof *parts);
    if (count < 2 * LEAST_MESSAGES)
        return 1;
    struct tallies tallies = {0};
    struct tally **candidates;
    const struct tally *values[VALUES];
    count_words(arena, members, count, &tallies);
    size_t candidate_count = pick_candidates(arena, &tallies, count, all, &candidates);
    if (candidate_count < 2)
        return 1;
    find_positions(arena, members, count, &tallies, candidates, candidate_count);
    size_t value_count = choose_values(candidates, candidate_count, values);
    if (value_count < 2)
        return 1;
    memset(parts, 0xff, count * sizeof *parts);
    size_t covered = 0;
    for (size_t v = 0; v < value_count; v++)
        for (size_t i = 0; i < values[v]->count; i++) {
            unsigned *part = &parts[values[v]->positions[i]];
            if (*part == SLOT_NO_PART) {
                *part = (unsigned)v;
                covered++;
            }
        }
    if ((double)covered < COVER_SHARE * (double)count) {
        memset(parts, 0, count * sizeof *parts);
        return 1;
    }
    slot_fill_gaps(parts, count); /* a misspelt value, a cut mail */
    return (unsigned)value_count;
}
