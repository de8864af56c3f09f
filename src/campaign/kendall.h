/* Kendall's rank correlation with ties. */
#ifndef WEIR_CAMPAIGN_KENDALL_H
#define WEIR_CAMPAIGN_KENDALL_H

#include <stddef.h>
#include <stdint.h>

struct kendall_pair {
    uint64_t x, y;
};

/* tau-b, from -1 to 1; NAN where it is not defined: fewer than two pairs, or all x or all y are equal. Leaves
 * the pairs in another order. */
double kendall_tau(struct kendall_pair *pairs, size_t count);

#endif
