/* Wilson's score interval (JASA 22 (1927) 209): all rates that are within 1.96 of their own standard
 * deviations of what was seen. Cost: none. */
#include <math.h>

#include "bench/interval.h"

/* The 97.5 % point of the normal distribution. */
#define NORMAL_LIMIT 1.959963984540054

struct interval wilson(double blocked, double sent) {
    if (!(sent > 0))
        return (struct interval){NAN, NAN, NAN};
    double share = blocked / sent, square = NORMAL_LIMIT * NORMAL_LIMIT;
    double middle = (share + square / (2 * sent)) / (1 + square / sent);
    double half =
        NORMAL_LIMIT * sqrt(share * (1 - share) / sent + square / (4 * sent * sent)) / (1 + square / sent);
    return (struct interval){100 * share, blocked > 0 ? 100 * (middle - half) : 0,
                             blocked < sent ? 100 * (middle + half) : 100};
}
