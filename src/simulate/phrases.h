/* Phrases of background mail (words.h), in tables. See phrases.c. */
#ifndef WEIR_SIMULATE_PHRASES_H
#define WEIR_SIMULATE_PHRASES_H

#include <stddef.h>

/* Each ends with NULL. */
struct phrases_trade {
    const char *shop; /* what its links' hosts are called */
    const char *const *subjects, *const *openings, *const *offers, *const *closings;
};

/* What background spam sells. */
extern const struct phrases_trade phrases_trades[];
extern const size_t phrases_trade_count;

extern const char *const phrases_letter_subjects[],
    *const phrases_letter_openings[], *const phrases_letter_sentences[], *const phrases_letter_closings[];
extern const char *const phrases_club_names[], *const phrases_club_news[], *const phrases_club_subjects[];

/* Without the NULL. */
size_t phrases_count(const char *const *phrases);

#endif
