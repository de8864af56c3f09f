/* Random numbers that are the same everywhere: a stream for each purpose, so that what one part of a
 * simulation draws does not depend on how much another drew. splitmix64 (Steele et al. 2014). */
#ifndef WEIR_BASE_RANDOM_H
#define WEIR_BASE_RANDOM_H

#include <stdint.h>

struct random {
    uint64_t state;
};

/* Streams of different (seed, stream, item) are independent. */
struct random random_stream(uint64_t seed, uint64_t stream, uint64_t item);
uint64_t random_next(struct random *random);
/* 0 <= x < 1. */
double random_share(struct random *random);
/* 0 to below - 1; 0 < below < 2^53. */
uint64_t random_below(struct random *random, uint64_t below);
double random_normal(struct random *random);
/* Poisson distributed, mean >= 0; exact for small means, a rounded normal above 1,000. */
uint64_t random_poisson(struct random *random, double mean);

#endif
