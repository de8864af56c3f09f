/* Settings of filters that speak the milter protocol. */
#ifndef WEIR_BENCH_MILTER_H
#define WEIR_BENCH_MILTER_H

#include "bench/milter_reply.h"
#include "bench/product.h"

struct milter_settings {
    const char *const *tags; /* of smtp_mark_compile(); none: the usual ones */
    size_t tag_count;
    const char *const *scores; /* the same; the first group is the score */
    size_t score_count;
    const char *recipient; /* whom all mail is for */
    const char *hostname;  /* the mail server's that weir plays */
    unsigned version;      /* of the protocol, the highest that is offered */
};

/* false with error: it is no pattern. Freed with milter_marks_free(). */
bool milter_marks_make(const struct milter_settings *settings, struct milter_marks *marks,
                       struct error *error);
void milter_marks_free(struct milter_marks *marks);

#endif
