/* The names of data/verdict_headers.txt, as data/verdict_headers.py compiles them. For handover.c. */
#ifndef WEIR_BENCH_VERDICT_HEADERS_H
#define WEIR_BENCH_VERDICT_HEADERS_H

#include <stdbool.h>
#include <stddef.h>

struct verdict_header {
    const char *name; /* lower case */
    size_t size;
    bool prefix; /* and all that begin so */
};

/* Sorted; none begins with another that is a prefix. */
extern const struct verdict_header verdict_headers[];
extern const size_t verdict_header_count;
/* A name that begins with X- and has one of these in it is one, too. Lower case. */
extern const char *const verdict_words[];
extern const size_t verdict_word_count;

#endif
