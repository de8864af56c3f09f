/* What was probably meant: the candidate with the fewest wrong, missing, added or swapped letters (Damerau
 * and Levenshtein, swaps of neighbours only). A table of letters by letters for words that are short. */
#include "command/spelling.h"

#include <string.h>

/* Words of at most this length are compared for spelling. */
#define SPELLING_BYTES 32

static size_t smallest(size_t a, size_t b, size_t c) {
    size_t least = a < b ? a : b;
    return least < c ? least : c;
}

static size_t spelling_distance(const char *a, const char *b) {
    size_t costs[SPELLING_BYTES + 1][SPELLING_BYTES + 1];
    size_t rows = strlen(a), columns = strlen(b);
    if (rows > SPELLING_BYTES || columns > SPELLING_BYTES)
        return SPELLING_BYTES;
    for (size_t i = 0; i <= rows; i++)
        costs[i][0] = i;
    for (size_t j = 0; j <= columns; j++)
        costs[0][j] = j;
    for (size_t i = 1; i <= rows; i++)
        for (size_t j = 1; j <= columns; j++) {
            costs[i][j] = smallest(costs[i - 1][j] + 1, costs[i][j - 1] + 1,
                                   costs[i - 1][j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                costs[i][j] = smallest(costs[i][j], costs[i - 2][j - 2] + 1, costs[i][j]);
        }
    return costs[rows][columns];
}

void spelling_try(struct spelling *spelling, const char *candidate) {
    size_t distance = spelling_distance(spelling->word, candidate);
    /* A third of the letters may be wrong; a beginning is right so far. */
    size_t length = strlen(spelling->word);
    if (length > 1 && !strncmp(spelling->word, candidate, length))
        distance = 1;
    if (distance <= (length + 2) / 3 && (!spelling->best || distance < spelling->distance)) {
        spelling->best = candidate;
        spelling->distance = distance;
    }
}
