/* The head of a message or part as it stands in the bytes: order, spelling and folding kept, since how a head
 * is written betrays the program that wrote it. */
#ifndef WEIR_MAIL_HEAD_H
#define WEIR_MAIL_HEAD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/slice.h"

struct header {
    struct slice name;  /* as spelt, without the colon */
    struct slice value; /* as it stands, leading space and folding included, last line end not */
};

struct head {
    struct header *headers; /* in order of the bytes */
    size_t count;
    size_t bytes;       /* where the body begins, counted from the start of raw */
    uint32_t anomalies; /* of enum mail_anomaly */
    bool simulated;     /* MAIL_SIMULATED_HEADER says so; it is not among the headers */
};

/* Splits the head of raw; skips a leading mbox `From ` line and stray blank lines. Slices point into raw. */
void head_parse(struct arena *arena, struct slice raw, struct head *head);
/* The n-th (from 0) header of that name, any case; NULL if there is none. */
const struct header *head_find(const struct head *head, const char *name, size_t n);
/* value unfolded, space trimmed; no decoding. In the arena. */
const char *head_unfold(struct arena *arena, struct slice value);
/* An RFC 5322 date, tolerant of what mail really holds; TIME_NONE if unreadable. */
int64_t head_parse_date(struct slice value);

#endif
