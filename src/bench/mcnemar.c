/* McNemar's test (Psychometrika 12 (1947) 153), exactly: of the mails that one product alone blocked, each
 * was as likely the one's as the other's. Cost: linear in the smaller number, from its end on while terms
 * matter. */
#include <math.h>

#include "bench/interval.h"

/* Terms smaller than this part of the sum change no digit. */
#define NO_MATTER 1e-17

double mcnemar(uint64_t only_first, uint64_t only_second) {
    uint64_t few = only_first < only_second ? only_first : only_second, all = only_first + only_second;
    double term = 1, sum = 1; /* in units of the chance of exactly `few` */
    if (only_first == only_second)
        return 1;
    for (uint64_t i = few; i > 0 && term > NO_MATTER * sum; i--) {
        term *= (double)i / (double)(all - i + 1);
        sum += term;
    }
    double log_chance = lgamma((double)all + 1) - lgamma((double)few + 1) - lgamma((double)(all - few) + 1) -
                        (double)all * M_LN2;
    return fmin(1, 2 * sum * exp(log_chance));
}
