/* Holm's step-down correction (Scandinavian Journal of Statistics 6 (1979) 65): the smallest p times the
 * number of tests, the next times one less, and none smaller than those before it. Cost: sorting. */
#include <math.h>
#include <stdlib.h>

#include "base/arena.h"
#include "bench/interval.h"

static int compare(const void *one, const void *other) {
    double a = **(double *const *)one, b = **(double *const *)other;
    return (a > b) - (a < b);
}

/* Tests that could not be made (NAN) are none. */
void holm_correct(double *p, size_t count) {
    double **order = allocate((count + 1) * sizeof *order), least = 0;
    size_t tests = 0;
    for (size_t i = 0; i < count; i++)
        if (!isnan(p[i]))
            order[tests++] = &p[i];
    qsort(order, tests, sizeof(double *), compare);
    for (size_t i = 0; i < tests; i++) {
        least = fmax(least, fmin(1, *order[i] * (double)(tests - i)));
        *order[i] = least;
    }
    free(order);
}
