/* Effort is what costs the sender work and makes filters blind rather than readers keen. Each signal is the
 * share of messages that have it, less what wanted mail has by accident, times a weight; signals join as
 * chances do, 1 - (1 - a) (1 - b), so that one strong signal is effort and two are more.
 *
 * Some of what evades filters is done by wanted mail, too: every newsletter is authenticated, its pictures
 * and texts change. So authentication weighs little, and variation counts only where many hosts send at once
 * and the mail does not call itself bulk. Weights are judgements, not fits: none was chosen by a corpus'
 * labels. */
#include "campaign/effort.h"

#include <inttypes.h>
#include <math.h>

/* Senders in so many networks are a crowd; those in one are one sender. */
#define CROWD_NETWORKS 10.0
/* Few texts in many messages are one text with corrections. */
#define FEW_TEXTS 0.1

/* Scores from which a level begins. */
static const double levels[] = {[EFFORT_LOW] = 0.08, [EFFORT_SOME] = 0.25, [EFFORT_HIGH] = 0.5};

struct rule {
    const char *name;
    double weight;
    double spared;    /* a share that is accident */
    const char *done; /* "... in N of M messages" */
    const char *left; /* "no ..." */
};

static const struct rule rules[EFFORT_SIGNALS] = {
    [EFFORT_HIDDEN] = {"hidden_text", 0.5, 0.05, "text that readers do not see", "hidden text"},
    [EFFORT_SPLIT] = {"split_words", 0.5, 0.02, "words cut by markup", NULL},
    [EFFORT_DISGUISED] = {"disguised_words", 0.6, 0.05, "words in disguise", "disguised words"},
    [EFFORT_RANDOM] = {"random_words", 0.5, 0.05, "random strings of letters", "random words"},
    [EFFORT_STRUCTURE] = {"broken_structure", 0.4, 0.05, "a structure that programs misread", NULL},
    [EFFORT_PICTURE] = {"picture_only", 0.4, 0.05, "the message in a picture", "pictures"},
    [EFFORT_PICTURES_VARY] = {"different_pictures", 0.4, FEW_TEXTS, NULL, NULL},
    [EFFORT_TEXTS_VARY] = {"different_texts", 0.5, FEW_TEXTS, NULL, NULL},
    [EFFORT_AUTHENTICATED] = {"authenticated", 0.15, 0.1, "SPF, DKIM or DMARC passed", "authentication"},
};

static double share(const struct effort_counts *counts, enum effort_signal signal) {
    uint64_t of = counts->signals[signal].of;
    return of ? fmin((double)counts->signals[signal].count / (double)of, 1) : 0;
}

/* How much variation is worth, 0 to 1. */
static double crowd(const struct effort_counts *counts) {
    double networks = counts->networks > 1 ? (double)(counts->networks - 1) / (CROWD_NETWORKS - 1) : 0;
    double declared = counts->messages ? (double)counts->declared / (double)counts->messages : 0;
    return fmin(networks, 1) * (1 - declared);
}

static double strength(const struct effort_counts *counts, enum effort_signal signal) {
    const struct rule *rule = &rules[signal];
    double over = fmax(share(counts, signal) - rule->spared, 0) / (1 - rule->spared);
    if (signal == EFFORT_PICTURES_VARY)
        over *= crowd(counts) * share(counts, EFFORT_PICTURE);
    if (signal == EFFORT_TEXTS_VARY)
        over *= crowd(counts) * (1 - counts->likeness);
    return over * rule->weight;
}

void effort_weigh(const struct effort_counts *counts, struct effort *effort) {
    double rest = 1;
    for (enum effort_signal signal = 0; signal < EFFORT_SIGNALS; signal++) {
        effort->strengths[signal] = strength(counts, signal);
        rest *= 1 - effort->strengths[signal];
    }
    effort->score = 1 - rest;
    effort->level = EFFORT_NONE;
    while (effort->level < EFFORT_HIGH && effort->score >= levels[effort->level + 1])
        effort->level++;
}

const char *effort_level_name(enum effort_level level) {
    static const char *const names[] = {"none", "low", "some", "high"};
    return names[level];
}

const char *effort_signal_name(enum effort_signal signal) {
    return rules[signal].name;
}

static const char *describe(const struct effort_counts *counts, enum effort_signal signal,
                            struct arena *arena) {
    uint64_t count = counts->signals[signal].count, of = counts->signals[signal].of;
    if (signal == EFFORT_TEXTS_VARY)
        return arena_printf(arena, "%" PRIu64 " texts in %" PRIu64 " messages, two alike in %.0f %%", count,
                            of, 100 * counts->likeness);
    if (signal == EFFORT_PICTURES_VARY)
        return arena_printf(arena, "%" PRIu64 " different pictures in %" PRIu64 " messages with one", count,
                            of);
    return arena_printf(arena, "%s: %" PRIu64 " of %" PRIu64 " messages", rules[signal].done, count, of);
}

static const char *describe_texts(const struct effort_counts *counts, struct arena *arena) {
    uint64_t texts = counts->signals[EFFORT_TEXTS_VARY].count, of = counts->signals[EFFORT_TEXTS_VARY].of;
    if (!of)
        return "no text";
    if (texts == 1)
        return "one text for all";
    return arena_printf(arena, "%" PRIu64 " texts in %" PRIu64 " messages", texts, of);
}

/* "no effort to bypass spam filters: one text for all, no hidden text, no pictures, ..." */
static const char *describe_none(const struct effort_counts *counts, const struct effort *effort,
                                 struct arena *arena) {
    const char *line =
        arena_printf(arena, "no effort to bypass spam filters: %s", describe_texts(counts, arena));
    for (enum effort_signal signal = 0; signal < EFFORT_SIGNALS; signal++)
        if (rules[signal].left && counts->signals[signal].of && effort->strengths[signal] <= 0)
            line = arena_printf(arena, "%s, no %s", line, rules[signal].left);
    return line;
}

size_t effort_reasons(const struct effort_counts *counts, const struct effort *effort, struct arena *arena,
                      const char *reasons[EFFORT_REASONS]) {
    enum effort_signal order[EFFORT_SIGNALS];
    size_t found = 0, count = 0;
    for (enum effort_signal signal = 0; signal < EFFORT_SIGNALS; signal++) {
        if (effort->strengths[signal] <= 0)
            continue;
        size_t at = found++;
        for (; at && effort->strengths[order[at - 1]] < effort->strengths[signal]; at--)
            order[at] = order[at - 1];
        order[at] = signal;
    }
    if (effort->level == EFFORT_NONE)
        reasons[count++] = describe_none(counts, effort, arena);
    for (size_t i = 0; i < found; i++)
        if (effort->level != EFFORT_NONE || order[i] != EFFORT_TEXTS_VARY) /* said already */
            reasons[count++] = describe(counts, order[i], arena);
    return count;
}
