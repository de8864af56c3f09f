/* A finder backing in memory: what a commit wrote stays, as in a store. */
#ifndef WEIR_TESTS_BACKING_H
#define WEIR_TESTS_BACKING_H

#include "campaign/finder.h"

struct memory_backing;

struct memory_backing *memory_backing_new(void);
void memory_backing_free(struct memory_backing *memory);
/* As of now: `empty` tells whether anything was saved. */
struct finder_backing memory_backing_get(struct memory_backing *memory);
/* Whether a finder complained of what it loaded. */
bool memory_backing_damaged(const struct memory_backing *memory);
/* Changes, cuts or lengthens some of what is kept, as seed has it. */
void memory_backing_harm(struct memory_backing *memory, uint64_t seed);

#endif
