/* Filters that speak SMTP or LMTP, as black boxes. See smtp.c. */
#ifndef WEIR_BENCH_SMTP_H
#define WEIR_BENCH_SMTP_H

#include "bench/back_end.h"
#include "bench/product.h"

/* What came out at the back-end of a product of this protocol since it was started. */
struct back_end_counts smtp_counts(const struct product *product);

#endif
