/* What clamd answers. */
#ifndef WEIR_BENCH_CLAMD_H
#define WEIR_BENCH_CLAMD_H

#include "bench/answer.h"
#include "bench/product.h"

/* The line that answers INSTREAM. */
void clamd_read(struct slice line, struct answer *answer);
/* The line that answers VERSION. */
void clamd_read_version(struct slice line, struct product_facts *facts);

#endif
