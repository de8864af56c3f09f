/* Which mails of a template are arranged alike. See layout.c. */
#ifndef WEIR_TEMPLATE_LAYOUT_H
#define WEIR_TEMPLATE_LAYOUT_H

#include "template/people.h"

/* The largest useful set of those of `open`: empty when `open` is. */
struct sample_set layout_next(const struct pattern_sample *samples, size_t count, struct sample_set open);

#endif
