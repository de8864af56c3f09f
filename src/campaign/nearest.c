/* A naive Bayes choice between the campaigns of one cluster: of the message's words that are rare enough to
 * be the cluster's own, how usual is each in each campaign? The decisive word outweighs all phrases, since in
 * its rivals it never occurs. A message received outside a campaign's stretch of time pays for every day of
 * distance, so that the right one of two stretches is found.
 *
 * Cost: linear in the words of the cluster. */
#include "campaign/nearest.h"

#include <math.h>

/* More campaigns in one cluster than this: the biggest of the rest is not looked for. */
#define CAMPAIGNS   256
#define SMOOTHING   0.01
#define DAY_PENALTY 0.1
#define DAY_SECONDS 86400.0

struct candidate {
    uint64_t founder;
    double messages;
    int64_t first, last;
    double with_word[MEMBER_WORDS];
};

static struct candidate *find_candidate(struct candidate *candidates, size_t *count, uint64_t founder) {
    for (size_t i = *count; i-- > 0;)
        if (candidates[i].founder == founder)
            return &candidates[i];
    if (*count == CAMPAIGNS)
        return NULL;
    candidates[*count] = (struct candidate){.founder = founder, .first = INT64_MAX, .last = INT64_MIN};
    return &candidates[(*count)++];
}

static int word_position(const struct member *message, uint32_t word) {
    int low = 0, high = message->word_count;
    while (low < high) {
        int middle = (low + high) / 2;
        if (message->words[middle].word == word)
            return middle;
        if (message->words[middle].word < word)
            low = middle + 1;
        else
            high = middle;
    }
    return -1;
}

static void count_member(struct candidate *candidate, const struct ledger_member *member,
                         const struct member *message) {
    candidate->messages++;
    if (member->received < candidate->first)
        candidate->first = member->received;
    if (member->received > candidate->last)
        candidate->last = member->received;
    for (size_t i = 0; i < member->word_count; i++) {
        int at = word_position(message, member->words[i].word);
        if (at >= 0)
            candidate->with_word[at]++;
    }
}

static double days_outside(const struct candidate *candidate, int64_t received) {
    if (received == TIME_NONE || candidate->first == TIME_NONE)
        return 0;
    if (received < candidate->first)
        return (double)(candidate->first - received) / DAY_SECONDS;
    return received > candidate->last ? (double)(received - candidate->last) / DAY_SECONDS : 0;
}

static double likelihood(const struct candidate *candidate, const struct member *message, const bool *known) {
    double sum = log(candidate->messages) - DAY_PENALTY * days_outside(candidate, message->received);
    for (size_t i = 0; i < message->word_count; i++)
        if (known[i])
            sum += log((candidate->with_word[i] + SMOOTHING) / (candidate->messages + 2 * SMOOTHING));
    return sum;
}

uint64_t nearest_campaign(struct arena *arena, const struct ledger_member *members, size_t count,
                          const struct member *message) {
    struct candidate *candidates = arena_alloc_raw(arena, CAMPAIGNS * sizeof *candidates);
    size_t candidate_count = 0;
    bool known[MEMBER_WORDS] = {false};
    for (size_t i = 0; i < count; i++) {
        struct candidate *candidate = find_candidate(candidates, &candidate_count, members[i].campaign);
        if (candidate)
            count_member(candidate, &members[i], message);
    }
    for (size_t i = 0; i < candidate_count; i++)
        for (size_t j = 0; j < message->word_count; j++)
            known[j] |= candidates[i].with_word[j] > 0;
    const struct candidate *best = NULL;
    double best_likelihood = 0;
    for (size_t i = 0; i < candidate_count; i++) {
        double here = likelihood(&candidates[i], message, known);
        if (!best || here > best_likelihood) {
            best = &candidates[i];
            best_likelihood = here;
        }
    }
    return best ? best->founder : 0;
}
