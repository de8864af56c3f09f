/* The mails that one template makes may be arranged in several ways: a long form and a short one, with and
 * without a quotation. Aligning them all at once would find only what all share. So the set of mails is
 * narrowed while that pays: the worth of a set is its size times the weight of what its mails have in common
 * (the largest tile, as in frequent-pattern mining). One phrase out of a choice of five is no reason to
 * narrow: a fifth of the mails would have to share five times the text.
 *
 * What mails have in common is counted in runs of three atoms of the body, each with the set of mails that
 * have it. Cost: a sort of the atoms; then at most ROUNDS times TRIED times the runs. */
#include "template/layout.h"

#include <stdlib.h>

#include "base/radix.h"

#define RUN_ATOMS 3
/* Runs that fewer have make no arrangement. */
#define RUN_SHARE 0.1
/* Those of a set that fewer have are not common to it; a mail that lacks so many of the common ones is not of
 * the set. */
#define COMMON_SHARE 0.95
#define LACKED_SHARE 0.4
/* Narrowing must pay more than chance does, and leave so many of the mails: fewer took one choice out of
 * several. */
#define GAIN_LEAST 1.15
#define KEPT_LEAST 0.25
/* Where mails share less than this of their text, those of so many times more lines are arranged otherwise.
 */
#define SHARED_LEAST 0.5
#define LINES_RATIO  1.5
#define LINES_MAILS  3
/* A number of lines that fewer have lies between no two arrangements. */
#define LINES_SHARE 0.05
/* So much does any set have in common: it comes from one template. */
#define WEIGHT_ANY 6.0
#define ROUNDS     6
#define TRIED      64

struct run {
    struct sample_set samples;
    size_t support;
    float weight;
};

struct runs {
    struct run *items;
    size_t count;
};

static size_t count_places(const struct pattern_sample *samples, size_t count) {
    size_t places = 0;
    for (size_t i = 0; i < count; i++)
        places += samples[i].fields[PATTERN_BODY].count;
    return places;
}

static uint64_t run_hash(const struct atom *atom) {
    uint64_t hash = 0;
    for (size_t i = 0; i < RUN_ATOMS; i++)
        hash = (hash ^ atom[i].hash) * UINT64_C(0x9e3779b97f4a7c15) + (hash >> 29);
    return hash;
}

static float run_weight(const struct atom *atom) {
    double weight = 0;
    for (size_t i = 0; i < RUN_ATOMS; i++)
        weight += atom_weight(&atom[i]);
    return (float)weight;
}

static size_t list_pairs(const struct pattern_sample *samples, size_t count, struct radix_pair *pairs) {
    size_t listed = 0;
    for (size_t i = 0; i < count; i++) {
        const struct atoms *body = &samples[i].fields[PATTERN_BODY];
        for (size_t at = 0; at + RUN_ATOMS <= body->count; at++)
            pairs[listed++] = (struct radix_pair){run_hash(&body->items[at]), (uint64_t)i << 32 | at};
    }
    radix_sort_pairs(pairs, listed);
    return listed;
}

/* Runs in enough of the samples, in an order that depends on the texts alone. */
static struct runs find_runs(const struct pattern_sample *samples, size_t count, size_t least) {
    size_t places = count_places(samples, count);
    struct radix_pair *pairs = allocate((places + 1) * sizeof *pairs);
    struct runs runs = {allocate((places / (least ? least : 1) + 1) * sizeof *runs.items), 0};
    size_t listed = list_pairs(samples, count, pairs);
    for (size_t i = 0, end; i < listed; i = end) {
        struct run run = {.support = 0};
        for (end = i; end < listed && pairs[end].key == pairs[i].key; end++)
            sample_set_add(&run.samples, pairs[end].value >> 32);
        run.support = sample_set_count(&run.samples);
        const struct pattern_sample *first = &samples[pairs[i].value >> 32];
        run.weight = run_weight(&first->fields[PATTERN_BODY].items[pairs[i].value & UINT32_MAX]);
        if (run.support >= least)
            runs.items[runs.count++] = run;
    }
    free(pairs);
    return runs;
}

static size_t count_common(const struct sample_set *a, const struct sample_set *b) {
    struct sample_set both = sample_set_and(*a, *b);
    return sample_set_count(&both);
}

static bool is_common(const struct run *run, const struct sample_set *set, size_t size) {
    return run->support >= (size_t)((double)size * COMMON_SHARE) &&
           (double)count_common(&run->samples, set) >= COMMON_SHARE * (double)size;
}

static double worth(const struct runs *runs, const struct sample_set *set) {
    size_t size = sample_set_count(set);
    double weight = WEIGHT_ANY;
    for (size_t i = 0; i < runs->count; i++)
        if (is_common(&runs->items[i], set, size))
            weight += runs->items[i].weight;
    return weight * (double)size;
}

static size_t count_lines(const struct atoms *body) {
    size_t lines = body->count != 0;
    for (size_t i = 1; i < body->count; i++)
        lines += body->items[i].gap >= ATOM_LINE;
    return lines;
}

static double mean_weight(const struct pattern_sample *samples, size_t count, const struct sample_set *set) {
    double weight = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; sample_set_has(set, i) && j < samples[i].fields[PATTERN_BODY].count; j++)
            weight += atom_weight(&samples[i].fields[PATTERN_BODY].items[j]);
    return weight / (double)sample_set_count(set);
}

/* Those whose body has at least `from` and fewer than `to` lines. */
static struct sample_set with_lines(const struct pattern_sample *samples, size_t count,
                                    const struct sample_set *set, size_t from, size_t to) {
    struct sample_set with = {{0}};
    for (size_t i = 0; i < count; i++) {
        size_t lines = sample_set_has(set, i) ? count_lines(&samples[i].fields[PATTERN_BODY]) : 0;
        if (sample_set_has(set, i) && lines >= from && lines < to)
            sample_set_add(&with, i);
    }
    return with;
}

/* Where lines are few in some mails and many in others, with none between, keeps the more. */
static struct sample_set of_one_shape(const struct pattern_sample *samples, size_t count,
                                      struct sample_set set) {
    size_t with[ATOMS_MOST + 1] = {0}, size = sample_set_count(&set), below = 0, before = 0;
    for (size_t i = 0; i < count; i++)
        with[sample_set_has(&set, i) ? count_lines(&samples[i].fields[PATTERN_BODY]) : 0]++;
    with[0] = 0;
    for (size_t lines = 1; lines <= ATOMS_MOST; lines++) {
        if ((double)with[lines] <= LINES_SHARE * (double)size) {
            below += with[lines];
            continue;
        }
        size_t smaller = below < size - below ? below : size - below;
        if (before && smaller >= LINES_MAILS && (double)lines >= LINES_RATIO * (double)before &&
            (double)smaller >= KEPT_LEAST * (double)size)
            return below * 2 > size ? with_lines(samples, count, &set, 0, lines)
                                    : with_lines(samples, count, &set, lines, SIZE_MAX);
        below += with[lines];
        before = lines;
    }
    return set;
}

/* Takes out the mails that lack much of what the others share. */
static struct sample_set without_strays(const struct runs *runs, struct sample_set set, size_t count) {
    double lacked[SAMPLES_MOST] = {0}, all = 0;
    size_t size = sample_set_count(&set);
    for (size_t i = 0; i < runs->count; i++) {
        const struct run *run = &runs->items[i];
        if (!is_common(run, &set, size))
            continue;
        all += run->weight;
        for (size_t j = 0; j < count; j++)
            lacked[j] += sample_set_has(&run->samples, j) ? 0 : run->weight;
    }
    struct sample_set kept = {{0}};
    for (size_t j = 0; j < count; j++)
        if (sample_set_has(&set, j) && lacked[j] <= LACKED_SHARE * all)
            sample_set_add(&kept, j);
    return sample_set_count(&kept) ? kept : set;
}

/* Narrows to the mails that have one more run, whichever pays most; false: none pays. */
static bool narrow(const struct runs *runs, struct sample_set *set) {
    double now = worth(runs, set), best = now * GAIN_LEAST;
    size_t size = sample_set_count(set), step = runs->count / TRIED + 1;
    struct sample_set chosen = *set;
    bool found = false;
    for (size_t i = 0; i < runs->count; i += step) {
        struct sample_set with = sample_set_and(*set, runs->items[i].samples);
        size_t kept = sample_set_count(&with);
        if ((double)kept < KEPT_LEAST * (double)size || kept == size)
            continue;
        double value = worth(runs, &with);
        if (value > best) {
            best = value;
            chosen = with;
            found = true;
        }
    }
    *set = chosen;
    return found;
}

struct sample_set layout_next(const struct pattern_sample *samples, size_t count, struct sample_set open) {
    size_t size = sample_set_count(&open), least = (size_t)((double)size * RUN_SHARE);
    struct runs runs = find_runs(samples, count, least > 2 ? least : 2);
    struct sample_set set = open;
    for (size_t i = 0; i < ROUNDS && narrow(&runs, &set); i++) {
    }
    double shared = size ? worth(&runs, &set) / (double)sample_set_count(&set) - WEIGHT_ANY : 0;
    /* Each atom stands in RUN_ATOMS runs. */
    if (size && shared < SHARED_LEAST * RUN_ATOMS * mean_weight(samples, count, &set))
        set = of_one_shape(samples, count, set);
    set = without_strays(&runs, set, count);
    free(runs.items);
    return set;
}
