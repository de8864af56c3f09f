/* What spamd answers. */
#ifndef WEIR_BENCH_SPAMD_H
#define WEIR_BENCH_SPAMD_H

#include "bench/answer.h"
#include "bench/product.h"

/* The whole reply to CHECK. */
void spamd_read(struct slice reply, struct answer *answer);
/* The version that stands in the reply to HEADERS, "" if none does. */
void spamd_read_version(struct slice reply, struct product_facts *facts);

#endif
