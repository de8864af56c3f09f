/* What score.c, score_pairs.c and award.c have in common; nobody else includes it. */
#ifndef WEIR_BENCH_SCORING_H
#define WEIR_BENCH_SCORING_H

#include "bench/score.h"

/* Intervals are drawn at random, the same for everybody. */
#define SCORE_SEED 20260101

struct scoring {
    struct arena *arena;
    const struct score_table *table;
    const struct method *method;
    size_t *groups; /* [mail]: its group, numbered from 0 */
    size_t group_count;
    bool spam_alone; /* no two spam mails are of one group */
};

static inline const struct score_verdict *scoring_verdict(const struct scoring *scoring, size_t product,
                                                          size_t mail) {
    return &scoring->table->verdicts[product * scoring->table->mail_count + mail];
}

/* The counts of each group at a product, over the mails that both it and `other` (which may be the same) were
 * asked. Groups without such a mail are left out: the number of those that are there, the same whichever of
 * the two is the product. groups: [group_count]. */
size_t scoring_counts(const struct scoring *scoring, size_t product, size_t other,
                      struct score_counts *groups);

/* Fills list->pairs, and the ranks of its scores. */
void score_pairs_of(const struct scoring *scoring, struct score_list *list);

/* Fills score->award and award_open. */
void award_judge(const struct method *method, struct score *score);

#endif
