/* How products of one class differ on the same mail, and which ranks that leaves them.
 *
 * Two products are compared on the mails that both were asked, group by group (difference.c), so that what is
 * hard for both does not blur how they differ. The more pairs, the more likely one of them differs by chance,
 * so p is corrected by Holm's step-down method over all pairs of the class, for each rate by itself. A
 * product is certainly better than another if its final score is and the corrected p is below 5 %.
 *
 * McNemar's test takes every spam mail for a trial of its own; where a campaign has two mails, that is wrong.
 *
 * n products, m mails: O(n^2 (m + what an interval costs)). */
#include <math.h>

#include "bench/scoring.h"

#define SURE 0.05

static void pair_count_alone(const struct scoring *scoring, struct score_pair *pair) {
    for (size_t mail = 0; mail < scoring->table->mail_count; mail++) {
        const struct score_verdict *first = scoring_verdict(scoring, pair->first, mail);
        const struct score_verdict *second = scoring_verdict(scoring, pair->second, mail);
        bool counts = first->there && second->there && bench_role_is_spam(scoring->table->mails[mail].role);
        bool by_first = first->state == ANSWER_BLOCK, by_second = second->state == ANSWER_BLOCK;
        pair->only_first += counts && by_first && !by_second;
        pair->only_second += counts && by_second && !by_first;
    }
    pair->mcnemar = scoring->spam_alone ? mcnemar(pair->only_first, pair->only_second) : NAN;
}

/* counts: two times as many as there are groups. */
static void pair_fill(const struct scoring *scoring, struct score_counts *counts, struct score_pair *pair) {
    struct score_counts *first = counts, *second = counts + scoring->group_count;
    scoring_counts(scoring, pair->first, pair->second, first);
    size_t count = scoring_counts(scoring, pair->second, pair->first, second);
    difference_of(scoring->method, first, second, count, SCORE_SEED, &pair->difference);
    pair_count_alone(scoring, pair);
}

static bool comparable(const struct score_product *one, const struct score_product *other) {
    return !one->miswired && !other->miswired && one->product_class == other->product_class;
}

static size_t class_pairs_begin(const struct scoring *scoring, enum product_class product_class,
                                struct score_pair *pairs) {
    const struct score_product *products = scoring->table->products;
    size_t count = 0;
    for (size_t i = 0; i < scoring->table->product_count; i++)
        for (size_t j = i + 1; j < scoring->table->product_count; j++)
            if (products[i].product_class == product_class && comparable(&products[i], &products[j]))
                pairs[count++] = (struct score_pair){.first = i, .second = j};
    return count;
}

/* p: room for the pairs. */
static void class_pairs_correct(struct score_pair *pairs, size_t count, double *p) {
    for (size_t rate = 0; rate < RATE_COUNT; rate++) {
        for (size_t i = 0; i < count; i++)
            p[i] = pairs[i].difference.p[rate];
        holm_correct(p, count);
        for (size_t i = 0; i < count; i++)
            pairs[i].difference.p[rate] = p[i];
    }
}

/* One that was down all the time has no final score, and no rank. */
static bool is_ranked(const struct score *score) {
    return !score->product->miswired && !isnan(score->intervals.rates[RATE_FINAL].rate);
}

static void ranks_begin(const struct score_table *table, struct score *scores) {
    for (size_t i = 0; i < table->product_count; i++) {
        if (!is_ranked(&scores[i]))
            continue;
        scores[i].rank_best = 1;
        for (size_t j = 0; j < table->product_count; j++)
            scores[i].rank_worst +=
                is_ranked(&scores[j]) && comparable(&table->products[i], &table->products[j]);
    }
}

static void ranks_move(const struct score_pair *pair, struct score *scores) {
    double difference = pair->difference.by[RATE_FINAL].rate;
    if (!(pair->difference.p[RATE_FINAL] < SURE) || difference == 0)
        return;
    scores[difference > 0 ? pair->second : pair->first].rank_best++;
    scores[difference > 0 ? pair->first : pair->second].rank_worst--;
}

void score_pairs_of(const struct scoring *scoring, struct score_list *list) {
    size_t most = list->score_count * list->score_count / 2;
    double *p = arena_alloc(scoring->arena, most * sizeof *p);
    struct score_counts *counts = arena_alloc(scoring->arena, 2 * scoring->group_count * sizeof *counts);
    list->pairs = arena_alloc(scoring->arena, most * sizeof *list->pairs);
    for (enum product_class of = PRODUCT_FULL; of <= PRODUCT_COMPLEMENTARY; of++) {
        struct score_pair *pairs = list->pairs + list->pair_count;
        size_t count = class_pairs_begin(scoring, of, pairs);
        for (size_t i = 0; i < count; i++)
            pair_fill(scoring, counts, &pairs[i]);
        class_pairs_correct(pairs, count, p);
        list->pair_count += count;
    }
    ranks_begin(scoring->table, list->scores);
    for (size_t i = 0; i < list->pair_count; i++)
        ranks_move(&list->pairs[i], list->scores);
}
