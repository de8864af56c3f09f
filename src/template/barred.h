/* What may not stand in a signature: phrases that genuine mail has too, whoever quotes them. See
 * data/barred.txt. */
#ifndef WEIR_TEMPLATE_BARRED_H
#define WEIR_TEMPLATE_BARRED_H

#include "template/grams.h"

/* Longest phrase of the file. */
#define BARRED_WORDS 8

/* Sets `barred` of every place that stands in such a phrase. */
void barred_mark(struct place *places, size_t count);

/* Made from data/barred.txt at build time: phrases in normal form, in order of their bytes. */
extern const char *const barred_phrases[];
extern const size_t barred_phrase_count;

#endif
