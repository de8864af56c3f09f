/* How well a product's scores tell spam from wanted mail, as the TREC spam track measured it, at any
 * threshold; and what its verdicts cost. See roc.c. */
#ifndef WEIR_BENCH_ROC_H
#define WEIR_BENCH_ROC_H

#include <stdbool.h>
#include <stddef.h>

/* Points of the curve: spam missed where at most so much of the wanted mail is, in per cent. */
#define ROC_POINTS 12
extern const double roc_points[ROC_POINTS]; /* 0.01 0.02 0.05 0.1 0.2 0.5 1 2 5 10 20 50 */

struct roc {
    bool scored;           /* every mail has a score, and one at least is a product's own; else nothing
                              below is set but hm, sm and lam */
    double hm, sm, lam;    /* ham called spam, spam called ham, their logistic average; per cent */
    double one_minus_area; /* (1-ROCA)%; ties count half */
    double spam_missed[ROC_POINTS]; /* per cent, at roc_points of ham */
    double ham_missed[ROC_POINTS];  /* the reverse */
};

struct roc_mail {
    bool spam, blocked;
    double score; /* NAN none; -INFINITY of a mail that the product failed at: nothing is less like spam */
};
/* Sorts mails. Without spam or without ham all figures are NAN. */
void roc_of(struct roc_mail *mails, size_t count, struct roc *roc);

/* The logistic average of two error rates, shares from 0 to 1: share again. 0 where one of them is. */
double logistic_average(double one, double other);

/* What one blocked wanted mail costs, in missed spams, in SpamAssassin's figures. */
#define TCR_LAMBDA 50
/* SpamAssassin's total cost ratio: what no filter at all would cost over what this one does. INFINITY without
 * an error; NAN without spam. */
double total_cost_ratio(double spam, double spam_missed, double ham_blocked);

#endif
