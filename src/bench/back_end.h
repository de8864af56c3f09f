/* Weir's own mail server behind a filter: where mail comes out that the filter lets through. See back_end.c.
 */
#ifndef WEIR_BENCH_BACK_END_H
#define WEIR_BENCH_BACK_END_H

#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"
#include "bench/connection.h"

/* What came in, in all. */
struct back_end_counts {
    uint64_t delivered; /* mails to those who waited for them */
    /* Taken and thrown away: */
    uint64_t again;   /* came out a second time, or when nobody waited for it any more */
    uint64_t bounces; /* with the null sender, to others than weir's recipients */
    uint64_t strays;  /* other mail to others */
};

/* One mail that is waited for; its owner's, from expect to forget. */
struct back_end_awaited {
    uint64_t token; /* never 0 */
    bool came;
    struct buffer head; /* of what came */
    struct back_end_awaited *next;
};

struct back_end;
/* Listens at the endpoint, in a thread of its own. domain: of weir's recipients. NULL with error. */
struct back_end *back_end_open(const struct endpoint *endpoint, const char *domain, struct error *error);
void back_end_close(struct back_end *back_end);

/* Begins to wait for a mail to a token that nobody can guess. */
void back_end_expect(struct back_end *back_end, struct back_end_awaited *awaited);
/* Until it came or the time of monotonic_ms() passed: did it come? */
bool back_end_await(struct back_end *back_end, struct back_end_awaited *awaited, int64_t until);
/* Ends the waiting, and frees head. */
void back_end_forget(struct back_end *back_end, struct back_end_awaited *awaited);

struct back_end_counts back_end_counts(struct back_end *back_end);

#endif
