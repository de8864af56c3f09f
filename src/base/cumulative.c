/* See cumulative.h. Cost: a look-up; a binary search. */
#include "base/cumulative.h"

double cumulative_at(const double *sums, size_t steps, double step) {
    if (step <= 0)
        return sums[0];
    if (step >= (double)steps)
        return sums[steps];
    size_t whole = (size_t)step;
    return sums[whole] + (step - (double)whole) * (sums[whole + 1] - sums[whole]);
}

double cumulative_step(const double *sums, size_t steps, double sum) {
    size_t low = 0, high = steps;
    while (high - low > 1) {
        size_t middle = (low + high) / 2;
        if (sums[middle] <= sum)
            low = middle;
        else
            high = middle;
    }
    double rise = sums[low + 1] - sums[low];
    return (double)low + (rise > 0 ? (sum - sums[low]) / rise : 0);
}
