/* The scores of the products of a run by a method, with all that a league table says. */
#ifndef WEIR_BENCH_SCORE_H
#define WEIR_BENCH_SCORE_H

#include "base/arena.h"
#include "bench/interval.h"
#include "bench/method.h"
#include "bench/roc.h"
#include "bench/score_table.h"
#include "bench/speed.h"

/* Hours since a campaign began, the last for all that came later. */
#define CAMPAIGN_HOURS 25

struct score {
    const struct score_product *product;
    size_t spam, ham, newsletters; /* mails of the corpus that were asked, errors included */
    size_t spam_blocked, ham_blocked, newsletters_blocked;
    size_t errors, unasked; /* unasked: mails of the corpus without a verdict yet; the score is not final */
    struct score_intervals intervals;
    struct interval phish, malware, unwanted; /* caught of each; NAN where none was sent */
    struct interval *by_feed;       /* [feed]: caught of the spam of a spam feed, blocked of the wanted mail
                                       of another */
    struct speed_figures speed;     /* full products alone */
    struct roc roc;                 /* of products that give scores */
    double tcr;                     /* SpamAssassin's, of lambda 50; INFINITY without an error */
    const char *award;              /* name of the award it met for certain (whole interval), "" none */
    const char *award_open;         /* the award that its interval straddles, "" none */
    unsigned rank_best, rank_worst; /* by final score among its class: those certainly better + 1, and all
                                       that are not certainly worse; 0: it has no final score */
};

struct score_pair {
    size_t first, second;             /* numbers of products, of one class */
    struct difference difference;     /* p by Holm's correction over all pairs of the class */
    uint64_t only_first, only_second; /* spam that one alone blocked */
    double mcnemar;                   /* NAN where mails of one campaign make it meaningless */
};

struct score_list {
    const struct method *method;
    struct score *scores; /* in order of the products; miswired ones have counts only */
    size_t score_count;
    struct score_pair *pairs;
    size_t pair_count;
};

/* Memory is the arena's. */
struct score_list *scores_of(struct arena *arena, const struct score_table *table,
                             const struct method *method);

/* One campaign, or kind, at all products. */
struct campaign_row {
    size_t campaign; /* SIZE_MAX: spam without one */
    size_t mails;    /* asked of every product */
    size_t *blocked; /* [product] */
    /* Of full products, of complementary ones only where there are no others; miswired ones never. */
    size_t by_all, by_none;
    size_t missed_by[PRODUCTS_MOST + 1]; /* [k]: mails that exactly k of them missed */
    double by_hour[CAMPAIGN_HOURS]; /* share blocked, all products together, by hour since it began; NAN: no
                                       mail */
};
struct campaign_matrix {
    struct campaign_row *campaigns; /* biggest first; spam without a campaign last */
    size_t campaign_count;
    struct campaign_row *kinds; /* "tout", "other": campaign is the number of one of that kind */
    size_t kind_count;
    size_t told;    /* products that by_all, by_none and missed_by are of */
    size_t *nobody; /* mails that none of them blocked */
    size_t nobody_count;
};
struct campaign_matrix *campaign_matrix_of(struct arena *arena, const struct score_table *table);

#endif
