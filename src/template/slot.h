/* Pieces of a pattern out of blocks. See slot.c. */
#ifndef WEIR_TEMPLATE_SLOT_H
#define WEIR_TEMPLATE_SLOT_H

#include "template/value.h"

/* Text that all mails have, with the white space most have before it. Appends to fixed text before it. */
void slot_write_fixed(const struct bench *bench, struct pattern_pieces *pieces, const struct anchor *anchor);
/* What differs: one slot, its kind told by what fills it. */
void slot_write(const struct bench *bench, struct pattern_pieces *pieces, const struct block *block);

#endif
