/* A sum that grows along equal steps, and linearly within each: sums[0] is 0, sums[i] what it is after i
 * steps. */
#ifndef WEIR_BASE_CUMULATIVE_H
#define WEIR_BASE_CUMULATIVE_H

#include <stddef.h>

/* The sum after so many steps, which need not be whole; what is beyond either end is that of the end. */
double cumulative_at(const double *sums, size_t steps, double step);
/* The inverse: after how many steps it is so much. steps > 0. */
double cumulative_step(const double *sums, size_t steps, double sum);

#endif
