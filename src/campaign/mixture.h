/* How the mail of a campaign or of an operator is made, as shares: a sender rotates several forged programs,
 * so what is compared are mixtures of habits, not single ones. A habit is one line of mail/making.h, by
 * number. */
#ifndef WEIR_CAMPAIGN_MIXTURE_H
#define WEIR_CAMPAIGN_MIXTURE_H

#include <stddef.h>
#include <stdint.h>

#include "mail/mail.h"

struct habit {
    uint32_t number;
    double share; /* of the messages; of a sum, times its scale */
};

/* Zeroed is empty and valid. Habits by rising number. */
struct mixture {
    struct habit *habits;
    size_t count, capacity;
    double scale; /* what shares are to be divided by */
    uint64_t messages;
    double square; /* of its programs' shares times rarity; see mixture_weigh() */
};

/* What is known of habits, by number. */
struct habit_table {
    const uint8_t *facets; /* of enum mail_making */
    const double *rarity;  /* 0 everybody's to about 1 nobody else's */
    size_t count;
};

struct tie {
    double program;              /* cosine of the programs, 0 to 1 */
    double shared[MAKING_COUNT]; /* rarity of what both do, by facet */
    double beside;               /* weight of all but the programs, however few the messages */
    double weight;               /* of all of it; see mixture.c */
};

/* Adds the shares of `from`, weight-fold; a negative weight takes them away. */
void mixture_add(struct mixture *into, const struct mixture *from, double weight);
void mixture_free(struct mixture *mixture);
/* Keeps what ties need of the mixture alone; again after each change of it or of rarities. */
void mixture_weigh(struct mixture *mixture, const struct habit_table *table);
/* Both weighed. */
struct tie mixture_tie(const struct mixture *a, const struct mixture *b, const struct habit_table *table);
/* What a facet counts in a tie's weight. */
double mixture_facet_weight(enum mail_making facet);

#endif
