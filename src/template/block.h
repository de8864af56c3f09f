/* The same stretch of several mails, to be aligned. Used by what makes patterns alone. */
#ifndef WEIR_TEMPLATE_BLOCK_H
#define WEIR_TEMPLATE_BLOCK_H

#include "template/atom.h"

/* One field of each of the mails. */
struct bench {
    struct arena *arena;
    const struct atom **atoms; /* by mail */
    size_t count;              /* mails, at least 1 */
};

/* Of each mail the atoms from `from` to before `to`; may be none. */
struct block {
    uint32_t *from, *to; /* by mail */
};

/* A run of atoms that all mails of a block have, in this order. */
struct anchor {
    uint32_t *at; /* by mail */
    uint32_t atoms;
    double weight;
};

struct anchors {
    struct anchor *items;
    size_t count;
};

struct block block_new(const struct bench *bench);
bool block_is_empty(const struct bench *bench, const struct block *block);
/* What has a line end between its first atom and its last. */
bool block_has_lines(const struct bench *bench, const struct block *block);

/* See anchor.c. In order of the mails. */
struct anchors anchors_find(const struct bench *bench, const struct block *block, double least_weight);

/* Cuts the block into columns of lines, those of one column standing for each other; see column.c. In order;
 * count 0: there is no telling. */
struct block *columns_find(const struct bench *bench, const struct block *block, size_t *count);

#endif
