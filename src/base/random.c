/* See random.h. */
#include "base/random.h"

#include <math.h>

/* The odd fraction of the golden ratio: successive states are far apart. */
#define GOLDEN UINT64_C(0x9e3779b97f4a7c15)
/* From here on a normal distribution is as good. */
#define POISSON_NORMAL 1000.0

static uint64_t mix(uint64_t state) {
    state = (state ^ (state >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    state = (state ^ (state >> 27)) * UINT64_C(0x94d049bb133111eb);
    return state ^ (state >> 31);
}

struct random random_stream(uint64_t seed, uint64_t stream, uint64_t item) {
    return (struct random){mix(mix(mix(seed + GOLDEN) + stream * GOLDEN) + item * GOLDEN)};
}

uint64_t random_next(struct random *random) {
    return mix(random->state += GOLDEN);
}

double random_share(struct random *random) {
    return (double)(random_next(random) >> 11) * 0x1p-53;
}

uint64_t random_below(struct random *random, uint64_t below) {
    return (uint64_t)(random_share(random) * (double)below);
}

/* Box and Muller; the second number of the pair is not kept, so that a stream has no hidden state. */
double random_normal(struct random *random) {
    double radius = sqrt(-2 * log(1 - random_share(random)));
    return radius * cos(2 * M_PI * random_share(random));
}

/* Knuth's product of shares, in steps whose exponential does not underflow. */
static uint64_t count_product(struct random *random, double mean) {
    uint64_t count = 0;
    double step = mean < 500 ? mean : 500, product = exp(-step), left = mean - step;
    double at = 1;
    for (;;) {
        at *= 1 - random_share(random);
        while (at < product && left > 0) {
            step = left < 500 ? left : 500;
            left -= step;
            at *= exp(step);
        }
        if (at < product)
            return count;
        count++;
    }
}

uint64_t random_poisson(struct random *random, double mean) {
    if (mean < POISSON_NORMAL)
        return mean > 0 ? count_product(random, mean) : 0;
    double drawn = round(mean + sqrt(mean) * random_normal(random));
    return drawn > 0 ? (uint64_t)drawn : 0;
}
