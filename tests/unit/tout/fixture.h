/* An arena a test and text as tokens: for the tests of tout/. */
#ifndef WEIR_TESTS_TOUT_FIXTURE_H
#define WEIR_TESTS_TOUT_FIXTURE_H

#include "tout/token.h"

/* *state is a struct arena *. */
int set_up(void **state);
int tear_down(void **state);

/* Reads a copy of text that ends where its memory ends, so that a sanitizer sees what is read beyond. */
struct tokens tokens_of(struct arena *arena, const char *text);

#endif
