/* Sorting many records by a 64-bit number, in linear time. */
#ifndef WEIR_BASE_RADIX_H
#define WEIR_BASE_RADIX_H

#include <stddef.h>
#include <stdint.h>

struct radix_pair {
    uint64_t key, value;
};

/* Rising by key, stable. Takes as much memory again while it runs. */
void radix_sort_pairs(struct radix_pair *pairs, size_t count);
/* Rising by the bits from `bit` on; stable, so that what came in order of the lower bits stays so.
 * spare: as long. */
void radix_sort_numbers(uint64_t *numbers, size_t count, unsigned bit, uint64_t *spare);
/* Rising; for up to some hundreds of numbers that are spread evenly from 0 to the greatest, as hashes are.
 * spare: as long. */
void radix_sort_even(uint64_t *numbers, size_t count, uint64_t *spare);

#endif
