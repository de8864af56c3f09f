/* Least significant digit first, 11 bits a pass; one counting pass serves all digits, and a digit that is the
 * same everywhere is left out. For some thousands of records and more; below that, qsort() is as good. */
#include "base/radix.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

#define DIGIT_BITS 11
#define VALUES     (1 << DIGIT_BITS)
#define DIGITS     6 /* of 64 bits */

/* records: of `words` 64-bit words each, the first of which is the key. spare: as long. */
static inline void sort(uint64_t *records, size_t count, size_t words, unsigned first_bit, uint64_t *spare) {
    uint64_t *from = records, *to = spare;
    size_t(*starts)[VALUES] = allocate_zeroed(DIGITS, sizeof *starts);
    for (size_t i = 0; i < count; i++)
        for (unsigned digit = 0, bit = first_bit; bit < 64; digit++, bit += DIGIT_BITS)
            starts[digit][from[i * words] >> bit & (VALUES - 1)]++;
    for (unsigned digit = 0, bit = first_bit; bit < 64 && count; digit++, bit += DIGIT_BITS) {
        size_t at = 0;
        if (starts[digit][from[0] >> bit & (VALUES - 1)] == count)
            continue;
        for (size_t value = 0; value < VALUES; value++) {
            size_t size = starts[digit][value];
            starts[digit][value] = at;
            at += size;
        }
        for (size_t i = 0; i < count; i++)
            memcpy(to + words * starts[digit][from[i * words] >> bit & (VALUES - 1)]++, from + i * words,
                   words * sizeof *to);
        uint64_t *swap = from;
        from = to;
        to = swap;
    }
    if (from != records)
        memcpy(records, from, count * words * sizeof *records);
    free(starts);
}

void radix_sort_pairs(struct radix_pair *pairs, size_t count) {
    struct radix_pair *spare = allocate((count + 1) * sizeof *spare);
    sort(&pairs->key, count, sizeof *pairs / sizeof pairs->key, 0, &spare->key);
    free(spare);
}

void radix_sort_numbers(uint64_t *numbers, size_t count, unsigned bit, uint64_t *spare) {
    sort(numbers, count, 1, bit, spare);
}

/* Most find their place by their upper bits alone; the rest by insertion. */
void radix_sort_even(uint64_t *numbers, size_t count, uint64_t *spare) {
    enum { BUCKET_BITS = 8 };
    uint16_t starts[(1 << BUCKET_BITS) + 1] = {0};
    uint64_t greatest = 0;
    for (size_t i = 0; i < count; i++)
        greatest = numbers[i] > greatest ? numbers[i] : greatest;
    unsigned bits = greatest ? 64 - (unsigned)__builtin_clzll(greatest) : 1;
    unsigned shift = bits > BUCKET_BITS ? bits - BUCKET_BITS : 0;
    for (size_t i = 0; i < count; i++)
        starts[(numbers[i] >> shift) + 1]++;
    for (size_t i = 1; i <= 1 << BUCKET_BITS; i++)
        starts[i] = (uint16_t)(starts[i] + starts[i - 1]);
    for (size_t i = 0; i < count; i++)
        spare[starts[numbers[i] >> shift]++] = numbers[i];
    for (size_t i = 0, j; i < count; i++) {
        for (j = i; j > 0 && numbers[j - 1] > spare[i]; j--)
            numbers[j] = numbers[j - 1];
        numbers[j] = spare[i];
    }
}
